// What AWS's runtime for Node does inside a sandbox: loads the handler, asks for an invocation, answers, asks again.
// Plain JavaScript without dependencies, since it is run by the sandbox's Node as it is.
import { existsSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;
const api = '/2018-06-01/runtime';
const [hostname, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const realNow = Date.now;

/** The machine's clock can be moved (local mode): everything in the process sees the moved one. */
let movedMs = Number(env.SIMULATED_CLOCK_MOVED_MS ?? 0);
delete env.SIMULATED_CLOCK_MOVED_MS;
const nowMs = () => realNow() + movedMs;
const RealDate = Date;
RealDate.now = nowMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget),
  apply: () => new RealDate(nowMs()).toString(),
});

function call(method, where, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: api + where, method, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

const failureOf = (error) =>
  JSON.stringify({
    errorType: error?.name ?? 'Error',
    errorMessage: error?.message ?? String(error),
    trace: String(error?.stack ?? '').split('\n'),
  });

/** `index.handler` is the export `handler` of `index.mjs`, `index.js` or `index.cjs` in the code folder. */
async function loadHandler() {
  const [file, name] = env._HANDLER.split('.');
  const found = ['.mjs', '.js', '.cjs']
    .map((ending) => path.join(env.LAMBDA_TASK_ROOT, file + ending))
    .find((candidate) => existsSync(candidate));
  if (!found) throw new Error(`Cannot find module '${file}'`);
  const loaded = await import(pathToFileURL(found).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw new Error(`${env._HANDLER} is undefined or not exported`);
  return handler;
}

function contextOf(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - realNow()),
  };
}

let current = null;
for (const [event, code] of [
  ['uncaughtException', 129],
  ['unhandledRejection', 128],
]) {
  process.on(event, (error) => {
    console.error(error);
    const told = current ? call('POST', `/invocation/${current}/error`, failureOf(error)) : Promise.resolve();
    void told.catch(() => {}).then(() => process.exit(code));
  });
}

// Ctrl+C reaches everything that a terminal started: whoever started the sandbox ends it when its work is done.
process.on('SIGINT', () => {});

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  console.error(error);
  await call('POST', '/init/error', failureOf(error)).catch(() => {});
  process.exit(1);
}

for (;;) {
  const { headers, text } = await call('GET', '/invocation/next').catch(() => process.exit(1));
  current = headers['lambda-runtime-aws-request-id'];
  movedMs = Number(headers['simulated-clock-moved-ms'] ?? movedMs);
  let [where, body] = ['response', ''];
  try {
    body = JSON.stringify((await handler(JSON.parse(text), contextOf(headers))) ?? null);
  } catch (error) {
    console.error(error);
    [where, body] = ['error', failureOf(error)];
  }
  await call('POST', `/invocation/${current}/${where}`, body).catch(() => process.exit(1));
  current = null;
}
