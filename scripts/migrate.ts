/**
 * Brings what an earlier version stored in a table on AWS forward, while orders go on. After a deployment, once no
 * function of the version before runs any more (ten minutes); one machine does it by itself:
 *
 *     npm run migrate -- --table jindian-production            goes on where it was broken off
 *     npm run migrate -- --table jindian-production --state    says how far it is, and changes nothing
 *
 * Ends with 1 while something is left. `--region`: if elsewhere than AWS_REGION says; `--endpoint` for another DynamoDB.
 * docs/operations/upgrades.md says when.
 */
import { parseArgs } from 'node:util';
import { openEnd } from '../functions/src/local/copy/end.ts';
import { systemClock as clock } from '../functions/src/platform/clock.ts';
import { migrations } from '../functions/src/platform/migrations/registry.ts';
import {
  createWalk,
  MigrationRefusal,
  type MigrationState,
} from '../functions/src/platform/migrations/walk.ts';
import { createTable } from '../functions/src/platform/table.ts';

const { values } = parseArgs({
  options: {
    table: { type: 'string' },
    region: { type: 'string' },
    endpoint: { type: 'string' },
    state: { type: 'boolean', default: false },
  },
});
if (values.table === undefined) {
  console.error('npm run migrate -- --table <name of a table on AWS> [--state]');
  process.exit(2);
}

function lineOf({ id, stage, read, changed, doneAtMs }: MigrationState): string {
  const how = doneAtMs === null ? 'not done' : `done ${new Date(doneAtMs).toISOString()}`;
  return `${id} (${stage}): ${read} items looked at, ${changed} written, ${how}`;
}

const { table: name, region, endpoint } = values;
const end = openEnd({ table: name, ...(region ? { region } : {}), ...(endpoint ? { endpoint } : {}) });
try {
  const walk = createWalk({ table: createTable(name, end.client, []), migrations, clock });
  await walk.assertReady();
  const states = values.state
    ? await walk.state()
    : await walk.run({
        onProgress: ({ id, read, changed }) => console.log(`${id}: ${read} read, ${changed} written`),
      });
  for (const state of states) console.log(lineOf(state));
  const left = states.filter(({ doneAtMs }) => doneAtMs === null).length;
  console.log(left === 0 ? 'Everything is as this version has it.' : `${left} of ${states.length} are left.`);
  process.exitCode = left === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof MigrationRefusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  end.close();
}
