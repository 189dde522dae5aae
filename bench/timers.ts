/**
 * Timers in virtual time: orders come, wait for what orders wait for, and what comes due is found, fanned out, sent and
 * delivered by the real code over a table that counts and answers in 6 ms. Hours in minutes, the same every time.
 *
 *     node --import tsx bench/timers.ts                                      2,000 orders a second for an hour
 *     node --import tsx bench/timers.ts --orders 100 --minutes 10 --shards 8
 */
import { parseArgs } from 'node:util';
import { simulateTimers } from '../functions/src/platform/testing/timers-simulation.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '2000' },
    minutes: { type: 'string', default: '60' },
    callMs: { type: 'string', default: '6' },
    shards: { type: 'string' },
  },
});

const beganMs = performance.now();
const figures = await simulateTimers({
  ordersPerSecond: Number(values.orders),
  minutes: Number(values.minutes),
  callMs: Number(values.callMs),
  ...(values.shards === undefined ? {} : { shards: Number(values.shards) }),
});
console.log(JSON.stringify({ what: 'timers', ...figures, realS: (performance.now() - beganMs) / 1000 }));
process.exit(0);
