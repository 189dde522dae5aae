type Pattern = { [name: string]: Pattern | readonly unknown[] };

/** One condition of a pattern on one value: equal, or of the kinds of event filtering that are in use here. */
function meets(value: unknown, condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return value === condition;
  const [[kind, wanted] = []] = Object.entries(condition);
  switch (kind) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(wanted));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(wanted));
    case 'exists':
      return (value !== undefined) === wanted;
    case 'anything-but':
      return value !== undefined && !(Array.isArray(wanted) ? wanted : [wanted]).includes(value);
    default:
      throw new Error(`the event filter ${JSON.stringify(condition)} is not known here`);
  }
}

/** Whether a record passes one pattern: all of its fields, any condition of each. */
export function passes(record: unknown, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = (record as Record<string, unknown> | undefined)?.[name];
    return Array.isArray(wanted)
      ? wanted.some((condition) => meets(value, condition))
      : passes(value, wanted as Pattern);
  });
}

/** As an event source mapping has them: any of several patterns, each JSON; none lets everything pass. */
export function createFilter(patterns: readonly string[]): (record: unknown) => boolean {
  const parsed = patterns.map((pattern) => JSON.parse(pattern) as Pattern);
  return (record) => parsed.length === 0 || parsed.some((pattern) => passes(record, pattern));
}
