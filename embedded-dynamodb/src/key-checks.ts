/** Holds keys and items against a table's schema and its indexes'. */
import type { UpdateAction } from './expressions/ast.ts';
import { givenType, typeOfValue } from './expressions/parse-paths.ts';
import { type DynamoFailure, invalid } from './failures.ts';
import type {
  AttributeMap,
  AttributeValue,
  IndexDescription,
  KeySchemaElement,
  TableDescription,
} from './model.ts';

const MAX_HASH_KEY_BYTES = 2048;
const MAX_RANGE_KEY_BYTES = 1024;
/** Of three bytes a UTF-16 unit at most: what is shorter needs no counting. */
const MAX_BYTES_A_UNIT = 3;

const NO_MATCH = 'The provided key element does not match the schema';
const INVALID = 'One or more parameter values were invalid: ';
const NOT_VALID = 'One or more parameter values are not valid. ';

type KeyType = 'S' | 'N' | 'B';

export function typeOfAttribute(table: TableDescription, attribute: string): KeyType {
  for (const { AttributeName, AttributeType } of table.AttributeDefinitions) {
    if (AttributeName === attribute) return AttributeType;
  }
  throw new Error(`No definition of ${attribute} in table ${table.TableName}`);
}

function lengthProblem(content: string, type: KeyType, isHash: boolean): string | undefined {
  const limit = isHash ? MAX_HASH_KEY_BYTES : MAX_RANGE_KEY_BYTES;
  if (type === 'N' || content.length * MAX_BYTES_A_UNIT <= limit) return undefined;
  if (Buffer.byteLength(content, type === 'B' ? 'base64' : 'utf8') <= limit) return undefined;
  return isHash
    ? `${INVALID}Size of hashkey has exceeded the maximum size limit of${limit} bytes`
    : `${INVALID}Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`;
}

const kindOf = (type: KeyType): string => (type === 'S' ? 'string' : 'binary');
const emptyKey = (type: KeyType, name: string): string =>
  `${NOT_VALID}The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value. Key: ${name}`;

/** Throws unless a value can be the key attribute that it stands for. */
export function checkKeyPiece(
  value: AttributeValue | undefined,
  name: string,
  type: KeyType,
  isHash: boolean,
): void {
  const content = value?.[type];
  if (content === undefined) throw invalid(NO_MATCH);
  if (content === '' && type !== 'N') throw emptyKeyFailure(emptyKey(type, name));
  const problem = lengthProblem(content, type, isHash);
  if (problem) throw invalid(problem);
}

/** An empty key is told before a transaction is begun, where other faults of keys cancel it. */
function emptyKeyFailure(message: string): DynamoFailure {
  return Object.assign(invalid(message), { isEmptyKey: true });
}

/** Throws unless `key` is exactly the table's primary key. */
export function checkKey(key: AttributeMap, table: TableDescription): void {
  const { KeySchema } = table;
  let count = 0;
  for (const _ in key) count += 1;
  if (count !== KeySchema.length) throw invalid(NO_MATCH);
  KeySchema.forEach(({ AttributeName: name }, i) => {
    checkKeyPiece(key[name], name, typeOfAttribute(table, name), i === 0);
  });
}

/** Throws unless an item has the table's key. (In batches the service words this as for keys.) */
export function checkItemKey(item: AttributeMap, table: TableDescription, inBatch: boolean): void {
  table.KeySchema.forEach(({ AttributeName: name }, i) => {
    const type = typeOfAttribute(table, name);
    const value = item[name];
    if (!inBatch) {
      if (value === undefined) throw invalid(`${INVALID}Missing the key ${name} in the item`);
      if (value[type] === undefined) {
        throw invalid(
          `${INVALID}Type mismatch for key ${name} expected: ${type} actual: ${typeOfValue(value)}`,
        );
      }
    }
    checkKeyPiece(value, name, type, i === 0);
  });
}

function forEachIndexKey(
  table: TableDescription,
  visit: (name: string, type: KeyType, index: IndexDescription, isHash: boolean) => void,
): void {
  const visitAll = (indexes: readonly IndexDescription[] | undefined): void => {
    for (const index of indexes ?? []) {
      index.KeySchema.forEach(({ AttributeName: name }: KeySchemaElement, i) => {
        visit(name, typeOfAttribute(table, name), index, i === 0);
      });
    }
  };
  visitAll(table.GlobalSecondaryIndexes);
  visitAll(table.LocalSecondaryIndexes);
}

/** Throws when an item has something under an index's key that cannot be one. Having nothing there is well. */
export function checkIndexKeys(item: AttributeMap, table: TableDescription): void {
  if (!table.GlobalSecondaryIndexes && !table.LocalSecondaryIndexes) return;
  forEachIndexKey(table, (name, type, index, isHash) => {
    const value = item[name];
    if (value === undefined) return;
    const content = value[type];
    if (content === undefined) {
      throw invalid(
        `${INVALID}Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOfValue(value)} IndexName: ${index.IndexName}`,
      );
    }
    if (content === '' && type !== 'N') {
      const told =
        `${NOT_VALID}A value specified for a secondary index key is not supported. The AttributeValue for a key attribute ` +
        `cannot contain an empty ${kindOf(type)} value. IndexName: ${index.IndexName}, IndexKey: ${name}`;
      throw emptyKeyFailure(told);
    }
    const problem = lengthProblem(content, type, isHash);
    if (problem) throw invalid(problem);
  });
}

/** Whether a refusal is about an empty key value. */
export function isEmptyKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'isEmptyKey' in error;
}

/** Throws when an update touches the key, or puts something under an index's key that cannot be one. */
export function checkUpdatedKeys(
  actions: readonly UpdateAction[],
  values: Readonly<Record<string, AttributeValue>>,
  table: TableDescription,
): void {
  for (const { AttributeName: name } of table.KeySchema) {
    if (actions.some((action) => action.path[0] === name)) {
      throw invalid(`${INVALID}Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
  if (!table.GlobalSecondaryIndexes && !table.LocalSecondaryIndexes) return;
  forEachIndexKey(table, (name, type, index) => {
    const action = actions.find(({ path }) => path.length === 1 && path[0] === name);
    const operand = action?.operand;
    const given = operand && givenType(operand, values);
    if (!operand || !given) return;
    if (given !== type) {
      throw invalid(
        `${INVALID}Type mismatch for Index Key ${name} Expected: ${type} Actual: ${given} IndexName: ${index.IndexName}`,
      );
    }
    const value =
      operand.kind === 'literal'
        ? operand.value
        : operand.kind === 'value'
          ? values[operand.name]
          : undefined;
    if (value?.[type] === '' && type !== 'N') {
      const told =
        `${NOT_VALID}The update expression attempted to update a secondary index key to a value that is not supported. ` +
        `The AttributeValue for a key attribute cannot contain an empty ${kindOf(type)} value.`;
      throw emptyKeyFailure(told);
    }
  });
}

/** Throws when a path goes on from a key attribute: keys are neither lists nor maps. */
export function checkKeyPaths(nested: ReadonlySet<string>, table: TableDescription): void {
  if (nested.size === 0) return;
  const told = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";
  for (const { AttributeName: name } of table.KeySchema) {
    if (nested.has(name)) throw invalid(`${told}Key: ${name}`);
  }
  forEachIndexKey(table, (name) => {
    if (nested.has(name)) throw invalid(`${told}IndexKey: ${name}`);
  });
}
