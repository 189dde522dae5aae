/** Checks requests about one item, by themselves: without looking at any table. */
import type { Condition, ParsedUpdate, PathTree } from '../expressions/ast.ts';
import { namesTree } from '../expressions/documents.ts';
import type { AttributeMap, Wire } from '../model.ts';
import { checkAttributes } from './attribute-values.ts';
import { checkExpressions, checkMixture, type Expressions } from './expressions.ts';
import { attributeUpdates, expected, readAttributeUpdates, readExpected } from './legacy.ts';
import {
  attributes,
  attributesToGet,
  checkTableName,
  conditionalOperator,
  constraintProblems,
  flag,
  names,
  type Rules,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  tableName,
  takeParameters,
  text,
  throwProblems,
} from './parameters.ts';
import { reads, type Wording } from './wording.ts';

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export interface WriteRequest {
  data: Wire;
  /** What must hold, and the first names of its paths that go on. */
  condition?: Condition;
  nested: ReadonlySet<string>;
  update?: Pick<ParsedUpdate, 'actions' | 'paths'>;
  /** The values of the request's expressions. */
  values: AttributeMap;
}

export interface GetRequest {
  data: Wire;
  projection?: PathTree;
  nested: ReadonlySet<string>;
}

export const NO_NAMES: ReadonlySet<string> = new Set();
const NO_VALUES: AttributeMap = {};

const TABLE = tableName(1);
const RETURN_VALUES = ['ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATE_NEW', 'NONE'];
const returnValues: Rules = { ReturnValues: { type: 'String', oneOf: RETURN_VALUES, told: 'nothing' } };
const common: Rules = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ...returnValues,
  ReturnValuesOnConditionCheckFailure: { type: 'String', oneOf: ['ALL_OLD', 'NONE'] },
  ConditionalOperator: conditionalOperator,
  Expected: expected,
  ConditionExpression: text,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: attributes,
};
const required = { ...attributes, required: true } as const;

const RULES: Readonly<Record<WriteKind, Rules>> = {
  Put: { TableName: TABLE, Item: required, ...common },
  Update: {
    TableName: TABLE,
    Key: required,
    ...common,
    UpdateExpression: text,
    AttributeUpdates: attributeUpdates,
  },
  Delete: { TableName: TABLE, Key: required, ...common },
  ConditionCheck: { TableName: TABLE, Key: required, ...common },
};

/** The service lists UPDATE_NEW among what it takes, and takes UPDATED_NEW. */
function checkReturnValues(kind: WriteKind, taken: Wire, wording: Wording): void {
  const wanted: unknown = taken.ReturnValues;
  if (kind === 'Update' || wanted === undefined || wanted === 'ALL_OLD' || wanted === 'NONE') return;
  throw wording.refusal('ReturnValues can only be ALL_OLD or NONE');
}

function checkConstraints(kind: WriteKind, taken: Wire): void {
  const held = taken.ReturnValues === 'UPDATED_NEW' ? { ...taken, ReturnValues: 'UPDATE_NEW' } : taken;
  // An update tells an unknown ReturnValues alone; other writes tell all that is unknown.
  if (kind === 'Update') throwProblems(constraintProblems(held, returnValues));
  throwProblems(constraintProblems(held, RULES[kind]));
}

/** Checks a write. Values are taken over, not copied, and brought into stored form. */
export function checkWriteRequest(kind: WriteKind, request: Wire, wording: Wording): WriteRequest {
  const data = takeParameters(request, RULES[kind]);
  checkTableName(data, TABLE);
  checkConstraints(kind, data);
  const isUpdate = kind === 'Update';
  checkMixture(
    data,
    isUpdate ? ['UpdateExpression', 'ConditionExpression'] : ['ConditionExpression'],
    isUpdate ? ['AttributeUpdates', 'Expected'] : ['Expected'],
    wording,
  );
  if (kind === 'Put') {
    checkAttributes(data.Item, wording);
    checkReturnValues(kind, data, wording);
  }
  const legacyUpdate = data.AttributeUpdates && readAttributeUpdates(data.AttributeUpdates, wording);
  const legacyCondition = data.Expected && readExpected(data.Expected, data.ConditionalOperator, wording);
  const expressions = checkExpressions(data, wording);
  if (kind !== 'Put') {
    checkAttributes(data.Key, wording);
    checkReturnValues(kind, data, wording);
  }
  const condition = expressions.condition?.condition ?? legacyCondition;
  const update = expressions.update ?? legacyUpdate;
  return {
    data,
    nested: nestedNames(expressions),
    values: data.ExpressionAttributeValues ?? NO_VALUES,
    ...(condition && { condition }),
    ...(update && { update }),
  };
}

function nestedNames({ condition, update }: Expressions): ReadonlySet<string> {
  if (!update || update.nested.size === 0) return condition?.nested ?? NO_NAMES;
  return condition && condition.nested.size > 0
    ? new Set([...condition.nested, ...update.nested])
    : update.nested;
}

const GET: Rules = {
  TableName: TABLE,
  Key: required,
  ReturnConsumedCapacity: returnConsumedCapacity,
  AttributesToGet: attributesToGet,
  ConsistentRead: flag,
  ProjectionExpression: text,
  ExpressionAttributeNames: names,
};

export function checkGetRequest(request: Wire, wording: Wording = reads): GetRequest {
  const data = takeParameters(request, GET);
  checkTableName(data, TABLE);
  throwProblems(constraintProblems(data, GET));
  checkMixture(data, ['ProjectionExpression'], ['AttributesToGet'], wording);
  checkAttributes(data.Key, wording);
  return { data, ...checkProjection(data, wording) };
}

/** What a read wants of each item, said in either way. */
export function checkProjection(
  data: Wire,
  wording: Wording,
): { projection?: PathTree; nested: ReadonlySet<string> } {
  const wanted = data.AttributesToGet as string[] | undefined;
  if (wanted) {
    const repeated = wanted.find((name, i) => wanted.indexOf(name) < i);
    if (repeated !== undefined) {
      throw wording.refusal(
        `One or more parameter values were invalid: Duplicate value in attribute name: ${repeated}`,
      );
    }
  }
  const { projection } = checkExpressions(data, wording);
  const paths = projection?.paths ?? (wanted && namesTree(wanted));
  return { nested: projection?.nested ?? NO_NAMES, ...(paths && { projection: paths }) };
}
