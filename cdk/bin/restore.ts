/**
 * npm run restore -- --from jindian-production --to jindian-production-20261130 [--at 2026-11-30T03:00:00+08:00]
 * with the region and keys of the AWS SDK: docs/operations/restoring.md.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RestoreRefusal, restore } from '../lib/restore.ts';

const { values } = parseArgs({
  options: { from: { type: 'string' }, to: { type: 'string' }, at: { type: 'string' } },
});
const at = values.at === undefined ? null : new Date(values.at);
if (!values.from || !values.to || (at && Number.isNaN(at.getTime()))) {
  console.error('npm run restore -- --from <table> --to <new table> [--at 2026-11-30T03:00:00+08:00]');
  process.exit(2);
}
try {
  const { from, to } = values;
  const say = (line: string) => console.log(line);
  const { tableName, streamArn } = await restore(new DynamoDBClient({}), { from, to, at, say });
  console.log(`\nCheck it before anybody uses it:\n  npm run verify -- --table ${tableName}`);
  console.log(
    `Then, in cdk/:\n  npx cdk deploy --all -c tableName=${tableName} -c streamArn=${streamArn}\nand keep both in cdk.json.`,
  );
} catch (error) {
  console.error(error instanceof RestoreRefusal ? error.message : error);
  process.exit(1);
}
