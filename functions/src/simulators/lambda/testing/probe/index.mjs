// A function that does on demand what functions should not do.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const startedAs = process.pid;
let calls = 0;
let ticks = 0;

const acts = {
  who: () => ({ pid: startedAs, calls }),
  environment: () => process.env,
  context: (_, context) => ({
    remainingMs: context.getRemainingTimeInMillis(),
    name: context.functionName,
    memoryMb: context.memoryLimitInMB,
  }),
  clock: () => ({
    dateMs: Date.parse(new Date().toISOString()),
    nowMs: Date.now(),
    isDate: new Date() instanceof Date,
  }),
  node: () => process.versions.node,
  fail: ({ message }) => {
    throw new RangeError(message);
  },
  die: () => process.exit(7),
  hang: () => new Promise(() => setInterval(() => {}, 1_000)),
  answer: ({ bytes }) => 'x'.repeat(bytes - 2),
  nothing: () => undefined,
  fill: () => {
    const kept = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  },
  write: ({ where }) => {
    const file = path.join(where === 'code' ? process.env.LAMBDA_TASK_ROOT : tmpdir(), 'written.txt');
    writeFileSync(file, 'written');
    return readFileSync(file, 'utf8');
  },
  /** Goes on behind the answer. */
  tick: () => {
    setInterval(() => {
      ticks += 1;
    }, 5);
    return null;
  },
  ticks: () => ticks,
  batch: ({ Records }) => ({
    batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  }),
};

export async function handler(event, context) {
  calls += 1;
  return acts[event.act ?? 'batch'](event, context);
}
