/** Checks requests about many items: batches and transactions as a whole. */
import type { PathTree } from '../expressions/ast.ts';
import { invalid } from '../failures.ts';
import type { AttributeMap, Wire } from '../model.ts';
import { checkAttributes } from './attribute-values.ts';
import { checkMixture } from './expressions.ts';
import { checkProjection } from './item-requests.ts';
import {
  attributes,
  attributesToGet,
  constraintProblems,
  flag,
  names,
  type Rule,
  type Rules,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  takeParameters,
  text,
  throwProblems,
} from './parameters.ts';
import { older, reads } from './wording.ts';

const MAX_BATCH_KEYS = 100;
const MAX_BATCH_WRITES = 25;
export const MAX_ACTIONS = 100;
const MAX_TOKEN_LENGTH = 36;

const BATCH_GET: Rules = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  RequestItems: {
    type: 'Map',
    of: {
      type: 'Struct',
      fields: {
        Keys: { type: 'List', of: attributes, required: true, min: 1 },
        AttributesToGet: attributesToGet,
        ConsistentRead: flag,
        ProjectionExpression: text,
        ExpressionAttributeNames: names,
      },
    },
  },
};

export interface BatchGetPart {
  tableName: string;
  keys: AttributeMap[];
  consistent: boolean;
  projection?: PathTree;
  nested: ReadonlySet<string>;
}

export function checkBatchGet(request: Wire): BatchGetPart[] {
  const data = takeParameters(request, BATCH_GET);
  throwProblems(constraintProblems(data, BATCH_GET));
  const wanted = Object.entries((data.RequestItems ?? {}) as Record<string, Wire>);
  if (wanted.length === 0) throw invalid('The requestItems parameter is required for BatchGetItem');
  for (const [tableName, part] of wanted) {
    const place = `RequestItems.${tableName}.member.Keys`;
    const told = (constraint: string) =>
      `Value at '${place}' failed to satisfy constraint: Member must have length ${constraint}`;
    if (part.Keys === undefined) {
      throwProblems([`Value null at '${place}' failed to satisfy constraint: Member must not be null`]);
    }
    if (part.Keys.length > MAX_BATCH_KEYS) throwProblems([told(`less than or equal to ${MAX_BATCH_KEYS}`)]);
    if (part.Keys.length < 1) throwProblems([told('greater than or equal to 1')]);
  }
  const count = wanted.reduce((sum, [, part]) => sum + part.Keys.length, 0);
  if (count > MAX_BATCH_KEYS) throw invalid('Too many items requested for the BatchGetItem call');
  const mixed = Object.fromEntries(wanted.flatMap(([, part]) => Object.entries(part)));
  delete mixed.ExpressionAttributeNames;
  checkMixture(mixed, ['ProjectionExpression'], ['AttributesToGet'], reads);
  return wanted.map(([tableName, part]) => {
    checkMixture(part, ['ProjectionExpression'], ['AttributesToGet'], reads);
    for (const key of part.Keys) checkAttributes(key, reads);
    return {
      tableName,
      keys: part.Keys,
      consistent: part.ConsistentRead === true,
      ...checkProjection(part, reads),
    };
  });
}

const writeRequest: Rule = {
  type: 'Struct',
  name: 'WriteRequest',
  fields: {
    PutRequest: { type: 'Struct', name: 'PutRequest', fields: { Item: attributes } },
    DeleteRequest: { type: 'Struct', name: 'DeleteRequest', fields: { Key: attributes } },
  },
};
const BATCH_WRITE: Rules = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  RequestItems: { type: 'Map', of: { type: 'List', of: writeRequest } },
};

export interface BatchWritePart {
  tableName: string;
  /** The request as it came, for what is left undone. */
  part: Wire;
  item?: AttributeMap;
  key?: AttributeMap;
}

export function checkBatchWrite(request: Wire): { data: Wire; parts: BatchWritePart[] } {
  const data = takeParameters(request, BATCH_WRITE);
  throwProblems(constraintProblems(data, BATCH_WRITE));
  const wanted = Object.entries((data.RequestItems ?? {}) as Record<string, Wire[]>);
  if (wanted.length === 0) throw invalid('The requestItems parameter is required for BatchWriteItem');
  if (wanted.some(([, requests]) => requests.length > MAX_BATCH_WRITES || requests.length < 1)) {
    const shown = wanted.map(([name, requests]) => `${name}=${JSON.stringify(requests)}`).join(', ');
    throwProblems([
      `Value '{${shown}}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${MAX_BATCH_WRITES}, Member must have length greater than or equal to 1]`,
    ]);
  }
  const count = wanted.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (count > MAX_BATCH_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
  const parts = wanted.flatMap(([tableName, requests]) =>
    requests.map((part): BatchWritePart => {
      const item: unknown = part.PutRequest?.Item;
      const key: unknown = part.DeleteRequest?.Key;
      if ((item === undefined) === (key === undefined)) {
        throw invalid(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        );
      }
      checkAttributes(item ?? key, older);
      return {
        tableName,
        part,
        ...(item === undefined ? { key: key as AttributeMap } : { item: item as AttributeMap }),
      };
    }),
  );
  return { data, parts };
}

const TRANSACT: Rules = {
  ClientRequestToken: { type: 'String', min: 1, max: MAX_TOKEN_LENGTH },
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
};

/** Checks a transaction as a whole, not its actions. Gives them. */
export function checkTransaction(request: Wire): Wire[] {
  const data = takeParameters(request, TRANSACT);
  const problems = constraintProblems(data, TRANSACT);
  const actions: unknown = request.TransactItems;
  const tell = (shown: string, constraint: string): void => {
    problems.push(
      `Value ${shown} at 'transactItems' failed to satisfy constraint: Member must ${constraint}`,
    );
  };
  if (!Array.isArray(actions)) tell('null', 'not be null');
  else if (actions.length < 1) tell("'[]'", 'have length greater than or equal to 1');
  else if (actions.length > MAX_ACTIONS) {
    tell(`'${JSON.stringify(actions)}'`, `have length less than or equal to ${MAX_ACTIONS}`);
  }
  throwProblems(problems);
  return actions as Wire[];
}
