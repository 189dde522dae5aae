/** Reads condition, filter and key condition expressions. */
import type { AttributeValue } from '../model.ts';
import { order } from '../value-compare.ts';
import {
  type Condition,
  describePath,
  type Operand,
  type ParsedCondition,
  type Path,
  type ValueCheck,
} from './ast.ts';
import { givenType, PartReader, typeOfValue } from './parse-paths.ts';
import { SyntaxProblem, TokenReader } from './tokens.ts';

const OPERAND_COUNTS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const ORDERINGS: readonly string[] = ['<', '<=', '>', '>=', 'BETWEEN'];
const ORDERED_TYPES: readonly string[] = ['S', 'N', 'B'];
const SIZELESS_TYPES: readonly string[] = ['N', 'BOOL', 'NULL'];
const TYPE_NAMES = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];
const MAX_IN_OPERANDS = 100;
const MAX_OPERATORS = 300;
const TOO_MANY_OPERATORS = `The expression contains too many operators; operator count: ${MAX_OPERATORS + 1}`;

type Values = Readonly<Record<string, AttributeValue>>;
/** Something in parentheses or not, that may turn out to be a condition or an operand of one. */
type Term = { parens: boolean } & ({ condition: Condition } | { operand: Operand });

class ConditionReader {
  readonly #parts: PartReader;
  readonly checks: ValueCheck[] = [];
  parens = false;
  unknownFunction: string | undefined;
  misused: string | undefined;
  #operators = 0;

  constructor(parts: PartReader) {
    this.#parts = parts;
  }

