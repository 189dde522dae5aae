/** What UpdateTable changes of a table's description, without its stream and its indexes. */
import { createHash } from 'node:crypto';
import { invalid } from './failures.ts';
import type { TableDescription, Wire } from './model.ts';

export const REGION = 'local';
export const ACCOUNT = '000000000000';

const INVALID = 'One or more parameter values were invalid: ';

export function updatedDescription(before: TableDescription, data: Wire): TableDescription {
  const after: TableDescription = { ...before };
  const mode: string | undefined = (before.BillingModeSummary as Wire | undefined)?.BillingMode;
  changeThroughput(after, data, mode ?? 'PROVISIONED');
  if (data.BillingMode) after.BillingModeSummary = { BillingMode: data.BillingMode };
  if (data.OnDemandThroughput) after.OnDemandThroughput = data.OnDemandThroughput;
  if (data.TableClass) after.TableClassSummary = { TableClass: data.TableClass };
  if (data.DeletionProtectionEnabled !== undefined) {
    after.DeletionProtectionEnabled = data.DeletionProtectionEnabled;
  }
  if (data.SSESpecification) {
    if (data.SSESpecification.Enabled === false) delete after.SSEDescription;
    else after.SSEDescription = encryption(data.SSESpecification);
  }
  return after;
}

function changeThroughput(description: TableDescription, data: Wire, mode: string): void {
  const wanted: Wire | undefined = data.ProvisionedThroughput;
  if (wanted && (data.BillingMode ?? mode) === 'PAY_PER_REQUEST') {
    throw invalid(
      `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    );
  }
  const current = description.ProvisionedThroughput as Wire;
  if (wanted) {
    const same =
      wanted.ReadCapacityUnits === current.ReadCapacityUnits &&
      wanted.WriteCapacityUnits === current.WriteCapacityUnits;
    if (same && mode === 'PROVISIONED') throw invalid(unchanged(current, wanted));
    description.ProvisionedThroughput = { ...wanted, NumberOfDecreasesToday: 0 };
  } else if (data.BillingMode === 'PAY_PER_REQUEST') {
    description.ProvisionedThroughput = {
      ReadCapacityUnits: 0,
      WriteCapacityUnits: 0,
      NumberOfDecreasesToday: 0,
    };
  }
}

function unchanged(current: Wire, wanted: Wire): string {
  const told = (name: string): string =>
    `Current ${name} provisioned for the table: ${current[name]}. Requested ${name}: ${wanted[name]}. `;
  return (
    'The provisioned throughput for the table will not change. The requested value equals the current value. ' +
    `${told('ReadCapacityUnits')}${told('WriteCapacityUnits')}` +
    'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.'
  );
}

/** Nothing is encrypted here; a table says of itself what was asked for. */
export function encryption(specification: Wire): Wire {
  const key =
    specification.KMSMasterKeyId ?? createHash('sha256').update('managed').digest('hex').slice(0, 32);
  return {
    Status: 'ENABLED',
    SSEType: specification.SSEType ?? 'KMS',
    KMSMasterKeyArn: String(key).startsWith('arn:') ? key : `arn:aws:kms:${REGION}:${ACCOUNT}:key/${key}`,
  };
}
