import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { inject } from 'vitest';
import { dayMs, hourMs } from '../../../shared/src/time.ts';
import { createPhone, type Person, type Phone } from '../headless/phone.ts';

type Ready = { baseUrl: string; payBaseUrl: string; people: Record<string, string> };
type Told = { n?: number; answer?: unknown; error?: string; ready?: Ready };

export type Host = Ready & {
  /** The phone of a person of the demo; its cloud is the gateway, its wallet the simulator for WeChat Pay. */
  phoneOf(personId: string, person?: Partial<Person>): Phone;
  /** What WeChat tells the shop once somebody has confirmed a delivery in its own component. */
  tellReceived(transactionId: string): Promise<boolean>;
  /** Time passes, on the system and on every phone. */
  advance(byMs: number): Promise<void>;
  close(): Promise<void>;
};

/** Starts the whole system with the gateway before it; some seconds. */
export async function startHost(): Promise<Host> {
  const folder = inject('hostFolder');
  const child: ChildProcess = fork(path.join(folder, 'host.mjs'), [path.join(folder, 'gateway')], {
    // With the Node that people have, also where the tests run on Lambda's.
    execPath: process.env.JINDIAN_NODE ?? process.execPath,
    execArgv: ['--no-warnings'],
    // Only what a process needs: nothing of the test runner's environment reaches the system.
    env: { TARO_ENV: 'weapp', PATH: process.env.PATH, HOME: process.env.HOME },
    cwd: path.resolve(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let sent = 0;
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
    child.on('message', (told: Told) => {
      if (told.ready) resolve(told.ready);
      const waiter = told.n === undefined ? undefined : waiting.get(told.n);
      if (!waiter || told.n === undefined) return;
      waiting.delete(told.n);
      if (told.error) waiter.reject(new Error(told.error));
      else waiter.resolve(told.answer);
    });
  });

  const ask = (question: object) =>
    new Promise<unknown>((resolve, reject) => {
      // A page that still asks when its test is over gets no answer, as on a phone that is switched off.
      if (!child.connected) return reject(new Error('the host has ended'));
      sent += 1;
      waiting.set(sent, { resolve, reject });
      child.send({ n: sent, ...question });
    });

  const host: Host = {
    ...ready,
    phoneOf(personId, person = {}) {
      const openid = ready.people[personId];
      if (!openid) throw new Error(`nobody is called ${personId}`);
      return createPhone({
        async callFunction({ name, data }) {
          if (name !== 'gateway') throw new Error(`there is no function ${name}`);
          return ask({ openid, event: data });
        },
        async pay(params) {
          const answer = await fetch(`${ready.payBaseUrl}/simulator/pay`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ payParams: params, payerOpenid: openid }),
          });
          if (!answer.ok) throw new Error(`the wallet refuses: ${await answer.text()}`);
          return 'paid';
        },
        ...person,
      });
    },
    tellReceived: async (transactionId) => (await ask({ received: transactionId })) === true,
    async advance(byMs) {
      const now = Date.now;
      Date.now = () => now() + byMs;
      await ask({ advanceMs: byMs });
    },
    async close() {
      if (child.exitCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.disconnect();
      await ended;
    },
  };
  // Branches are open and offers run out within the day, whenever the tests are run.
  await host.advance(untilTenInTheMorning(Date.now()));
  return host;
}

/** From now until it is ten in the morning in Shanghai, tomorrow. */
function untilTenInTheMorning(nowMs: number): number {
  const shanghaiMs = nowMs + 8 * hourMs;
  return Math.ceil(shanghaiMs / dayMs) * dayMs + 10 * hourMs - shanghaiMs;
}
