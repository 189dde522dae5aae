export const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));

/** `…P50Ms` and `…P99Ms` of these times. */
export function times(name: string, milliseconds: readonly number[]) {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN, 1);
  return { [`${name}P50Ms`]: at(0.5), [`${name}P99Ms`]: at(0.99) };
}
