/**
 * Adds up the books and the stock of some places anew, goes through the chain of audit records, and says where they
 * differ from what is stored. Changes nothing.
 *
 *     node --import tsx scripts/verify.ts --data .data [place…]              the local system, while it is stopped
 *     node --import tsx scripts/verify.ts --data .data --everywhere          and the stock of all its places
 *     node --import tsx scripts/verify.ts --table jindian-production [place…]
 *
 * `--keep-heads <file>` writes how far the hash chains have come; kept elsewhere and given as `--heads <file>` another day,
 * it finds what was cut off since. `npm run verify -- --data .data` is the same.
 *
 * On AWS it reads the whole table (for the books), with the rights of whoever runs it: best on a restored copy or in
 * a quiet hour. Exit code 1 when something differs.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '@jindian/embedded-dynamodb';
import { type NotedHeads, verifyRecords } from '../functions/src/entry/verification.ts';
import { createInventory } from '../functions/src/goods/inventory/service.ts';
import { openDataFolder } from '../functions/src/local/folder/data-folder.ts';
import { seedVersion, tableFolder, tableName } from '../functions/src/local/folder/layout.ts';
import { sentenceFor } from '../functions/src/local/folder/sentences.ts';
import { createNetwork } from '../functions/src/places/network/service.ts';
import { systemClock as clock } from '../functions/src/platform/clock.ts';
import { createDueItems } from '../functions/src/platform/due-items.ts';
import { createIdempotency } from '../functions/src/platform/idempotency.ts';
import { createIds } from '../functions/src/platform/ids.ts';
import { createOutbox } from '../functions/src/platform/outbox.ts';
import { fixedSettings } from '../functions/src/platform/policy-document/settings.ts';
import { createSnapshotStore } from '../functions/src/platform/snapshot-store.ts';
import { createDynamoClient, createTable } from '../functions/src/platform/table.ts';

const { values, positionals: placesNamed } = parseArgs({
  options: {
    data: { type: 'string' },
    table: { type: 'string' },
    heads: { type: 'string' },
    'keep-heads': { type: 'string' },
    everywhere: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
if (!values.data === !values.table) {
  console.error('Say which: --data <folder of a stopped local system> or --table <name of a table on AWS>.');
  process.exit(2);
}

const shownOfAPlace = 20;

/** The stopped system's folder, held so that nobody starts it meanwhile; or a sentence that says why not. */
async function openFolder(folder: string) {
  let release = () => {};
  try {
    const data = openDataFolder(folder, { doing: 'verifying', seedVersion, network: null, keep: true });
    release = data.holder.release;
    return { engine: await createEngine({ path: path.join(folder, tableFolder) }), release };
  } catch (error) {
    release();
    console.error(sentenceFor(error, folder));
    process.exit(1);
  }
}

const opened = values.data ? await openFolder(path.resolve(values.data)) : null;
const engine = opened?.engine ?? null;
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
const table = createTable(values.table ?? tableName, client);

const noted = values.heads ? (JSON.parse(readFileSync(values.heads, 'utf8')) as NotedHeads) : undefined;
const records = await verifyRecords({ table, clock }, noted);
for (const line of records.lines) console.log(line);
if (values['keep-heads']) writeFileSync(values['keep-heads'], JSON.stringify(records.heads));

const ids = createIds(clock);
const snapshots = createSnapshotStore({ table });
const inventory = createInventory({
  settings: fixedSettings('goods'),
  table,
  clock,
  ids,
  idempotency: createIdempotency({ table, clock }),
  snapshots,
  dueItems: createDueItems({ table }),
});
const outbox = createOutbox({ table, clock, ids });
const places = values.everywhere
  ? (
      await createNetwork({
        nameOf: async (memberId) => memberId,
        table,
        clock,
        outbox,
        snapshots,
      }).current()
    ).locations.map(({ id }) => id)
  : placesNamed;
let stockFaults = 0;
for (const place of places) {
  const differences = await inventory.audit(place);
  stockFaults += differences.length;
  if (differences.length === 0 && values.everywhere) continue;
  console.log(`stock at ${place}: ${differences.length} levels differ from their movements`);
  for (const difference of differences.slice(0, shownOfAPlace))
    console.log(`  ${JSON.stringify(difference)}`);
  if (differences.length > shownOfAPlace) console.log(`  and ${differences.length - shownOfAPlace} more`);
}

if (values.everywhere) console.log(`stock: ${places.length} places, ${stockFaults} levels differ`);

client.destroy();
await engine?.close();
opened?.release();
process.exitCode = records.sound && stockFaults === 0 ? 0 : 1;
