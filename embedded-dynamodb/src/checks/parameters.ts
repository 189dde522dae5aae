/**
 * Holds a request's parameters against rules. What is of another type altogether ends the check at once, as the
 * service's parser does; what breaks a constraint is collected and told together.
 */
import { invalid, serializationFailure } from '../failures.ts';
import type { Wire } from '../model.ts';
import { notConvertible } from './attribute-values.ts';

export interface Rule {
  /** `Attributes` are maps of attribute values: looked into elsewhere. */
  type: 'String' | 'Integer' | 'Long' | 'Boolean' | 'List' | 'Map' | 'Struct' | 'Attributes';
  /** What a list or map holds. */
  of?: Rule;
  /** The fields of a structure, and how the service calls it. */
  fields?: Rules;
  name?: string;
  required?: true;
  /** Of numbers the value, of everything else the length. */
  min?: number;
  max?: number;
  pattern?: RegExp;
  oneOf?: readonly string[];
  /** How a broken constraint is told: where and what stood there, only where, or neither. */
  told?: 'place' | 'nothing';
}

export type Rules = Readonly<Record<string, Rule>>;

const MAX_PROBLEMS = 10;

/** A copy of a request with what the rules know. Throws when something is of another type. */
export function takeParameters(request: Wire, rules: Rules): Wire {
  const taken: Wire = {};
  for (const name in rules) {
    const value: unknown = request[name];
    if (value !== undefined && value !== null) taken[name] = takeValue(value, rules[name]!);
  }
  return taken;
}

function takeValue(value: unknown, rule: Rule): unknown {
  switch (rule.type) {
    case 'String':
      if (typeof value !== 'string') throw serializationFailure(notConvertible(value, 'String'));
      return value;
    case 'Integer':
    case 'Long':
      if (typeof value !== 'number') throw serializationFailure(notConvertible(value, rule.type));
      return Math.trunc(value);
    case 'Boolean':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      throw serializationFailure(notConvertible(value, 'Boolean'));
    case 'List':
      if (Array.isArray(value)) return value.map((member) => takeValue(member, rule.of!));
      throw serializationFailure(
        typeof value === 'object'
          ? 'Start of structure or map found where not expected'
          : 'Unexpected field type',
      );
    case 'Map':
      return takeMap(value, rule);
    case 'Struct':
      requireObject(value, 'Unexpected value type in payload');
      return takeParameters(value, rule.fields!);
    case 'Attributes':
      requireObject(value, 'Unexpected field type');
      return value;
  }
}

function takeMap(value: unknown, rule: Rule): Wire {
  requireObject(value, 'Unexpected field type');
  const taken: Wire = {};
  for (const key in value) taken[key] = takeValue(value[key], rule.of!);
  return taken;
}

function requireObject(value: unknown, otherwise: string): asserts value is Wire {
  if (typeof value !== 'object' || value === null) throw serializationFailure(otherwise);
  if (Array.isArray(value)) throw serializationFailure('Unrecognized collection type');
}

/** What parameters break of their rules, at most ten sentences. */
export function constraintProblems(taken: Wire, rules: Rules, place = ''): string[] {
  const problems: string[] = [];
  for (const name in rules) {
    if (problems.length >= MAX_PROBLEMS) break;
    const rule = rules[name]!;
    // Most of what may be there is not.
    if (taken[name] !== undefined || rule.required) collect(taken[name], rule, place, name, problems);
  }
  return problems.slice(0, MAX_PROBLEMS);
}

/** Throws when there are problems, all in one message. */
export function throwProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const count = problems.length;
  throw invalid(`${count} validation error${count > 1 ? 's' : ''} detected: ${problems.join('; ')}`);
}

export const lowerFirst = (name: string): string => name[0]!.toLowerCase() + name.slice(1);

function collect(value: unknown, rule: Rule, place: string, name: string, problems: string[]): void {
  const at = (): string => (place === '' ? lowerFirst(name) : `${place}.${lowerFirst(name)}`);
  const tell = (constraint: string): void => {
    if (rule.told === 'nothing') problems.push(`Failed to satisfy constraint: ${constraint}`);
    else if (rule.told === 'place')
      problems.push(`Value at '${name}' failed to satisfy constraint: ${constraint}`);
    else {
      const shown = value === undefined ? 'null' : `'${render(value, rule)}'`;
      problems.push(`Value ${shown} at '${at()}' failed to satisfy constraint: ${constraint}`);
    }
  };
  if (value === undefined) {
    if (rule.required) tell('Member must not be null');
    return;
  }
  if (rule.oneOf && !rule.oneOf.includes(value as string)) {
    tell(`Member must satisfy enum value set: [${rule.oneOf.join(', ')}]`);
  }
  if (rule.pattern && !rule.pattern.test(value as string) && value !== '') {
    tell(`Member must satisfy regular expression pattern: ${rule.pattern.source.slice(1, -1)}`);
  }
  const isNumber = rule.type === 'Integer' || rule.type === 'Long';
  const size = isNumber ? (value as number) : lengthOf(value);
  const what = isNumber ? 'value' : 'length';
  if (rule.max !== undefined && size > rule.max)
    tell(`Member must have ${what} less than or equal to ${rule.max}`);
  if (rule.min !== undefined && size < rule.min)
    tell(`Member must have ${what} greater than or equal to ${rule.min}`);
  if (rule.type === 'List' && rule.of) {
    const list = at();
    (value as unknown[]).forEach((member, i) => {
      collect(member, rule.of!, `${list}.${i + 1}`, 'member', problems);
    });
  } else if (rule.type === 'Struct') {
    problems.push(...constraintProblems(value as Wire, rule.fields!, at()));
  }
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** How the service shows a value in a message. */
function render(value: unknown, rule: Rule | undefined): string {
  if (Array.isArray(value)) return `[${value.map((member) => render(member, rule?.of)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (!rule?.name) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, inner]) => `${lowerFirst(name)}=${render(inner, rule.fields?.[name])}`,
  );
  return `${rule.name}(${fields.join(', ')})`;
}

// ---- rules that many operations share

const NAME_PATTERN = /^[a-zA-Z0-9_.-]+$/;

export const tableName = (min: number): Rule => ({
  type: 'String',
  required: true,
  min,
  max: 255,
  pattern: NAME_PATTERN,
});
export const indexName: Rule = { type: 'String', min: 3, max: 255, pattern: NAME_PATTERN };
export const text: Rule = { type: 'String' };
export const flag: Rule = { type: 'Boolean' };
export const attributes: Rule = { type: 'Attributes' };
export const names: Rule = { type: 'Map', of: text };
export const returnConsumedCapacity: Rule = { type: 'String', oneOf: ['INDEXES', 'TOTAL', 'NONE'] };
export const returnItemCollectionMetrics: Rule = { type: 'String', oneOf: ['SIZE', 'NONE'] };
export const conditionalOperator: Rule = { type: 'String', oneOf: ['OR', 'AND'] };
export const attributesToGet: Rule = { type: 'List', of: text, min: 1, max: 255 };

/** Throws when a table is not named as it must be: that is told before and without all else. */
export function checkTableName(taken: Wire, rule: Rule): void {
  if (taken.TableName === '' && rule.min === 1) {
    throwProblems([
      "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ]);
  }
  throwProblems(constraintProblems(taken, { TableName: rule }));
}
