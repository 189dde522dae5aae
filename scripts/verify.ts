/**
 * Adds up the books and the stock of some places anew, and says where they differ from what is stored. Changes nothing.
 *
 *     node --import tsx scripts/verify.ts --data .data [place…]              the local system, while it is stopped
 *     node --import tsx scripts/verify.ts --table jindian-production [place…]
 *
 * On AWS it reads the whole table (for the books), with the rights of whoever runs it: best on a restored copy or in
 * a quiet hour. Exit code 1 when something differs.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '@jindian/embedded-dynamodb';
import { createInventory } from '../functions/src/goods/inventory/service.ts';
import { createLedger } from '../functions/src/money/ledger/service.ts';
import { systemClock as clock } from '../functions/src/platform/clock.ts';
import { createDueItems } from '../functions/src/platform/due-items.ts';
import { createIdempotency } from '../functions/src/platform/idempotency.ts';
import { createIds } from '../functions/src/platform/ids.ts';
import { createSnapshotStore } from '../functions/src/platform/snapshot-store.ts';
import { createDynamoClient, createTable } from '../functions/src/platform/table.ts';

const { values, positionals: places } = parseArgs({
  options: { data: { type: 'string' }, table: { type: 'string' } },
  allowPositionals: true,
});
if (!values.data === !values.table) {
  console.error('Say which: --data <folder of a stopped local system> or --table <name of a table on AWS>.');
  process.exit(2);
}

const engine = values.data ? await createEngine({ path: path.resolve(values.data, 'table') }) : null;
const client = createDynamoClient(
  engine
    ? {
        region: 'local',
        endpoint: 'http://embedded.invalid',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        requestHandler: engine.requestHandler,
      }
    : {},
);
const table = createTable(values.table ?? 'jindian-local', client);

const { transfers, imbalanceFen, faults } = await createLedger({ table, clock }).verifyLedger();
console.log(`books: ${transfers} transfers, imbalance ${imbalanceFen} fen, ${faults.length} faults`);
for (const fault of faults) console.log(`  ${JSON.stringify(fault)}`);

const ids = createIds(clock);
const inventory = createInventory({
  table,
  clock,
  ids,
  idempotency: createIdempotency({ table, clock }),
  snapshots: createSnapshotStore({ table }),
  dueItems: createDueItems({ table }),
});
let stockFaults = 0;
for (const place of places) {
  const differences = await inventory.audit(place);
  stockFaults += differences.length;
  console.log(`stock at ${place}: ${differences.length} levels differ from their movements`);
  for (const difference of differences) console.log(`  ${JSON.stringify(difference)}`);
}

client.destroy();
await engine?.close();
process.exitCode = imbalanceFen === 0 && faults.length === 0 && stockFaults === 0 ? 0 : 1;
