import type { TypeSetter, Weight } from './type-setter.ts';

export type Fitted = { lines: string[]; size: number };

/** Chinese breaks anywhere, other words between them. */
const pieces = (text: string) => text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? [];

function brokenAt(
  text: string,
  width: number,
  weight: Weight,
  setter: Pick<TypeSetter, 'widthOf'>,
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    const longer = line + piece;
    if (line !== '' && setter.widthOf(longer.trimEnd(), weight) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line = longer;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** In as many lines as there is room for, smaller where it has to be, and cut where even that is too long. */
export function fitted(
  text: string,
  room: { width: number; lines: number; size: number; smallest: number; weight: Weight },
  setter: Pick<TypeSetter, 'widthOf'>,
): Fitted {
  const { width, weight } = room;
  let size = room.size;
  for (;;) {
    const lines = brokenAt(text, width / size, weight, setter);
    const fits = lines.every((line) => setter.widthOf(line, weight) <= width / size);
    if (fits && lines.length <= room.lines) return { lines, size };
    if (size <= room.smallest)
      return { lines: cut(lines.slice(0, room.lines), lines.length, size, room, setter), size };
    size = Math.max(room.smallest, size * 0.92);
  }
}

function cut(
  lines: string[],
  all: number,
  size: number,
  { width, lines: most, weight }: { width: number; lines: number; weight: Weight },
  setter: Pick<TypeSetter, 'widthOf'>,
): string[] {
  return lines.map((line, nth) => {
    const isLast = nth === most - 1 && all > most;
    let kept = line;
    const shown = () => (isLast || kept !== line ? `${kept}…` : kept);
    while (kept !== '' && setter.widthOf(shown(), weight) > width / size)
      kept = [...kept].slice(0, -1).join('');
    return shown();
  });
}
