/**
 * Evaluates the expressions that dynalite has parsed. (dynalite's own evaluation takes two missing attributes for
 * equal and two lists or maps for different, which the service does not.)
 */
import { type DocumentPath, dynaliteDb } from './dynalite-internals.ts';
import type { AttributeMap, AttributeValue } from './model.ts';
import { order, sameValue, typeOf } from './value-compare.ts';

interface Node {
  type: string;
  name?: string;
  args: Operand[];
}
type Operand = DocumentPath | Node | AttributeValue;

const MAX_IN_OPERANDS = 100;
const ORDERED_TYPES: readonly string[] = ['S', 'N', 'B'];
const ORDERINGS: readonly string[] = ['<', '<=', '>', '>=', 'between'];

function isNode(operand: Operand): operand is Node {
  return !Array.isArray(operand) && 'type' in operand && 'args' in operand;
}

function isNodeLike(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && isNode(value as Operand);
}

/** What is wrong with an expression that dynalite let through: only text, numbers and bytes have an order, and IN has a limit. */
export function expressionProblem(expression: unknown): string | undefined {
  if (!isNodeLike(expression)) return undefined;
  if (expression.type === 'in' && expression.args.length - 1 > MAX_IN_OPERANDS) {
    return `The IN operator is provided with too many operands; number of operands: ${expression.args.length - 1}`;
  }
  for (const operand of expression.args) {
    if (isNodeLike(operand)) {
      const problem = expressionProblem(operand);
      if (problem) return problem;
    } else if (ORDERINGS.includes(expression.type) && !Array.isArray(operand)) {
      const type = typeOf(operand as AttributeValue);
      if (!ORDERED_TYPES.includes(type)) {
        return `Incorrect operand type for operator or function; operator or function: ${expression.type.toUpperCase()}, operand type: ${type}`;
      }
    }
  }
  return undefined;
}

/** Whether an item (an empty one, when there is none) meets a parsed condition or filter. */
export function matches(item: AttributeMap, expression: unknown): boolean {
  const { type, name, args } = expression as Node;
  switch (type) {
    case 'and':
      return matches(item, args[0]) && matches(item, args[1]);
    case 'or':
      return matches(item, args[0]) || matches(item, args[1]);
    case 'not':
      return !matches(item, args[0]);
    default:
      return compare(
        type === 'function' ? name! : type,
        args.map((operand) => resolve(item, operand)),
      );
  }
}

function resolve(item: AttributeMap, operand: Operand): AttributeValue | undefined {
  if (Array.isArray(operand)) return dynaliteDb.mapPath(operand, item) ?? undefined;
  if (!isNode(operand)) return operand;
  const value = resolve(item, operand.args[0]!);
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
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
  if (operator === 'in') return operands.slice(1).some((candidate) => candidate && sameValue(a, candidate));
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
    case 'between':
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
