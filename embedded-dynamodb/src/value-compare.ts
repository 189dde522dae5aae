/** Comparing attribute values as the service does. */
import { compareNumbers } from './decimal.ts';
import type { AttributeMap, AttributeValue } from './model.ts';

export type TypeName = keyof AttributeValue;

const SET_TYPES = ['SS', 'NS', 'BS'] as const;

export function typeOf(value: AttributeValue): TypeName {
  for (const type in value) return type as TypeName;
  throw new TypeError('An attribute value without a type');
}

/** Whether two items hold the same, whatever the order of their attributes and of the members of their sets. */
export function sameItem(a: AttributeMap, b: AttributeMap): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => b[name] !== undefined && sameValue(a[name]!, b[name]));
}

export function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.M !== undefined) return b.M !== undefined && sameItem(a.M, b.M);
  if (a.L !== undefined) {
    const right = b.L;
    return (
      right !== undefined &&
      a.L.length === right.length &&
      a.L.every((member, i) => sameValue(member, right[i]!))
    );
  }
  if (a.B !== undefined) return a.B === b.B;
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return a.NULL === b.NULL;
  for (const type of SET_TYPES) {
    const left = a[type];
    if (left === undefined) continue;
    const right = b[type];
    return (
      right !== undefined && left.length === right.length && left.every((member) => right.includes(member))
    );
  }
  return false;
}

/** Negative, zero or positive as `a` sorts before, with or after `b`; undefined when they cannot be ordered. */
export function order(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined)
    return a.S === b.S ? 0 : Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) {
    return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  }
  return undefined;
}
