/** What was used last comes first, each once, and not more than `kept`. */
export function withLatest<T>(before: readonly T[], one: T, kept: number, same = Object.is): T[] {
  return [one, ...before.filter((other) => !same(other, one))].slice(0, kept);
}
