/** A part that the system stands on, and how it is. `ok`, or a word for what is the matter. */
export type PartHealth = { part: string; state: string; detail?: string };

/** The answer of `/healthz`: 503 as long as one part is not well, so that whoever watches needs to read nothing. */
export function healthAnswer(parts: readonly PartHealth[]): {
  status: 200 | 503;
  body: { ok: boolean; parts?: readonly PartHealth[] };
} {
  const ok = parts.every(({ state }) => state === 'ok');
  return { status: ok ? 200 : 503, body: { ok, ...(parts.length > 0 ? { parts } : {}) } };
}
