/** Checking attribute values: a quick path for the forms that nearly every request has, dynalite for all others. */
import { dynaliteValidations } from './dynalite-internals.ts';
import type { AttributeMap, AttributeValue } from './model.ts';

/** Integers in the very form in which the service stores them: nothing to normalise, no limit to check. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

function isPlainValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let type: string | undefined;
  for (const name in value) {
    if (type !== undefined) return false;
    type = name;
  }
  const content = (value as Record<string, unknown>)[type ?? ''];
  switch (type) {
    case 'S':
      return typeof content === 'string';
    case 'N':
      return typeof content === 'string' && PLAIN_INTEGER.test(content);
    case 'BOOL':
      return typeof content === 'boolean';
    case 'M':
      return isPlainMap(content);
    case 'L':
      return Array.isArray(content) && content.every(isPlainValue);
    default:
      return false;
  }
}

/** Whether every value has exactly one type, of a kind that needs no further look. */
export function isPlainMap(map: unknown): map is AttributeMap {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return false;
  for (const name in map) if (!isPlainValue((map as AttributeMap)[name])) return false;
  return true;
}

/** The service's limit for lists and maps inside each other. */
const MAX_DEPTH = 32;

/** What is wrong with a value, if anything. Brings numbers into stored form in place. */
export function valueProblem(value: AttributeValue): string | undefined {
  return isPlainValue(value) ? undefined : dynaliteValidations.validateAttributeValue(value);
}

function isTooDeep(value: AttributeValue, depth: number): boolean {
  if (value.L === undefined && value.M === undefined) return false;
  if (depth > MAX_DEPTH) return true;
  return Object.values(value.L ?? value.M ?? {}).some((member) => isTooDeep(member, depth + 1));
}

function hasEmptyName(value: AttributeValue): boolean {
  if (value.L) return value.L.some(hasEmptyName);
  if (value.M) return '' in value.M || Object.values(value.M).some(hasEmptyName);
  return false;
}

/** What is wrong with the shape of an item or of expression values, if anything. */
export function shapeProblem(map: AttributeMap): string | undefined {
  if ('' in map) return 'Empty attribute name';
  for (const name in map) {
    const value = map[name]!;
    if (value.L === undefined && value.M === undefined) continue;
    if (hasEmptyName(value)) return 'Empty attribute name';
    if (isTooDeep(value, 1)) {
      return 'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
    }
  }
  return undefined;
}
