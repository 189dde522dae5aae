/** Checks and reads the expressions of a request together with its names and values. */
import type { Parsed, ParsedCondition, ParsedProjection, ParsedUpdate } from '../expressions/ast.ts';
import { readCondition, readProjection, readUpdate } from '../expressions/read.ts';
import { SyntaxProblem } from '../expressions/tokens.ts';
import type { AttributeMap, Wire } from '../model.ts';
import { checkExpressionValues } from './attribute-values.ts';
import type { Wording } from './wording.ts';

export interface Expressions {
  update?: ParsedUpdate;
  condition?: ParsedCondition;
  keyCondition?: ParsedCondition;
  filter?: ParsedCondition;
  projection?: ParsedProjection;
}

const PARAMETERS = [
  ['UpdateExpression', 'update', readUpdate],
  ['ConditionExpression', 'condition', readCondition],
  ['KeyConditionExpression', 'keyCondition', readCondition],
  ['FilterExpression', 'filter', readCondition],
  ['ProjectionExpression', 'projection', readProjection],
] as const;

const MAX_EXPRESSION_BYTES = 4096;
const NAME = /^#[0-9a-zA-Z_]+$/;
const VALUE = /^:[0-9a-zA-Z_]+$/;

/** Throws when expressions stand beside what they replace, or names and values beside no expression. */
export function checkMixture(
  request: Wire,
  expressions: readonly string[],
  replaced: readonly string[],
  wording: Wording,
): void {
  const used = expressions.filter((name) => request[name] != null);
  if (used.length > 0) {
    const mixed = replaced.filter((name) => request[name] != null);
    if (mixed.length > 0) {
      throw wording.refusal(
        'Can not use both expression and non-expression parameters in the same request: ' +
          `Non-expression parameters: {${mixed.join(', ')}} Expression parameters: {${used.join(', ')}}`,
      );
    }
  }
  if (request.ExpressionAttributeNames != null && used.length === 0) {
    throw wording.refusal('ExpressionAttributeNames can only be specified when using expressions');
  }
  const withValues = expressions.filter((name) => name !== 'ProjectionExpression');
  if (request.ExpressionAttributeValues != null && withValues.every((name) => request[name] == null)) {
    const told = `: ${withValues.join(' and ')} ${withValues.length > 1 ? 'are' : 'is'} null`;
    throw wording.refusal(
      `ExpressionAttributeValues can only be specified when using expressions${wording.newer ? '' : told}`,
    );
  }
}

/** Reads all expressions of a request. Its values are checked and brought into stored form. */
export function checkExpressions(request: Wire, wording: Wording): Expressions {
  const names = request.ExpressionAttributeNames as Record<string, string> | undefined;
  const values = request.ExpressionAttributeValues as AttributeMap | undefined;
  if (names != null) checkKeys(names, NAME, 'ExpressionAttributeNames', wording);
  if (values != null) {
    checkKeys(values, VALUE, 'ExpressionAttributeValues', wording);
    checkExpressionValues(values, wording);
  }
  const found: Record<string, Parsed> = {};
  for (const [parameter, kind, read] of PARAMETERS) {
    const expression = request[parameter] as string | undefined;
    if (expression == null) continue;
    checkLength(parameter, expression, wording);
    found[kind] = readOne(parameter, () => read(expression, names ?? undefined), values ?? {}, wording);
  }
  const all = Object.values(found);
  checkUse(names, 'ExpressionAttributeNames', (name) => all.some((one) => one.aliases.has(name)), wording);
  checkUse(values, 'ExpressionAttributeValues', (name) => all.some((one) => one.values.has(name)), wording);
  return found as Expressions;
}

function readOne<Kind extends Parsed>(
  parameter: string,
  read: () => Kind,
  values: AttributeMap,
  wording: Wording,
): Kind {
  let parsed: Kind;
  try {
    parsed = read();
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw wording.refusal(`Invalid ${parameter}: ${error.message}`);
  }
  if (parsed.problem) throw wording.refusal(`Invalid ${parameter}: ${parsed.problem}`);
  for (const check of parsed.checks) {
    const problem = check(values);
    if (problem) throw wording.refusal(`Invalid ${parameter}: ${problem}`);
  }
  return parsed;
}

function checkKeys(map: object, pattern: RegExp, parameter: string, wording: Wording): void {
  let isEmpty = true;
  for (const key in map) {
    isEmpty = false;
    if (!pattern.test(key))
      throw wording.refusal(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
  }
  if (isEmpty) throw wording.refusal(`${parameter} must not be empty`);
}

function checkLength(parameter: string, expression: string, wording: Wording): void {
  if (expression === '') throw wording.refusal(`Invalid ${parameter}: The expression can not be empty;`);
  if (expression.length * 3 <= MAX_EXPRESSION_BYTES) return;
  const bytes = Buffer.byteLength(expression);
  if (bytes <= MAX_EXPRESSION_BYTES) return;
  const size = parameter === 'UpdateExpression' ? '' : ` expression size: ${bytes}`;
  throw wording.refusal(
    `Invalid ${parameter}: Expression size has exceeded the maximum allowed size;${size}`,
  );
}

function checkUse(
  given: object | null | undefined,
  parameter: string,
  isUsed: (name: string) => boolean,
  wording: Wording,
): void {
  if (given == null) return;
  const unused = Object.keys(given).filter((name) => !isUsed(name));
  if (unused.length === 0) return;
  throw wording.refusal(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
}
