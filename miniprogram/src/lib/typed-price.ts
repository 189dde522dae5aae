/** A price in yuan as it is typed, in fen; null where nothing is, `bad` where it is no price. */
export function typedFen(text: string): number | null | 'bad' {
  const plain = text.normalize('NFKC').trim().replace(/^¥/, '').replace(/元$/, '').trim();
  if (plain === '') return null;
  if (!/^\d{1,6}(\.\d{0,2})?$/.test(plain)) return 'bad';
  return Math.round(Number(plain) * 100);
}
