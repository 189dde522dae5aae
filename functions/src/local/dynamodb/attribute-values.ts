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

/** What is wrong with a value, if anything. Brings numbers into stored form in place. */
export function valueProblem(value: AttributeValue): string | undefined {
  return isPlainValue(value) ? undefined : dynaliteValidations.validateAttributeValue(value);
}
