/**
 * The parts of dynalite that the engine stands on: request checking, expression parsing, comparison and the
 * sortable key encoding. They are not dynalite's public interface, so dynalite is pinned to exactly 4.0.0.
 *
 * Its storage, locks and actions are not used: they cannot commit several items at once, keep index keys unique
 * by only 24 bits of hash, and measure text in UTF-16 units instead of UTF-8 bytes.
 */
import { createRequire } from 'node:module';
import type { AttributeMap, AttributeValue, KeySchemaElement, TableDescription, Wire } from './model.ts';

const requireHere = createRequire(import.meta.url);
const requireAsDynalite = createRequire(requireHere.resolve('dynalite'));

/** An expression that dynalite has parsed, with names and values already put in. */
export interface ParsedExpression {
  expression: unknown;
  nestedPaths?: Record<string, true>;
  pathHeads?: Record<string, true>;
}

export type DocumentPath = (string | number)[];

export interface UpdateSection {
  type: 'set' | 'remove' | 'add' | 'delete';
  path: DocumentPath;
  val?: unknown;
  attrType?: string;
}

export interface ParsedUpdate {
  sections: UpdateSection[];
  paths: DocumentPath[];
  nestedPaths?: Record<string, true>;
}

interface DynaliteDb {
  validateItem(item: AttributeMap, table: TableDescription): unknown;
  validateKey(key: AttributeMap, table: TableDescription, keySchema?: KeySchemaElement[]): unknown;
  validateKeyPiece(key: AttributeMap, attribute: string, type: string, isHash: boolean): unknown;
  validateKeyPaths(nestedPaths: Record<string, true> | undefined, table: TableDescription): unknown;
  validateUpdates(updates: undefined, parsed: ParsedUpdate | undefined, table: TableDescription): unknown;
  toRangeStr(value: string | AttributeValue, type?: string): string;
  compare(operator: string, value: AttributeValue | undefined, operands: AttributeValue[]): boolean;
  matchesFilter(item: AttributeMap, filter: unknown, conditionalOperator?: string): boolean;
  checkConditional(request: Wire, existing: AttributeMap | undefined): unknown;
  mapPath(path: DocumentPath, item: AttributeMap): AttributeValue | null | undefined;
  mapPaths(paths: DocumentPath[], item: AttributeMap): AttributeMap;
}

export interface RequestRules {
  types: Record<string, unknown>;
  custom?: (data: Wire, store: unknown) => string | undefined;
}

interface DynaliteValidations {
  checkTypes(data: Wire, types: Record<string, unknown>): Wire;
  checkValidations(data: Wire, types: Record<string, unknown>, custom: unknown, store: unknown): void;
  validateAttributeValue(value: AttributeValue): string | undefined;
}

export const dynaliteDb = requireHere('dynalite/db') as DynaliteDb;
export const dynaliteValidations = requireHere('dynalite/validations') as DynaliteValidations;

/** A number with as many digits as DynamoDB's 38. */
export interface BigNumber {
  c: number[];
  e: number;
  s: number;
  plus(other: string): BigNumber;
  minus(other: string): BigNumber;
  cmp(other: string): number;
  toFixed(): string;
}
export const Big = requireAsDynalite('big.js') as new (value: string) => BigNumber;

const rulesByName = new Map<string, RequestRules>();

/** dynalite's rules for an operation's request. */
export function rulesFor(name: string): RequestRules {
  let rules = rulesByName.get(name);
  if (!rules) {
    rules = requireHere(`dynalite/validations/${name}`) as RequestRules;
    rulesByName.set(name, rules);
  }
  return rules;
}

export type CheckedRequest =
  | 'putItem'
  | 'updateItem'
  | 'deleteItem'
  | 'getItem'
  | 'query'
  | 'scan'
  | 'batchGetItem'
  | 'batchWriteItem'
  | 'createTable'
  | 'deleteTable'
  | 'describeTable'
  | 'listTables'
  | 'updateTable'
  | 'describeTimeToLive';

export interface LevelBatchOperation {
  type: 'put' | 'del';
  key: string;
  value?: string;
}

export interface LevelRange {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

export interface LevelIterator {
  nextv(size: number): Promise<[string, string][]>;
  close(): Promise<void>;
}

export interface LevelSnapshot {
  close(): Promise<void>;
}

export interface LevelDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
  getSync(key: string, options?: { snapshot?: LevelSnapshot }): string | undefined;
  batch(operations: LevelBatchOperation[], options?: { sync?: boolean }): Promise<void>;
  iterator(range: LevelRange): LevelIterator;
  clear(range: LevelRange): Promise<void>;
  snapshot(): LevelSnapshot;
}

function levelClass(): {
  new (path: string, options: object): LevelDatabase;
  repair(path: string): Promise<void>;
} {
  return (requireAsDynalite('level') as { Level: ReturnType<typeof levelClass> }).Level;
}

/** Makes what can be read of a damaged LevelDB folder readable again. It changes the folder. */
export function repairLevel(path: string): Promise<void> {
  return levelClass().repair(path);
}

/** The very LevelDB builds that dynalite ships with: on disk when a path is given, else in memory. */
export function createLevel(path: string | undefined, createIfMissing = true): LevelDatabase {
  const options = { keyEncoding: 'utf8', valueEncoding: 'utf8', createIfMissing };
  if (path === undefined) {
    const { MemoryLevel } = requireAsDynalite('memory-level') as {
      MemoryLevel: new (options: object) => LevelDatabase;
    };
    return new MemoryLevel({ ...options, storeEncoding: 'utf8' });
  }
  return new (levelClass())(path, options);
}
