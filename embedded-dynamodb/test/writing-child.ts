/** Writes transactions into a folder until it is killed, and says after each that it was acknowledged. */
import { writeSync } from 'node:fs';
import { createEngine } from '../src/index.ts';
import { TABLE, tableDefinition } from './kit.ts';

const engine = await createEngine({ path: process.argv[2]!, durable: process.argv[3] === 'durable' });
await engine.call('CreateTable', tableDefinition);

let started = 0;
let acknowledged = 0;
async function writeOn(): Promise<never> {
  for (;;) {
    started += 1;
    await engine.call('TransactWriteItems', {
      TransactItems: [
        {
          Update: {
            TableName: TABLE,
            Key: { pk: { S: 'counter' }, sk: { S: 'x' } },
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
        {
          Put: {
            TableName: TABLE,
            Item: {
              pk: { S: `order-${started}` },
              sk: { S: 'x' },
              gp: { S: 'orders' },
              gs: { S: String(started) },
            },
          },
        },
      ],
    });
    acknowledged += 1;
    writeSync(1, `${acknowledged}\n`);
  }
}

await Promise.all([writeOn(), writeOn(), writeOn()]);
