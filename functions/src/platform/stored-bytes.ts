/** What an item of plain values counts as in DynamoDB's size: a little more where a number is short, never less. */
export function storedBytes(item: Record<string, unknown>): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    return value === undefined ? sum : sum + Buffer.byteLength(name) + bytesOf(value);
  }, 0);
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(Math.abs(value)).length / 2) + 2;
  if (value === null || typeof value === 'boolean') return 1;
  throw new TypeError('only items of plain values are measured');
}
