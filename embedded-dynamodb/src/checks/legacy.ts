/** The parameters from before expressions, read into the same forms as expressions. */
import type { Condition, Operand, ParsedUpdate, UpdateAction } from '../expressions/ast.ts';
import { namesTree } from '../expressions/documents.ts';
import { typeOfValue } from '../expressions/parse-paths.ts';
import type { AttributeValue, Wire } from '../model.ts';
import { order } from '../value-compare.ts';
import { checkValue } from './attribute-values.ts';
import type { Rule } from './parameters.ts';
import type { Wording } from './wording.ts';

// biome-ignore format: as the service lists them
const COMPARISONS = [
  'IN', 'NULL', 'BETWEEN', 'LT', 'NOT_CONTAINS', 'EQ', 'GT', 'NOT_NULL', 'NE', 'LE', 'BEGINS_WITH', 'GE', 'CONTAINS',
];
const comparison: Rule = { type: 'String', oneOf: COMPARISONS };
const valueList: Rule = { type: 'List', of: { type: 'Attributes' } };

export const expected: Rule = {
  type: 'Map',
  of: {
    type: 'Struct',
    fields: {
      Value: { type: 'Attributes' },
      Exists: { type: 'Boolean' },
      ComparisonOperator: comparison,
      AttributeValueList: valueList,
    },
  },
};
export const comparisons: Rule = {
  type: 'Map',
  of: {
    type: 'Struct',
    fields: { ComparisonOperator: { ...comparison, required: true }, AttributeValueList: valueList },
  },
};
export const attributeUpdates: Rule = {
  type: 'Map',
  of: {
    type: 'Struct',
    fields: { Value: { type: 'Attributes' }, Action: { type: 'String', oneOf: ['ADD', 'DELETE', 'PUT'] } },
  },
};

const INVALID = 'One or more parameter values were invalid: ';
// biome-ignore format: a table
const OPERATORS: Readonly<Record<string, string>> = {
  EQ: '=', NE: '<>', LT: '<', LE: '<=', GT: '>', GE: '>=', BETWEEN: 'BETWEEN', IN: 'IN', BEGINS_WITH: 'begins_with', CONTAINS: 'contains',
};
const ORDERED = ['S', 'N', 'B'];
// biome-ignore format: a table
const TYPES: Readonly<Record<string, readonly string[]>> = {
  LE: ORDERED, LT: ORDERED, GE: ORDERED, GT: ORDERED, BETWEEN: ORDERED, IN: ORDERED, CONTAINS: ORDERED, NOT_CONTAINS: ORDERED, BEGINS_WITH: ['S', 'B'],
};

/** One comparison of an attribute with values, checked. */
function compare(name: string, operator: string, values: readonly AttributeValue[]): Condition {
  const path: Operand = { kind: 'path', path: [name] };
  const operands: Operand[] = [path, ...values.map((value): Operand => ({ kind: 'literal', value }))];
  if (operator === 'NULL') return { kind: 'test', operator: 'attribute_not_exists', operands };
  if (operator === 'NOT_NULL') return { kind: 'test', operator: 'attribute_exists', operands };
  if (operator === 'NOT_CONTAINS') {
    return { kind: 'not', inner: { kind: 'test', operator: 'contains', operands } };
  }
  return { kind: 'test', operator: OPERATORS[operator]!, operands };
}

function checkCount(operator: string, count: number, wording: Wording): void {
  const wanted = operator === 'BETWEEN' ? 2 : operator === 'NULL' || operator === 'NOT_NULL' ? 0 : 1;
  if (operator === 'IN' ? count >= 1 : count === wanted) return;
  throw wording.refusal(`${INVALID}Invalid number of argument(s) for the ${operator} ComparisonOperator`);
}

