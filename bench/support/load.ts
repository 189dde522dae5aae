/** The shoppers, in a process of their own: so many clients, each placing and paying one order after another. */
import { Agent, request } from 'node:http';
import { inWechat, type OrderView, type PlacedOrder } from '@jindian/shared/contract/serving/order';
import {
  type CpuAnswer,
  type CpuQuestion,
  cpuMsNow,
  type LoadDone,
  type LoadRun,
  type Plan,
} from './messages.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const answerWithinMs = 20_000;
let keys = 0;

type Answer = { status: number; text: string };

function send(
  method: 'GET' | 'POST',
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        agent,
        timeout: answerWithinMs,
        headers: { ...headers, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.end(payload);
  });
}

function expect(answer: Answer, status: number, step: string): Answer {
  if (answer.status === status) return answer;
  const code = /"code":"(\w+)"/.exec(answer.text)?.[1] ?? '';
  throw new Error(`${step}: ${answer.status} ${code}`.trim());
}

async function run(order: LoadRun): Promise<LoadDone> {
  const { baseUrl, payUrl, waitUrl, plans } = order;
  const done: LoadDone = { kind: 'done', seconds: 0, placeMs: [], wholeMs: [], requests: 0, problems: {} };
  const startedAt = performance.now();
  const untilAt = startedAt + order.maxSeconds * 1000;
  let next = 0;

  async function buy(plan: Plan): Promise<void> {
    const authorization = `Bearer ${plan.token}`;
    keys += 1;
    const begunAt = performance.now();
    const placing = await send(
      'POST',
      `${baseUrl}/v1/orders`,
      { authorization, 'idempotency-key': `bench-${process.pid}-${keys}` },
      plan.order,
    );
    done.requests += 1;
    const placed = JSON.parse(expect(placing, 201, 'place').text) as PlacedOrder;
    const placeMs = performance.now() - begunAt;
    const prepayId = inWechat(placed.payment)?.package.slice('prepay_id='.length);
    const number = placed.order.payments[0]?.number ?? '';
    const noticed = send('GET', `${waitUrl}/${number}`, {});
    expect(
      await send('POST', `${payUrl}/simulator/pay`, {}, { prepayId, payerOpenid: plan.openid }),
      200,
      'wallet',
    );
    const status = (await noticed).text;
    if (status !== '204') throw new Error(`notification: ${status}`);
    const looked = await send('GET', `${baseUrl}/v1/orders/${placed.order.id}`, { authorization });
    done.requests += 1;
    const { state } = JSON.parse(expect(looked, 200, 'look').text) as OrderView;
    if (state !== 'paid') throw new Error(`look: ${state}`);
    done.placeMs.push(placeMs);
    done.wholeMs.push(performance.now() - begunAt);
  }

  async function client(): Promise<void> {
    while (next < plans.length && performance.now() < untilAt) {
      const plan = plans[next] as Plan;
      next += 1;
      try {
        await buy(plan);
      } catch (error) {
        const { message } = error as Error;
        done.problems[message] = (done.problems[message] ?? 0) + 1;
      }
    }
  }

  await Promise.all(Array.from({ length: order.clients }, client));
  done.seconds = (performance.now() - startedAt) / 1000;
  return done;
}

process.on('message', (message: LoadRun | CpuQuestion) => {
  if (message.kind === 'run') void run(message).then((done) => process.send?.(done));
  else process.send?.({ kind: 'cpu', cpuMs: cpuMsNow() } satisfies CpuAnswer);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' });
