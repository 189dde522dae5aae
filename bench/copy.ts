/**
 * A business moved between two tables, each behind HTTP in a process of its own: the first pass, what follows, and how long
 * the source is closed while both are compared. One JSON line a figure; how to read them: bench/README.md.
 *
 *     node --import tsx bench/copy.ts
 *     node --import tsx bench/copy.ts --items 20000     fewer, for a quick look
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { BatchWriteItemCommand, CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { copyTable } from '../functions/src/local/copy/copy.ts';
import { openEnd } from '../functions/src/local/copy/end.ts';
import { seededRandom } from '../functions/src/local/demo/network/random.ts';
import { atMost } from '../functions/src/platform/at-most.ts';
import { tableDefinition } from '../functions/src/platform/table.ts';
import { startEngine } from './support/children.ts';
import { rounded } from './support/figures.ts';
import { cpuMsNow } from './support/messages.ts';

const { values } = parseArgs({ options: { items: { type: 'string', default: '100000' } } });
const items = Number(values.items);
const written = 25;
const random = seededRandom('copy');

const engines = [await startEngine(), await startEngine()] as const;
const [from, to] = engines.map(({ endpoint }, n) => openEnd({ table: `business-${n}`, endpoint })) as [
  ReturnType<typeof openEnd>,
  ReturnType<typeof openEnd>,
];
await from.client.send(new CreateTableCommand(tableDefinition(from.table)));
const atOnce = atMost(8);
/** As large as an order's item is on average. */
const text = 'x'.repeat(400);
await Promise.all(
  Array.from({ length: Math.ceil(items / written) }, (_, batch) =>
    atOnce(() =>
      from.client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [from.table]: Array.from({ length: Math.min(written, items - batch * written) }, (_, n) => ({
              PutRequest: {
                Item: {
                  pk: { S: `ORDER#${batch}` },
                  sk: { S: `PART#${n}` },
                  _et: { S: 'Order' },
                  text: { S: text },
                  amount: { N: String(random.below(100_000)) },
                  gsi1pk: { S: `MEMBER#${batch % 977}` },
                  gsi1sk: { S: `${batch}#${n}` },
                },
              },
            })),
          },
        }),
      ),
    ),
  ),
);

const cpuBefore = cpuMsNow();
const report = await copyTable({
  from,
  to,
  toName: to.table,
  door: null,
  switching: true,
  log: () => {},
  onProgress: () => {},
});
console.log(
  JSON.stringify({
    figure: 'a table copied and compared',
    items: report.items,
    itemsPerSecond: Math.round(report.copied / (report.firstPassMs / 1000)),
    firstPassSeconds: rounded(report.firstPassMs / 1000, 1),
    closedSeconds: rounded(report.closedMs / 1000, 1),
    mended: report.mended,
    copierCpuMsPerThousandItems: rounded(((cpuMsNow() - cpuBefore) / report.items) * 1000, 1),
    loadAverage: rounded(loadavg()[0] ?? 0, 1),
  }),
);
for (const end of [from, to]) end.close();
for (const { stop } of engines) stop();
