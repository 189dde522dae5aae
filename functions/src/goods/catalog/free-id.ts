/** The first id that nobody has. */
export function freeId(wanted: string, taken: ReadonlySet<string>, letter: string): string {
  const plain = wanted
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 20);
  if (plain !== '' && !taken.has(plain)) return plain;
  for (let nth = 1; ; nth += 1) if (!taken.has(`${letter}${nth}`)) return `${letter}${nth}`;
}
