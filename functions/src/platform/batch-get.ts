/**
 * A batch read under load may leave keys unread, and the keys left look like items that are not there. Throws then:
 * "none in stock" or "no such order" must not be the answer of a table that had no time.
 */
export function assertWholeBatch(unprocessed: Record<string, unknown> | undefined): void {
  if (unprocessed && Object.keys(unprocessed).length > 0) throw new Error('a batch read was not finished');
}