function checkList(operator: string, values: readonly AttributeValue[], wording: Wording): void {
  const types = values.map((value) => typeOfValue(value));
  if (types.some((type) => type !== types[0])) {
    throw wording.refusal(`${INVALID}AttributeValues inside AttributeValueList must be of same type`);
  }
  const wrong = types.find((type) => TYPES[operator] && !TYPES[operator].includes(type!));
  if (wrong)
    throw wording.refusal(
      `${INVALID}ComparisonOperator ${operator} is not valid for ${wrong} AttributeValue type`,
    );
  if (operator === 'BETWEEN' && (order(values[0]!, values[1]!) ?? 0) > 0) {
    throw wording.refusal(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
  }
}

export interface Comparison {
  operator: string;
  values: AttributeValue[];
}

/** KeyConditions, QueryFilter or ScanFilter: each attribute's comparison. */
export function readComparisons(given: Wire, wording: Wording): Map<string, Comparison> {
  const found = new Map<string, Comparison>();
  for (const [name, { ComparisonOperator: operator, AttributeValueList: values = [] }] of Object.entries(
    given,
  )) {
    for (const value of values) checkValue(value, wording);
    checkCount(operator, values.length, wording);
    checkList(operator, values, wording);
    found.set(name, { operator, values });
  }
  return found;
}

function join(conditions: readonly Condition[], operator: string | undefined): Condition | undefined {
  const kind = operator === 'OR' ? 'or' : 'and';
  return conditions.reduce<Condition | undefined>(
    (left, right) => (left ? { kind, left, right } : right),
    undefined,
  );
}

export function readFilter(
  given: Wire,
  operator: string | undefined,
  wording: Wording,
): Condition | undefined {
  const all = [...readComparisons(given, wording)];
  return join(
    all.map(([name, one]) => compare(name, one.operator, one.values)),
    operator,
  );
}

/** `Expected`: what must hold for a write to happen. */
export function readExpected(
  given: Wire,
  operator: string | undefined,
  wording: Wording,
): Condition | undefined {
  const conditions = Object.entries(given).map(([name, one]) => readExpectation(name, one, wording));
  return join(conditions, operator);
}

function readExpectation(name: string, one: Wire, wording: Wording): Condition {
  const refuse = (message: string) => wording.refusal(`${INVALID}${message} for Attribute: ${name}`);
  const { Value, AttributeValueList, ComparisonOperator, Exists } = one;
  if (Value && AttributeValueList) throw refuse('Value and AttributeValueList cannot be used together');
  if (ComparisonOperator !== undefined) {
    if (Exists !== undefined) throw refuse('Exists and ComparisonOperator cannot be used together');
    const needsNone = ComparisonOperator === 'NULL' || ComparisonOperator === 'NOT_NULL';
    if (!needsNone && !AttributeValueList && !Value) {
      throw refuse(`Value or AttributeValueList must be used with ComparisonOperator: ${ComparisonOperator}`);
    }
    const values: AttributeValue[] = AttributeValueList ?? (Value ? [Value] : []);
    for (const value of values) checkValue(value, wording);
    checkCount(ComparisonOperator, values.length, wording);
    checkList(ComparisonOperator, values, wording);
    return compare(name, ComparisonOperator, values);
  }
  if (AttributeValueList) throw refuse('AttributeValueList can only be used with a ComparisonOperator');
  if (Exists === false) {
    if (Value) throw refuse('Value cannot be used when Exists is false');
    return compare(name, 'NULL', []);
  }
  if (!Value) throw refuse(`Value must be provided when Exists is ${Exists ?? 'null'}`);
  checkValue(Value, wording);
  return compare(name, 'EQ', [Value]);
}

const ADDABLE = ['L', 'SS', 'NS', 'BS', 'N'];
const SETS = ['SS', 'NS', 'BS'];

/** `AttributeUpdates`: what an update does to each attribute. */
export function readAttributeUpdates(given: Wire, wording: Wording): Pick<ParsedUpdate, 'actions' | 'paths'> {
  const actions = Object.entries(given).map(([name, { Value, Action = 'PUT' }]): UpdateAction => {
    if (Value) checkValue(Value, wording);
    const type = Value && typeOfValue(Value);
    if (!Value && Action !== 'DELETE') {
      throw wording.refusal(`${INVALID}Only DELETE action is allowed when no attribute value is specified`);
    }
    if (Value && Action === 'DELETE' && !SETS.includes(type)) {
      throw wording.refusal(`${INVALID}DELETE action with value is not supported for the type ${type}`);
    }
    if (Value && Action === 'ADD' && !ADDABLE.includes(type)) {
      throw wording.refusal(`${INVALID}ADD action is not supported for the type ${type}`);
    }
    if (!Value) return { kind: 'REMOVE', path: [name] };
    return {
      kind: Action === 'PUT' ? 'SET' : Action,
      path: [name],
      operand: { kind: 'literal', value: Value },
    };
  });
  return { actions, paths: namesTree(Object.keys(given)) };
}
