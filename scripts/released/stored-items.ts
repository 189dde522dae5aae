/** Items as they lie in a table of the embedded engine, and between the process of a test and whoever collects them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Engine } from '@jindian/embedded-dynamodb';

export type Item = Record<string, unknown>;

/** As an item goes over the wire, where bytes are text. */
function itemOfWire(json: string): Item {
  const bytes = (name: string, value: unknown) =>
    name === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;
  return unmarshall(JSON.parse(json, bytes));
}

async function everyStored(engine: Pick<Engine, 'call'>, table: string): Promise<string[]> {
  const found: string[] = [];
  for (let start: unknown; ; ) {
    const page = (await engine.call('Scan', {
      TableName: table,
      ConsistentRead: true,
      ...(start ? { ExclusiveStartKey: start } : {}),
    })) as { Items: object[]; LastEvaluatedKey?: unknown };
    found.push(...page.Items.map((item) => JSON.stringify(item)));
    start = page.LastEvaluatedKey;
    if (!start) return found;
  }
}

/** All that lies in a table. */
export async function everyItem(engine: Pick<Engine, 'call'>, table: string): Promise<Item[]> {
  return (await everyStored(engine, table)).map(itemOfWire);
}

const keptOfATable = 1_000;
const changesOfATable = 5_000;
let files = 0;

/** What lay there for a while, by its change log. */
async function everyWritten({ streams }: Pick<Engine, 'streams'>, table: string): Promise<string[]> {
  const changes = await streams.read(table, null, changesOfATable);
  return changes.flatMap(({ dynamodb: { NewImage } }) => (NewImage ? [JSON.stringify(NewImage)] : []));
}

/** Leaves what lies, and lay, in the tables of an engine in a folder. */
export async function keepItems(engine: Pick<Engine, 'call' | 'streams'>, folder: string): Promise<void> {
  const { TableNames } = (await engine.call('ListTables', {})) as { TableNames: string[] };
  for (const table of TableNames) {
    const stored = (await everyStored(engine, table)).slice(0, keptOfATable);
    const lines = [...stored, ...(await everyWritten(engine, table))];
    files += 1;
    writeFileSync(path.join(folder, `${process.pid}-${files}-${Date.now()}.jsonl`), lines.join('\n'));
  }
}

export function keptItems(folder: string): Item[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map(itemOfWire);
}
