/**
 * Checks requests by dynalite's rules. Parsing expressions is the dearest part of a request, and programs send the
 * same few expressions again and again with other values: so what has been parsed is kept as a template, and the
 * values of the request at hand are put in.
 */
import { isPlainMap, shapeProblem, valueProblem } from './attribute-values.ts';
import { expressionProblem } from './conditions.ts';
import { type CheckedRequest, dynaliteValidations, rulesFor } from './dynalite-internals.ts';
import { invalid } from './failures.ts';
import type { AttributeMap, AttributeValue, Wire } from './model.ts';

// dynalite measures items in UTF-16 units, so its own limit is switched off and ours (item-size.ts) is used.
const noSizeLimit = { options: { maxItemSize: Number.POSITIVE_INFINITY } };

const MAX_TEMPLATES = 2_000;
const TEMPLATED: readonly CheckedRequest[] = [
  'putItem',
  'updateItem',
  'deleteItem',
  'getItem',
  'query',
  'scan',
];
/** Parameters whose values have rules of their own: with them a request is checked in full every time. */
const CHECKED_IN_FULL = [
  'Expected',
  'ConditionalOperator',
  'AttributeUpdates',
  'AttributesToGet',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'ExclusiveStartKey',
  'Segment',
  'TotalSegments',
];
const EXPRESSIONS = [
  'ConditionExpression',
  'UpdateExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
];
const PARSED = ['_condition', '_updates', '_filter', '_projection', 'KeyConditions'];
/** These look at the values themselves when parsed, not only at their types. */
const VALUE_DEPENDENT = /between|attribute_type/i;

interface Template {
  parsed: Wire;
  /** Which value of the first request stood where. */
  names: Map<object, string>;
}

const templates = new Map<string, Template>();

/**
 * Checks a request's types and rules, and parses its expressions into `_condition`, `_updates`, `_projection`,
 * `_filter` and `KeyConditions`. Gives what dynalite knows of the request; fields it does not know are left out.
 * Attribute values are taken over, not copied. Throws dynalite's own error, which `asFailure` understands.
 */
export function checkRequest(name: CheckedRequest, request: Wire): Wire {
  const rules = rulesFor(name);
  const data = checkTypes(rules.types, request);
  checkShapes(data);
  const signature = TEMPLATED.includes(name) ? signatureOf(name, data) : undefined;
  const template = signature === undefined ? undefined : templates.get(signature);
  if (!template) {
    dynaliteValidations.checkValidations(data, rules.types, rules.custom, noSizeLimit);
    checkOperands(data);
    if (signature !== undefined) remember(signature, data);
    return data;
  }
  dynaliteValidations.checkValidations(data, rules.types, undefined, noSizeLimit);
  checkValues(data.Item ?? data.Key);
  const values: AttributeMap | undefined = data.ExpressionAttributeValues;
  for (const key in values) {
    const problem = valueProblem(values[key]!);
    if (problem) throw invalid(`ExpressionAttributeValues contains invalid value: ${problem} for key ${key}`);
  }
  for (const field in template.parsed)
    data[field] = fill(template.parsed[field], template.names, values ?? {});
  return data;
}

const MAX_EXPRESSION_BYTES = 4096;

function checkShapes(data: Wire): void {
  for (const field of MAPS) {
    const problem = data[field] && shapeProblem(data[field]);
    if (problem) throw invalid(problem);
  }
  for (const field of EXPRESSIONS) {
    const bytes = data[field] === undefined ? 0 : Buffer.byteLength(data[field]);
    if (bytes > MAX_EXPRESSION_BYTES) {
      throw invalid(
        `Invalid ${field}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
      );
    }
  }
}

function checkOperands(data: Wire): void {
  for (const [field, name] of [
    ['_condition', 'ConditionExpression'],
    ['_filter', 'FilterExpression'],
  ] as const) {
    const problem = data[field] && expressionProblem(data[field].expression);
    if (problem) throw invalid(`Invalid ${name}: ${problem}`);
  }
}

const MAPS = ['Item', 'Key', 'ExpressionAttributeValues'];

/** dynalite's type check rebuilds every value; well-formed ones are spared it. */
function checkTypes(types: Record<string, unknown>, request: Wire): Wire {
  const rest: Wire = { ...request };
  const plain: Wire = {};
  for (const field of MAPS) {
    if (types[field] && isPlainMap(rest[field])) {
      plain[field] = rest[field];
      delete rest[field];
    }
  }
  return Object.assign(dynaliteValidations.checkTypes(rest, types), plain);
}

function checkValues(map: AttributeMap | undefined): void {
  for (const name in map) {
    const problem = valueProblem(map[name]!);
    if (problem) throw invalid(problem);
  }
}

/** What the outcome of parsing depends on; undefined when it depends on more. */
function signatureOf(name: CheckedRequest, data: Wire): string | undefined {
  for (const field of CHECKED_IN_FULL) if (data[field] !== undefined) return undefined;
  let signature = `${name}|${data.ReturnValues}|${data.Select}`;
  for (const field of EXPRESSIONS) {
    const expression: string | undefined = data[field];
    if (expression === undefined) continue;
    if (VALUE_DEPENDENT.test(expression)) return undefined;
    signature += `|${field}=${expression}`;
  }
  const names: Record<string, string> | undefined = data.ExpressionAttributeNames;
  if (names) signature += `|${JSON.stringify(names)}`;
  const values: AttributeMap | undefined = data.ExpressionAttributeValues;
  if (values) {
    signature += '|';
    for (const key in values) signature += `${key}=${Object.keys(values[key]!).join()},`;
  }
  return signature;
}

function remember(signature: string, data: Wire): void {
  const parsed: Wire = {};
  for (const field of PARSED) if (data[field] !== undefined) parsed[field] = data[field];
  const names = new Map<object, string>();
  const values: AttributeMap = data.ExpressionAttributeValues ?? {};
  for (const key in values) names.set(values[key]!, key);
  if (templates.size >= MAX_TEMPLATES) templates.clear();
  templates.set(signature, { parsed, names });
}

/** A copy of a parsed expression with the values of this request; parts without values are shared. */
function fill(node: unknown, names: Map<object, string>, values: AttributeMap): unknown {
  if (typeof node !== 'object' || node === null || names.size === 0) return node;
  const name = names.get(node);
  if (name !== undefined) return values[name] as AttributeValue;
  if (Array.isArray(node)) {
    // Document paths are arrays too, and hold no values.
    return node.some(isObject) ? node.map((part) => fill(part, names, values)) : node;
  }
  const copy: Wire = {};
  for (const field in node) copy[field] = fill((node as Wire)[field], names, values);
  return copy;
}

function isObject(part: unknown): boolean {
  return typeof part === 'object' && part !== null;
}
