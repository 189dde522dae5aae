/** Checks requests about tables, by themselves: without looking at the tables there are. */
import { invalid } from '../failures.ts';
import type { IndexDescription, KeySchemaElement, Wire } from '../model.ts';
import {
  checkTableName,
  constraintProblems,
  flag,
  indexName,
  type Rule,
  type Rules,
  tableName,
  takeParameters,
  text,
  throwProblems,
} from './parameters.ts';

const TABLE = tableName(3);
const INVALID = 'One or more parameter values were invalid: ';
const MAX_UNITS = 1_000_000_000_000;
const MAX_LOCAL_INDEXES = 5;
const MAX_GLOBAL_INDEXES = 20;

const requiredText: Rule = { type: 'String', required: true };
const units: Rule = { type: 'Long', required: true, min: 1 };
const throughput: Rule = { type: 'Struct', fields: { WriteCapacityUnits: units, ReadCapacityUnits: units } };
const attributeDefinitions: Rule = {
  type: 'List',
  of: {
    type: 'Struct',
    name: 'AttributeDefinition',
    fields: {
      AttributeName: requiredText,
      AttributeType: { type: 'String', required: true, oneOf: ['B', 'N', 'S'] },
    },
  },
};
const keySchema: Rule = {
  type: 'List',
  required: true,
  min: 1,
  max: 2,
  of: {
    type: 'Struct',
    name: 'KeySchemaElement',
    fields: {
      AttributeName: requiredText,
      KeyType: { type: 'String', required: true, oneOf: ['HASH', 'RANGE'] },
    },
  },
};
const projection: Rule = {
  type: 'Struct',
  required: true,
  fields: {
    ProjectionType: { type: 'String', oneOf: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
    NonKeyAttributes: { type: 'List', of: text, min: 1 },
  },
};
const requiredIndexName: Rule = { ...indexName, required: true };
const onDemandThroughput: Rule = {
  type: 'Struct',
  fields: { MaxReadRequestUnits: { type: 'Long' }, MaxWriteRequestUnits: { type: 'Long' } },
};
const index: Rules = {
  IndexName: requiredIndexName,
  KeySchema: keySchema,
  Projection: projection,
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemandThroughput,
};
const billingMode: Rule = { type: 'String', oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] };
const VIEWS = ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'];
const streamSpecification: Rule = {
  type: 'Struct',
  fields: {
    StreamEnabled: { type: 'Boolean', required: true },
    StreamViewType: { type: 'String', oneOf: VIEWS },
  },
};
/** What can be set when a table is made and changed later. */
const settings: Rules = {
  BillingMode: billingMode,
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemandThroughput,
  StreamSpecification: streamSpecification,
  SSESpecification: { type: 'Struct', fields: { Enabled: flag, SSEType: text, KMSMasterKeyId: text } },
  TableClass: { type: 'String', oneOf: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] },
  DeletionProtectionEnabled: flag,
};
const CREATE: Rules = {
  AttributeDefinitions: { ...attributeDefinitions, required: true },
  TableName: TABLE,
  KeySchema: keySchema,
  LocalSecondaryIndexes: { type: 'List', of: { type: 'Struct', fields: index } },
  GlobalSecondaryIndexes: { type: 'List', of: { type: 'Struct', fields: index } },
  ...settings,
};

/** A request of these operations without a name is told so in words of its own. */
function checkNamed(request: Wire, rule = TABLE): void {
  if (request.TableName === undefined || request.TableName === null) {
    throw invalid("The parameter 'TableName' is required but was not present in the request");
  }
  checkTableName(request, rule);
}

function checked(request: Wire, rules: Rules): Wire {
  const data = takeParameters(request, rules);
  checkNamed(data, rules.TableName);
  throwProblems(constraintProblems(data, rules));
  return data;
}

export function checkCreateTable(request: Wire): Wire {
  const data = checked(request, CREATE);
  checkBilling(data);
  const defined: string[] = data.AttributeDefinitions.map((one: Wire) => one.AttributeName);
  checkSchema(data.KeySchema, defined, true);
  checkIndexes(data, defined);
  checkStream(data.StreamSpecification);
  return data;
}

