/** Checks Query and Scan requests, by themselves: without looking at any table. */
import type { Condition, PathTree, Test } from '../expressions/ast.ts';
import { namesTree } from '../expressions/documents.ts';
import { invalid } from '../failures.ts';
import type { AttributeMap, AttributeValue, Wire } from '../model.ts';
import { checkAttributes } from './attribute-values.ts';
import { checkExpressions, checkMixture } from './expressions.ts';
import { NO_NAMES } from './item-requests.ts';
import { comparisons, readComparisons, readFilter } from './legacy.ts';
import {
  attributes,
  attributesToGet,
  checkTableName,
  conditionalOperator,
  constraintProblems,
  flag,
  indexName,
  names,
  type Rules,
  returnConsumedCapacity,
  tableName,
  takeParameters,
  text,
  throwProblems,
} from './parameters.ts';
import { older, reads, type Wording } from './wording.ts';

/** What a query asks of one key attribute. */
export interface KeyCondition {
  operator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH' | string;
  values: AttributeValue[];
}

export interface ReadRequest {
  data: Wire;
  filter?: Condition;
  /** How the filter was said, and the attributes that it names. */
  filterKind: 'Filter Expression' | 'QueryFilter';
  filterNames: ReadonlySet<string>;
  nested: readonly ReadonlySet<string>[];
  projection?: PathTree;
  values: AttributeMap;
}

export interface QueryRequest extends ReadRequest {
  keyConditions: Map<string, KeyCondition>;
}

const TABLE = tableName(1);
const SELECT = ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'];
const MAX_SEGMENTS = 1_000_000;
const common: Rules = {
  TableName: TABLE,
  ReturnConsumedCapacity: returnConsumedCapacity,
  Select: { type: 'String', oneOf: SELECT },
  IndexName: indexName,
  ConditionalOperator: conditionalOperator,
  AttributesToGet: attributesToGet,
  ExclusiveStartKey: attributes,
  ConsistentRead: flag,
  FilterExpression: text,
  ProjectionExpression: text,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: attributes,
};
const QUERY: Rules = {
  ...common,
  Limit: { type: 'Integer', min: 1, told: 'place' },
  ScanIndexForward: flag,
  KeyConditionExpression: text,
  KeyConditions: comparisons,
  QueryFilter: comparisons,
};
const SCAN: Rules = {
  ...common,
  Limit: { type: 'Integer', min: 1 },
  Segment: { type: 'Integer', min: 0 },
  TotalSegments: { type: 'Integer', min: 1, max: MAX_SEGMENTS },
  ScanFilter: comparisons,
};

