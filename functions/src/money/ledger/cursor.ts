/** An opaque position in a list. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** The position of a cursor; null when it is not one that a list with this prefix gave. */
export function decodeCursor(cursor: string, prefix: string): string | null {
  const position = Buffer.from(cursor, 'base64url').toString();
  return position.startsWith(prefix) && position.length <= 400 && encodeCursor(position) === cursor
    ? position
    : null;
}
