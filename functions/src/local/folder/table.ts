import { type Engine, StoreProblem } from '@jindian/embedded-dynamodb';
import { tableDefinition, tableKeys } from '../../platform/table.ts';
import { tableName } from './layout.ts';

/** The one table, made where it may be. */
export async function ensureTable(engine: Engine, { mayMake }: { mayMake: boolean }): Promise<void> {
  try {
    await engine.call('DescribeTable', { TableName: tableName });
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    if (!mayMake) {
      throw new StoreProblem('damaged', 'The folder was in use, and its table is gone');
    }
    await engine.call('CreateTable', tableDefinition(tableName));
    await engine.call('UpdateTimeToLive', {
      TableName: tableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: tableKeys.expiry },
    });
  }
}