export function checkQueryRequest(request: Wire): QueryRequest {
  const data = takeParameters(request, QUERY);
  checkTableName(data, TABLE);
  throwProblems(constraintProblems(data, QUERY));
  const replaced = ['AttributesToGet', 'QueryFilter', 'ConditionalOperator'];
  const onlyKeysAreOld = data.KeyConditions !== undefined && data.KeyConditionExpression === undefined;
  checkMixture(
    data,
    ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    onlyKeysAreOld ? replaced : [...replaced, 'KeyConditions'],
    reads,
  );
  const filter = data.QueryFilter && readFilter(data.QueryFilter, data.ConditionalOperator, reads);
  if (data.ExclusiveStartKey) checkAttributes(data.ExclusiveStartKey, reads);
  if (data.KeyConditions === undefined && data.KeyConditionExpression === undefined) {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const { found, keyCondition } = readParts(data, filter, data.QueryFilter, reads);
  const keyConditions: Map<string, KeyCondition> = keyCondition
    ? readKeyConditions(keyCondition, found.values)
    : readComparisons(data.KeyConditions, reads);
  if (keyConditions.size === 0) throw invalid('Conditions can be of length 1 or 2 only');
  return { ...found, keyConditions };
}

export function checkScanRequest(request: Wire): ReadRequest {
  const data = takeParameters(request, SCAN);
  checkTableName(data, TABLE);
  throwProblems(constraintProblems(data, SCAN));
  checkMixture(
    data,
    ['ProjectionExpression', 'FilterExpression'],
    ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
    older,
  );
  const filter = data.ScanFilter && readFilter(data.ScanFilter, data.ConditionalOperator, older);
  if (data.ExclusiveStartKey) checkAttributes(data.ExclusiveStartKey, older);
  checkSegments(data);
  return readParts(data, filter, data.ScanFilter, older).found;
}

function checkSegments({ Segment, TotalSegments }: Wire): void {
  if (Segment !== undefined && TotalSegments === undefined) {
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (TotalSegments === undefined) return;
  if (Segment === undefined) {
    throw invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (Segment >= TotalSegments) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
}

function readParts(
  data: Wire,
  legacyFilter: Condition | undefined,
  legacyNames: Wire | undefined,
  wording: Wording,
) {
  const wanted = data.AttributesToGet as string[] | undefined;
  const repeated = wanted?.find((name, i) => wanted.indexOf(name) < i);
  if (repeated !== undefined) {
    throw wording.refusal(
      `One or more parameter values were invalid: Duplicate value in attribute name: ${repeated}`,
    );
  }
  const { filter, projection, keyCondition } = checkExpressions(data, wording);
  checkSelect(data);
  const condition = filter?.condition ?? legacyFilter;
  const paths = projection?.paths ?? (wanted && namesTree(wanted));
  const found: ReadRequest = {
    data,
    filterKind: filter ? 'Filter Expression' : 'QueryFilter',
    filterNames: filter?.heads ?? (legacyNames ? new Set(Object.keys(legacyNames)) : NO_NAMES),
    nested: [projection?.nested ?? NO_NAMES, filter?.nested ?? NO_NAMES],
    values: data.ExpressionAttributeValues ?? {},
    ...(condition && { filter: condition }),
    ...(paths && { projection: paths }),
  };
  return { found, keyCondition: keyCondition?.condition };
}

/** `Select` against what else says which attributes are wanted. */
function checkSelect({ Select, ProjectionExpression, AttributesToGet, IndexName }: Wire): void {
  const chosen =
    ProjectionExpression !== undefined
      ? 'ProjectionExpression'
      : AttributesToGet
        ? 'AttributesToGet'
        : undefined;
  if (Select === 'SPECIFIC_ATTRIBUTES' && !chosen) {
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined) {
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (chosen && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES') {
    throw invalid(
      `Cannot specify the ${chosen} when choosing to get ${Select === 'COUNT' ? 'only the Count' : Select}`,
    );
  }
}

const KEY_OPERATORS: Readonly<Record<string, KeyCondition['operator']>> = {
  '=': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
  BETWEEN: 'BETWEEN',
  begins_with: 'BEGINS_WITH',
};
const TURNED: Readonly<Record<string, string>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Takes a key condition apart into what it asks of each attribute. */
function readKeyConditions(condition: Condition, values: AttributeMap): Map<string, KeyCondition> {
  const found = new Map<string, KeyCondition>();
  const visit = (part: Condition): void => {
    if (part.kind === 'and') {
      visit(part.left);
      visit(part.right);
    } else if (part.kind === 'test') {
      addKeyCondition(part, values, found);
    } else {
      throw invalid(`Invalid operator used in KeyConditionExpression: ${part.kind.toUpperCase()}`);
    }
  };
  visit(condition);
  return found;
}

function addKeyCondition(
  { operator, operands }: Test,
  values: AttributeMap,
  found: Map<string, KeyCondition>,
): void {
  const givenValue = (operand: Test['operands'][number]): AttributeValue | undefined =>
    operand.kind === 'value' ? values[operand.name] : undefined;
  if (operands.some((operand) => operand.kind === 'call')) {
    throw invalid('KeyConditionExpressions cannot contain nested operations');
  }
  if (!KEY_OPERATORS[operator]) throw invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
  const paths = operands.filter((operand) => operand.kind === 'path');
  const [path] = paths;
  if (paths.length > 1)
    throw invalid(
      'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
    );
  if (!path) throw invalid('Invalid condition in KeyConditionExpression: No key attribute specified');
  if (path.path.length > 1)
    throw invalid('KeyConditionExpressions cannot have conditions on nested attributes');
  const isTurned = operands[0] !== path;
  if (isTurned && !TURNED[operator]) {
    throw invalid(
      `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
    );
  }
  const name = path.path[0] as string;
  if (found.has(name)) {
    throw invalid(
      'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
    );
  }
  const asked = isTurned ? TURNED[operator]! : operator;
  const given = operands.filter((operand) => operand !== path).map((operand) => givenValue(operand)!);
  found.set(name, { operator: KEY_OPERATORS[asked]!, values: given });
}