  whole(): Condition {
    const condition = this.#condition(this.#or());
    if (this.#parts.tokens.next.kind !== 'end') this.#parts.tokens.fail();
    return condition;
  }

  #or(): Term {
    let term = this.#and();
    while (this.#parts.tokens.isWord('OR')) {
      const left = this.#condition(term);
      this.#parts.tokens.take();
      this.#count();
      term = { parens: false, condition: { kind: 'or', left, right: this.#condition(this.#and()) } };
    }
    return term;
  }

  #and(): Term {
    let term = this.#not();
    while (this.#parts.tokens.isWord('AND')) {
      const left = this.#condition(term);
      this.#parts.tokens.take();
      this.#count();
      term = { parens: false, condition: { kind: 'and', left, right: this.#condition(this.#not()) } };
    }
    return term;
  }

  #not(): Term {
    if (!this.#parts.tokens.isWord('NOT')) return this.#comparison();
    this.#parts.tokens.take();
    this.#count();
    return { parens: false, condition: { kind: 'not', inner: this.#condition(this.#not()) } };
  }

  #comparison(): Term {
    const { tokens } = this.#parts;
    const first = this.#primary();
    const { kind, text } = tokens.next;
    if (kind === 'symbol' && COMPARATORS.includes(text)) {
      const left = this.#operand(first);
      tokens.take();
      return this.#test(text, [left, this.#operand(this.#primary())]);
    }
    if (tokens.isWord('BETWEEN')) {
      const value = this.#operand(first);
      tokens.take();
      const low = this.#operand(this.#primary());
      tokens.takeWord('AND');
      return this.#test('BETWEEN', [value, low, this.#operand(this.#primary())]);
    }
    if (tokens.isWord('IN')) {
      const operands = [this.#operand(first)];
      tokens.take();
      tokens.takeSymbol('(');
      do operands.push(this.#operand(this.#primary()));
      while (this.#skip(','));
      tokens.takeSymbol(')');
      return this.#test('IN', operands);
    }
    return first;
  }

  #skip(symbol: string): boolean {
    if (!this.#parts.tokens.isSymbol(symbol)) return false;
    this.#parts.tokens.take();
    return true;
  }

  #primary(): Term {
    const { tokens } = this.#parts;
    if (this.#skip('(')) {
      const inner = this.#or();
      tokens.takeSymbol(')');
      if (inner.parens) this.parens = true;
      return { ...inner, parens: true };
    }
    if (tokens.next.kind === 'value') return { parens: false, operand: this.#parts.value() };
    if (!this.#parts.isPathNext()) tokens.fail();
    const isCall = tokens.next.kind === 'name' && tokens.afterNext?.text === '(';
    if (!isCall) return { parens: false, operand: { kind: 'path', path: this.#parts.path() } };
    const name = tokens.take().text;
    tokens.takeSymbol('(');
    const operands: Operand[] = [];
    do operands.push(this.#operand(this.#primary()));
    while (this.#skip(','));
    tokens.takeSymbol(')');
    if (OPERAND_COUNTS[name] === undefined)
      this.unknownFunction ??= `Invalid function name; function: ${name}`;
    return { parens: false, operand: { kind: 'call', name, operands } };
  }

  /** A term where an operand must stand. Of functions only `size` may. */
  #operand(term: Term): Operand {
    if ('condition' in term) this.#parts.tokens.fail();
    const { operand } = term;
    if (operand.kind === 'call' && operand.name !== 'size') this.#misuse(operand.name);
    return operand;
  }

  /** A term where a condition must stand: a function by itself is one, but `size` is not. */
  #condition(term: Term): Condition {
    if ('condition' in term) return term.condition;
    const { operand } = term;
    if (operand.kind !== 'call') this.#parts.tokens.fail();
    if (operand.name === 'size') this.#misuse('size');
    const found = this.#test(operand.name, operand.operands);
    return (found as { condition: Condition }).condition;
  }

  #count(): void {
    this.#operators += 1;
    if (this.#operators > MAX_OPERATORS) throw new SyntaxProblem(TOO_MANY_OPERATORS);
  }

  #misuse(name: string): void {
    this.misused ??= `The function is not allowed to be used this way in an expression; function: ${name}`;
  }

  #test(operator: string, operands: Operand[]): Term {
    this.#count();
    for (const operand of operands) if (operand.kind === 'call') this.#count();
    const references = this.#parts.takeReferences();
    const fixed = operandProblem(operator, operands);
    this.checks.push((values) => {
      for (const reference of references) {
        const problem = reference(values);
        if (problem) return problem;
      }
      return fixed ?? typeProblem(operator, operands, values);
    });
    return { parens: false, condition: { kind: 'test', operator, operands } };
  }
}

const named = (operator: string, count: number): string =>
  `Incorrect number of operands for operator or function; operator or function: ${operator}, number of operands: ${count}`;

/** What is wrong with operands whatever their values are. */
function operandProblem(operator: string, operands: readonly Operand[]): string | undefined {
  const inner = operands.find((operand) => operand.kind === 'call' && operand.name === 'size');
  if (inner?.kind === 'call' && inner.operands.length !== 1) return named('size', inner.operands.length);
  const count = OPERAND_COUNTS[operator];
  if (count !== undefined && count !== operands.length) return named(operator, operands.length);
  if (operator === 'IN' && operands.length - 1 > MAX_IN_OPERANDS) {
    return `The IN operator is provided with too many operands; number of operands: ${operands.length - 1}`;
  }
  const [first, second] = operands;
  if (
    operands.length === 2 &&
    first?.kind === 'path' &&
    second?.kind === 'path' &&
    samePath(first.path, second.path)
  ) {
    return `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${describePath(first.path)}`;
  }
  const needsPath = operator === 'attribute_exists' || operator === 'attribute_not_exists';
  if (needsPath && first?.kind !== 'path') {
    return `Operator or function requires a document path; operator or function: ${operator}`;
  }
  return undefined;
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}

const wrongType = (operator: string, type: string): string =>
  `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;

/** What is wrong with operands because of the types of the values that are given. */
function typeProblem(operator: string, operands: readonly Operand[], values: Values): string | undefined {
  for (const operand of operands) {
    if (operand.kind === 'call' && operand.name === 'size') {
      const type = givenType(operand.operands[0]!, values);
      if (type && SIZELESS_TYPES.includes(type)) return wrongType('size', type);
    }
  }
  if (operator === 'begins_with') {
    for (const operand of operands) {
      const type = operand.kind === 'call' ? 'N' : givenType(operand, values);
      if (type && type !== 'S' && type !== 'B') return wrongType(operator, type);
    }
  }
  if (operator === 'attribute_type') return attributeTypeProblem(operands[1]!, values);
  if (ORDERINGS.includes(operator)) {
    for (const operand of operands) {
      const type = givenType(operand, values);
      if (type && !ORDERED_TYPES.includes(type)) return wrongType(operator, type);
    }
  }
  return operator === 'BETWEEN' ? boundsProblem(operands, values) : undefined;
}

function attributeTypeProblem(operand: Operand, values: Values): string | undefined {
  const type = givenType(operand, values);
  if (type !== 'S') return wrongType('attribute_type', type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  const named = operand.kind === 'value' ? values[operand.name]?.S : undefined;
  if (named !== undefined && !TYPE_NAMES.includes(named)) {
    return `Invalid attribute type name found; type: ${named}, valid types: {${TYPE_NAMES.join(',')}}`;
  }
  return undefined;
}

function boundsProblem(operands: readonly Operand[], values: Values): string | undefined {
  const [, lower, upper] = operands;
  if (lower?.kind !== 'value' || upper?.kind !== 'value') return undefined;
  const low = values[lower.name]!;
  const high = values[upper.name]!;
  const told = (value: AttributeValue): string => {
    const type = typeOfValue(value)!;
    return `AttributeValue: {${type}:${String(value[type])}}`;
  };
  const bounds = `lower bound operand: ${told(low)}, upper bound operand: ${told(high)}`;
  if (typeOfValue(low) !== typeOfValue(high))
    return `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`;
  if ((order(low, high) ?? 0) > 0)
    return `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`;
  return undefined;
}

/** Reads a condition. Throws `SyntaxProblem`. */
export function parseCondition(expression: string, names: Readonly<Record<string, string>>): ParsedCondition {
  const parts = new PartReader(new TokenReader(expression), names);
  const reader = new ConditionReader(parts);
  const condition = reader.whole();
  const problem =
    (reader.parens ? 'The expression has redundant parentheses;' : undefined) ??
    reader.unknownFunction ??
    reader.misused ??
    parts.reserved;
  const { aliases, values, nested, heads } = parts;
  return { condition, checks: reader.checks, aliases, values, nested, heads, ...(problem && { problem }) };
}
