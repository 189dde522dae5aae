import { isOlder } from '@jindian/shared/contract/client-version';

/** What is known of newer versions of this app. */
export type UpdateFacts = {
  /** The server asks older ones than this to update; empty: none. */
  asked: string;
  /** The server has refused to answer this one. */
  refused: boolean;
  /** Restarting brings another version, as far as anybody knows. */
  ready: boolean;
  /** What must come to its end first: a payment that is under way. */
  held: number;
  /** The person wants to go on with this version for now. */
  later: boolean;
  /** What is older than this goes on until the end of a day; empty: nothing was announced. */
  oldest: string;
  until: string;
};

/** `apply`: restart at once. `ask`: say that there is a newer one. `tell`: say that nothing goes on without one. */
export type UpdateAct = 'none' | 'ask' | 'tell' | 'apply';

export function updateAct({ asked, refused, ready, held, later }: UpdateFacts, version: string): UpdateAct {
  if (held > 0) return 'none';
  if (refused && ready) return 'apply';
  if (later) return 'none';
  if (refused) return 'tell';
  return ready && isOlder(version, asked) ? 'ask' : 'none';
}

/** The last day that this version works, where that was announced and nobody was refused yet. */
export function worksUntil({ refused, oldest, until }: UpdateFacts, version: string): string {
  return !refused && isOlder(version, oldest) ? until : '';
}
