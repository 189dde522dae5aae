/** Whether an item meets a condition or a filter. */
import type { Condition, Operand } from './expressions/ast.ts';
import { valueAt } from './expressions/documents.ts';
import type { AttributeMap, AttributeValue } from './model.ts';
import { order, sameValue, typeOf } from './value-compare.ts';

/** Whether an item (an empty one, when there is none) meets a condition; `values` are those of its expression. */
export function matches(item: AttributeMap, condition: Condition, values: AttributeMap): boolean {
  switch (condition.kind) {
    case 'and':
      return matches(item, condition.left, values) && matches(item, condition.right, values);
    case 'or':
      return matches(item, condition.left, values) || matches(item, condition.right, values);
    case 'not':
      return !matches(item, condition.inner, values);
    case 'test':
      return compare(
        condition.operator,
        condition.operands.map((operand) => resolve(item, operand, values)),
      );
  }
}

function resolve(item: AttributeMap, operand: Operand, values: AttributeMap): AttributeValue | undefined {
  switch (operand.kind) {
    case 'path':
      return valueAt(item, operand.path);
    case 'value':
      return values[operand.name];
    case 'literal':
      return operand.value;
    case 'call': {
      const value = resolve(item, operand.operands[0]!, values);
      const size = value && sizeOf(value);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.M !== undefined) return Object.keys(value.M).length;
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
}

function compare(operator: string, operands: (AttributeValue | undefined)[]): boolean {
  const [a, b, c] = operands;
  if (operator === 'attribute_exists') return a !== undefined;
  if (operator === 'attribute_not_exists') return a === undefined;
  if (operator === '<>') return a === undefined || b === undefined || !sameValue(a, b);
  if (a === undefined) return false;
  if (operator === 'IN') return operands.slice(1).some((candidate) => candidate && sameValue(a, candidate));
  if (b === undefined) return false;
  switch (operator) {
    case '=':
      return sameValue(a, b);
    case '<':
      return (order(a, b) ?? 0) < 0;
    case '<=':
      return (order(a, b) ?? 1) <= 0;
    case '>':
      return (order(a, b) ?? 0) > 0;
    case '>=':
      return (order(a, b) ?? -1) >= 0;
    case 'BETWEEN':
      return c !== undefined && (order(a, b) ?? -1) >= 0 && (order(a, c) ?? 1) <= 0;
    case 'attribute_type':
      return typeOf(a) === b.S;
    case 'begins_with':
      return beginsWith(a, b);
    case 'contains':
      return contains(a, b);
    default:
      throw new Error(`Unknown operator: ${operator}`);
  }
}

function beginsWith(value: AttributeValue, beginning: AttributeValue): boolean {
  if (value.S !== undefined && beginning.S !== undefined) return value.S.startsWith(beginning.S);
  if (value.B === undefined || beginning.B === undefined) return false;
  const bytes = Buffer.from(beginning.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, bytes.length).equals(bytes);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) {
    return part.B !== undefined && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  }
  if (value.L !== undefined) return value.L.some((member) => sameValue(member, part));
  if (value.SS !== undefined) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS !== undefined) return part.N !== undefined && value.NS.includes(part.N);
  if (value.BS !== undefined) return part.B !== undefined && value.BS.includes(part.B);
  return false;
}

/** Whether a key attribute is what a query asks for. */
export function meets(
  value: AttributeValue | undefined,
  operator: string,
  wanted: readonly AttributeValue[],
): boolean {
  const named: Readonly<Record<string, string>> = {
    EQ: '=',
    LT: '<',
    LE: '<=',
    GT: '>',
    GE: '>=',
    BEGINS_WITH: 'begins_with',
  };
  return compare(named[operator] ?? operator, [value, ...wanted]);
}
