/** Checks requests about point-in-time recovery, by themselves. */
import type { Wire } from '../model.ts';
import { constraintProblems, type Rules, tableName, takeParameters, throwProblems } from './parameters.ts';

const TABLE = tableName(3);

const RECOVERY: Rules = {
  TableName: TABLE,
  PointInTimeRecoverySpecification: {
    type: 'Struct',
    fields: {
      PointInTimeRecoveryEnabled: { type: 'Boolean', required: true },
      RecoveryPeriodInDays: { type: 'Integer', min: 1, max: 35 },
    },
  },
};

export function checkRecovery(request: Wire): { tableName: string; enabled: boolean | undefined } {
  const data = takeParameters(request, RECOVERY);
  throwProblems(constraintProblems(data, RECOVERY));
  return {
    tableName: data.TableName,
    enabled: data.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled,
  };
}

const RESTORE: Rules = {
  SourceTableName: TABLE,
  TargetTableName: TABLE,
  UseLatestRestorableTime: { type: 'Boolean' },
};

export function checkRestore(request: Wire): { source: string; target: string; latest: boolean } {
  const data = takeParameters(request, RESTORE);
  throwProblems(constraintProblems(data, RESTORE));
  return {
    source: data.SourceTableName,
    target: data.TargetTableName,
    latest: data.UseLatestRestorableTime === true && request.RestoreDateTime === undefined,
  };
}
