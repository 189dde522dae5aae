/**
 * Compares the embedded engine with AWS's DynamoDB Local on random requests: `npm run conformance -- [requests] [seed]`.
 * Exit code 1 when an outcome or a content differs; differences in wording are only listed.
 */
import { createEngine } from '../src/engine.ts';
import { seededRandom } from '../src/faults.ts';
import { type Call, compareOnce, type Difference, endpointCall } from './compare.ts';
import { findDynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts';
import { RequestMaker } from './random-requests.ts';
import { TABLE, tableDefinition } from './table.ts';

const DEFAULT_REQUESTS = 4_000;
const SHOWN_OF_EACH_KIND = 15;
const SHOWN_LENGTH = 1_500;

async function main(): Promise<number> {
  const found = findDynamoDbLocal(process.env);
  if ('missing' in found) {
    console.log(found.missing);
    return 0;
  }
  const [count = DEFAULT_REQUESTS, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
  const local = await startDynamoDbLocal(found.folder);
  const engine = await createEngine();
  try {
    const { endpoint } = await engine.listen();
    const ours = endpointCall(endpoint);
    const theirs = endpointCall(local.endpoint);
    for (const call of [ours, theirs]) {
      const created = await call({ operation: 'CreateTable', input: tableDefinition });
      if (created.error) throw new Error(`CreateTable: ${created.error} ${created.message}`);
    }
    const differences = await compareMany(count, seed, ours, theirs);
    return report(count, seed, differences);
  } finally {
    await engine.close();
    await local.stop();
  }
}

async function compareMany(count: number, seed: number, ours: Call, theirs: Call): Promise<Difference[]> {
  const maker = new RequestMaker(seededRandom(seed));
  const differences: Difference[] = [];
  for (let i = 0; i < count; i++) {
    const difference = await compareOnce(ours, theirs, maker.next());
    if (!difference) continue;
    differences.push(difference);
    if (difference.kind === 'wording') continue;
    // One difference must not make others.
    await empty(ours);
    await empty(theirs);
  }
  const everything = { operation: 'Scan', input: { TableName: TABLE, ConsistentRead: true } };
  const state = await compareOnce(ours, theirs, everything);
  if (state) differences.push(state);
  return differences;
}

async function empty(call: Call): Promise<void> {
  const { body } = await call({
    operation: 'Scan',
    input: { TableName: TABLE, ProjectionExpression: 'pk, sk' },
  });
  for (const Key of body.Items as object[]) {
    await call({ operation: 'DeleteItem', input: { TableName: TABLE, Key } });
  }
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, SHOWN_LENGTH);
}

function report(count: number, seed: number, differences: readonly Difference[]): number {
  const of = (kind: Difference['kind']): Difference[] =>
    differences.filter((difference) => difference.kind === kind);
  for (const kind of ['outcome', 'content'] as const) {
    for (const { request, ours, theirs } of of(kind).slice(0, SHOWN_OF_EACH_KIND)) {
      console.log(`${kind} ${request.operation} ${JSON.stringify(request.input)}`);
      console.log(`  ours:   ${shown(ours)}\n  theirs: ${shown(theirs)}`);
    }
  }
  const wordings = new Set(of('wording').map(({ ours, theirs }) => `  ours:   ${ours}\n  theirs: ${theirs}`));
  for (const wording of [...wordings].slice(0, SHOWN_OF_EACH_KIND)) console.log(`wording\n${wording}`);
  console.log(
    `${count} requests, seed ${seed}: ${of('outcome').length} outcomes, ${of('content').length} contents, ${of('wording').length} wordings differ; ${of('known').length} times DynamoDB Local went its own known way.`,
  );
  return of('outcome').length + of('content').length > 0 ? 1 : 0;
}

process.exitCode = await main();