function checkBilling({ BillingMode, ProvisionedThroughput }: Wire): void {
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (!ProvisionedThroughput) return;
    throw invalid(
      `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (!ProvisionedThroughput) {
    throw invalid(
      `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    );
  }
  checkUnits(ProvisionedThroughput);
}

function checkUnits(throughput: Wire): void {
  for (const name of ['ReadCapacityUnits', 'WriteCapacityUnits']) {
    if (throughput[name] > MAX_UNITS)
      throw invalid(`Given value ${throughput[name]} for ${name} is out of bounds`);
  }
}

function checkSchema(schema: KeySchemaElement[], defined: readonly string[], isTable: boolean): void {
  const [hash, range] = schema as [KeySchemaElement, KeySchemaElement | undefined];
  const names = schema.map((element) => element.AttributeName);
  if (isTable && names.length > defined.length)
    throw invalid('Invalid KeySchema: Some index key attribute have no definition');
  if (names.some((name) => !defined.includes(name))) {
    throw invalid(
      `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
    );
  }
  if (hash.AttributeName === range?.AttributeName)
    throw invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  if (hash.KeyType !== 'HASH')
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (range && range.KeyType !== 'RANGE')
    throw invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
}

function checkIndexes(data: Wire, defined: readonly string[]): void {
  const { KeySchema, LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = data;
  const used = new Set<string>(KeySchema.map((element: KeySchemaElement) => element.AttributeName));
  const names = new Set<string>();
  const take = (one: IndexDescription): void => {
    checkProjection(one.Projection);
    if (names.has(one.IndexName)) throw invalid(`${INVALID}Duplicate index name: ${one.IndexName}`);
    names.add(one.IndexName);
    for (const { AttributeName } of one.KeySchema) used.add(AttributeName);
  };
  if (local) {
    if (local.length === 0) throw invalid(`${INVALID}List of LocalSecondaryIndexes is empty`);
    if (KeySchema.length !== 2) {
      throw invalid(
        `${INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
      );
    }
    for (const one of local) {
      checkSchema(one.KeySchema, defined, false);
      checkLocal(one, KeySchema[0].AttributeName);
      take(one);
    }
    if (local.length > MAX_LOCAL_INDEXES)
      throw invalid(
        `${INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of ${MAX_LOCAL_INDEXES}`,
      );
  }
  if (global) {
    if (global.length === 0) throw invalid(`${INVALID}List of GlobalSecondaryIndexes is empty`);
    for (const one of global) {
      checkSchema(one.KeySchema, defined, false);
      checkIndexBilling(one, data.BillingMode);
      take(one);
    }
    if (global.length > MAX_GLOBAL_INDEXES)
      throw invalid(
        `${INVALID}GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`,
      );
  }
  if (used.size === defined.length) return;
  throw invalid(
    local || global
      ? `${INVALID}Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`
      : `${INVALID}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
  );
}

function checkLocal({ IndexName, KeySchema }: IndexDescription, tableHash: string): void {
  if (KeySchema.length !== 2)
    throw invalid(`${INVALID}Index KeySchema does not have a range key for index: ${IndexName}`);
  const hash = KeySchema[0]!.AttributeName;
  if (hash === tableHash) return;
  throw invalid(
    `${INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: ${IndexName}. index hash key: ${hash}, table hash key: ${tableHash}`,
  );
}

function checkProjection({
  ProjectionType,
  NonKeyAttributes,
}: Partial<IndexDescription['Projection']>): void {
  if (ProjectionType === undefined) throw invalid(`${INVALID}Unknown ProjectionType: null`);
  const isInclude = ProjectionType === 'INCLUDE';
  if (isInclude === (NonKeyAttributes !== undefined)) return;
  throw invalid(
    `${INVALID}ProjectionType is ${ProjectionType}, but NonKeyAttributes is ${isInclude ? 'not ' : ''}specified`,
  );
}

function checkIndexBilling(one: Wire, mode: string | undefined): void {
  if (mode !== 'PAY_PER_REQUEST' || !one.ProvisionedThroughput) return;
  throw invalid(
    `${INVALID}ProvisionedThroughput should not be specified for index: ${one.IndexName} when BillingMode is PAY_PER_REQUEST`,
  );
}

function checkStream(specification: Wire | undefined): void {
  if (!specification) return;
  const { StreamEnabled, StreamViewType } = specification;
  if (StreamEnabled && StreamViewType === undefined)
    throw invalid(`${INVALID}StreamViewType is required when StreamEnabled is true`);
  if (!StreamEnabled && StreamViewType !== undefined)
    throw invalid(`${INVALID}StreamViewType must not be specified when StreamEnabled is false`);
}

const UPDATE: Rules = {
  TableName: TABLE,
  AttributeDefinitions: attributeDefinitions,
  GlobalSecondaryIndexUpdates: {
    type: 'List',
    of: {
      type: 'Struct',
      fields: {
        Update: {
          type: 'Struct',
          fields: {
            IndexName: requiredIndexName,
            ProvisionedThroughput: throughput,
            OnDemandThroughput: onDemandThroughput,
          },
        },
        Create: { type: 'Struct', fields: index },
        Delete: { type: 'Struct', fields: { IndexName: requiredIndexName } },
      },
    },
  },
  ...settings,
};

export function checkUpdateTable(request: Wire): Wire {
  const data = checked(request, UPDATE);
  const changes = [...Object.keys(settings), 'GlobalSecondaryIndexUpdates'];
  if (changes.every((name) => data[name] === undefined)) {
    throw invalid(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
  }
  if (data.BillingMode === 'PROVISIONED' && !data.ProvisionedThroughput)
    throw invalid(`${INVALID}ProvisionedThroughput must be specified when BillingMode is PROVISIONED`);
  if (data.ProvisionedThroughput) checkUnits(data.ProvisionedThroughput);
  checkStream(data.StreamSpecification);
  const seen = new Set<string>();
  for (const { Update, Create, Delete } of data.GlobalSecondaryIndexUpdates ?? []) {
    const one: Wire | undefined = Update ?? Create ?? Delete;
    if (!one) {
      throw invalid(
        `${INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null`,
      );
    }
    if (seen.has(one.IndexName)) {
      throw invalid(
        `${INVALID}Only one global secondary index update per index is allowed simultaneously. Index: ${one.IndexName}`,
      );
    }
    seen.add(one.IndexName);
    if (Create) checkProjection(Create.Projection);
  }
  return data;
}

/** Holds a new index of an existing table against the attributes that are then defined. */
export function checkNewIndex(
  created: IndexDescription,
  defined: readonly string[],
  mode: string | undefined,
): void {
  checkSchema(created.KeySchema, defined, false);
  checkIndexBilling(created, mode);
}

/** DescribeTable, DeleteTable, DescribeTimeToLive: only a name. */
export function checkNameOnly(request: Wire): string {
  const data = checked(request, { TableName: TABLE });
  return data.TableName;
}

const LIST: Rules = {
  ExclusiveStartTableName: indexName,
  Limit: { type: 'Integer', min: 1, max: 100 },
};

export function checkListTables(request: Wire): { start: string; limit: number } {
  const data = takeParameters(request, LIST);
  throwProblems(constraintProblems(data, LIST));
  return { start: data.ExclusiveStartTableName ?? '', limit: data.Limit ?? 100 };
}

const TIME_TO_LIVE: Rules = {
  TableName: tableName(1),
  TimeToLiveSpecification: {
    type: 'Struct',
    required: true,
    fields: {
      Enabled: { type: 'Boolean', required: true },
      AttributeName: { type: 'String', required: true, min: 1, max: 255 },
    },
  },
};

export function checkTimeToLive(request: Wire): { tableName: string; enabled: boolean; attribute: string } {
  const data = takeParameters(request, TIME_TO_LIVE);
  throwProblems(constraintProblems(data, TIME_TO_LIVE));
  const { Enabled, AttributeName } = data.TimeToLiveSpecification;
  return { tableName: data.TableName, enabled: Enabled, attribute: AttributeName };
}
