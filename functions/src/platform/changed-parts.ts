import { canonical } from './canonical.ts';

type Parts = { before: unknown; after: unknown };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What differs between two versions of a document, in their own shape: of objects the fields that differ, of lists the
 * members that the other one has not. Null where nothing does.
 */
export function changedParts(before: unknown, after: unknown): Parts | null {
  if (canonical(before ?? null) === canonical(after ?? null)) return null;
  if (isRecord(before) && isRecord(after)) {
    const parts = { before: {} as Record<string, unknown>, after: {} as Record<string, unknown> };
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const of = (value: Record<string, unknown>) => (Object.hasOwn(value, name) ? value[name] : undefined);
      const changed = changedParts(of(before), of(after));
      if (changed?.before !== undefined) parts.before[name] = changed.before;
      if (changed?.after !== undefined) parts.after[name] = changed.after;
    }
    return parts;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const [had, has] = [before, after].map((list) => new Set(list.map((member) => canonical(member))));
    const without = (list: unknown[], other: Set<string> | undefined) =>
      list.filter((member) => !other?.has(canonical(member)));
    const parts = { before: without(before, has), after: without(after, had) };
    // Only their order, or how often they stand there, differs.
    return parts.before.length + parts.after.length > 0 ? parts : { before, after };
  }
  return { before, after };
}
