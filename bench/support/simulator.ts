/**
 * WeChat Pay's simulator in a process of its own: its RSA signatures must not be on the system's bill. Beside it a
 * server at which the load generator waits until a notification was answered, so that nobody asks the system again
 * and again whether an order is paid.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWechatPaySimulator } from '../../functions/src/simulators/wechat/index.ts';
import { type CpuAnswer, type CpuQuestion, cpuMsNow, type SimulatorReady } from './messages.ts';

const answerWithinMs = 20_000;
const attempts = 3;
const waiting = new Map<string, ServerResponse>();
const answered = new Map<string, number>();

const pay = await startWechatPaySimulator({
  now: Date.now,
  // As the real one, it has many notifications on their way at once; the simulator by itself sends one after another.
  async notify(url, init) {
    void post(url, init).then((status) => told(pay.control.sent(), String(init.body), status));
    return new Response(null, { status: 204 });
  },
});

/** More patient than WeChat Pay's five seconds, and sent again sooner: on a busy machine an order is late, not lost. */
async function post(url: string, init: RequestInit): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { status } = await fetch(url, { ...init, signal: AbortSignal.timeout(answerWithinMs) });
      if (status < 500 || attempt >= attempts) return status;
    } catch {
      if (attempt >= attempts) return 0;
    }
  }
}

function told(sent: ReturnType<typeof pay.control.sent>, body: string, status: number): void {
  const { id } = JSON.parse(body) as { id: string };
  const outTradeNo = sent.find((record) => record.id === id)?.outTradeNo;
  if (outTradeNo === undefined) return;
  const waiter = waiting.get(outTradeNo);
  if (waiter) waiter.writeHead(200).end(String(status));
  else answered.set(outTradeNo, status);
  waiting.delete(outTradeNo);
}

/** `GET /<merchant's order number>`: answers when its notification was, with the status it was answered with. */
const server = createServer((request, response) => {
  const outTradeNo = (request.url ?? '').slice(1);
  const status = answered.get(outTradeNo);
  if (status === undefined) waiting.set(outTradeNo, response);
  else response.writeHead(200).end(String(status));
  answered.delete(outTradeNo);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const ready: SimulatorReady = {
    kind: 'ready',
    merchant: pay.merchant,
    payUrl: pay.baseUrl,
    waitUrl: `http://127.0.0.1:${port}`,
  };
  process.send?.(ready);
});

process.on('message', (message: CpuQuestion) => {
  const answer: CpuAnswer = { kind: 'cpu', cpuMs: cpuMsNow() };
  if (message.kind === 'cpu') process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
