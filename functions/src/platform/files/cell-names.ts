/** A, B, … Z, AA, as spreadsheets name columns; the first is 0. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

export const cellName = (column: number, row: number): string => `${columnLetters(column)}${row}`;
