import { makeUlid } from './ids.ts';

/**
 * One idempotency key for one thing a person means to do. Tapping again after a lost answer sends the same key, so
 * the server answers with the first effect; another content, or a new wish after an answer came, gets a new key.
 */
export function createIntention(makeKey: () => string = () => makeUlid()) {
  let key: string | null = null;
  let meant = '';
  return {
    keyFor(content: unknown): string {
      const text = JSON.stringify(content) ?? '';
      if (key === null || text !== meant) {
        key = makeKey();
        meant = text;
      }
      return key;
    },
    /** The server answered, with success or a refusal: what comes next is a new intention. */
    settle(): void {
      key = null;
    },
  };
}
export type Intention = ReturnType<typeof createIntention>;
