/** `skipped`: could not be looked at from here. */
export type Verdict = 'well' | 'doubtful' | 'wrong' | 'skipped';

/** What was looked at and how it is; `hint`: what to do, where it is not well. */
export type Finding = { what: string; verdict: Verdict; says: string; hint?: string };

export const well = (what: string, says: string): Finding => ({ what, verdict: 'well', says });
export const doubtful = (what: string, says: string, hint: string): Finding => ({
  what,
  verdict: 'doubtful',
  says,
  hint,
});
export const wrong = (what: string, says: string, hint: string): Finding => ({
  what,
  verdict: 'wrong',
  says,
  hint,
});
export const skipped = (what: string, says: string): Finding => ({ what, verdict: 'skipped', says });
