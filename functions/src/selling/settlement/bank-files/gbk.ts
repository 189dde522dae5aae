/**
 * GBK, which many banks' pages read and no encoder here writes: the decoder turned round. A character that it does not have is
 * named, never written as a question mark: the name of an account would be another one's.
 */
let codes: ReadonlyMap<string, number> | undefined;

function codesOf(): ReadonlyMap<string, number> {
  if (codes !== undefined) return codes;
  const decoder = new TextDecoder('gbk', { fatal: true });
  const made = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      try {
        const character = decoder.decode(new Uint8Array([lead, trail]));
        // Some characters stand twice; the first place is the one of the older standard.
        if (!made.has(character)) made.set(character, (lead << 8) | trail);
      } catch {
        // Nothing stands there.
      }
    }
  }
  codes = made;
  return made;
}

/** The bytes, or the first character that has none. */
export function gbkBytes(text: string): { readonly bytes: Uint8Array } | { readonly character: string } {
  const known = codesOf();
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) {
      bytes.push(point);
      continue;
    }
    const code = known.get(character);
    if (code === undefined) return { character };
    bytes.push(code >> 8, code & 0xff);
  }
  return { bytes: new Uint8Array(bytes) };
}
