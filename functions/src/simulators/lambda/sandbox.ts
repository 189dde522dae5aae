import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { maxResponseBytes } from './limits.ts';

export type FunctionSpec = {
  name: string;
  codeFolder: string;
  /** `index.handler` */
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Readonly<Record<string, string>>;
};

export type SandboxDeps = {
  /** The Node that runs the functions. */
  node: string;
  region: string;
  /** What stands for AWS around the functions: `AWS_ENDPOINT_URL_…`. No part of the 4 KB. */
  endpoints: Readonly<Record<string, string>>;
  /** How far the machine's clock was moved. */
  movedMs(): number;
  log(functionName: string, text: string): void;
};

export type Failure = { kind: 'failed'; errorType: string; errorMessage: string };
export type Outcome = { kind: 'answered'; payload: string } | Failure;

type Invocation = {
  requestId: string;
  payload: string;
  deadline: NodeJS.Timeout | null;
  settle(outcome: Outcome): void;
};

const bootstrap = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
const apiPrefix = '/2018-06-01/runtime';
/** Lambda gives ten seconds. A laptop that starts a dozen functions at once is given more. */
const initWithinMs = 60_000;
const heapShare = 0.9;
const account = '000000000000';

const failed = (errorType: string, errorMessage: string): Failure => ({
  kind: 'failed',
  errorType,
  errorMessage,
});

/** Sandboxes must not outlive whoever started them. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/**
 * One sandbox of a function: a process with its handler loaded, which does one invocation at a time, spoken to by the
 * runtime API. Between invocations it is frozen, as Lambda freezes it: what was left running does not run on.
 */
export async function startSandbox(spec: FunctionSpec, deps: SandboxDeps) {
  const temporary = realpathSync(mkdtempSync(path.join(tmpdir(), 'lambda-')));
  let current: Invocation | null = null;
  /** The runtime waits for an invocation here. */
  let next: ServerResponse | null = null;
  let initFailure: Failure | null = null;
  let dead = false;
  let ready = () => {};
  const initialised = new Promise<void>((resolve) => {
    ready = resolve;
  });

  function hand(invocation: Invocation): void {
    if (!next) return;
    const response = next;
    next = null;
    child.kill('SIGCONT');
    invocation.deadline = setTimeout(() => {
      kill(failed('Sandbox.Timedout', `Task timed out after ${(spec.timeoutMs / 1000).toFixed(2)} seconds`));
    }, spec.timeoutMs);
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': String(Date.now() + spec.timeoutMs),
        'lambda-runtime-invoked-function-arn': `arn:aws-cn:lambda:${deps.region}:${account}:function:${spec.name}`,
        'simulated-clock-moved-ms': String(deps.movedMs()),
      })
      .end(invocation.payload);
  }

  function settle(outcome: Outcome): void {
    const invocation = current;
    current = null;
    if (invocation?.deadline) clearTimeout(invocation.deadline);
    invocation?.settle(outcome);
  }

  function kill(outcome: Failure): void {
    if (dead) return;
    dead = true;
    child.kill('SIGKILL');
    settle(outcome);
  }

  /** What was answered for an invocation that is over already is refused, as by the real one. */
  function ends(requestId: string | undefined, outcome: Outcome): number {
    if (current?.requestId !== requestId) return 400;
    settle(outcome);
    return 202;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, requestId, verb] =
      /^\/invocation\/([^/]+)(?:\/(response|error))?$/.exec((request.url ?? '').slice(apiPrefix.length)) ??
      [];
    if (request.method === 'GET' && requestId === 'next') {
      next = response;
      ready();
      if (current) hand(current);
      else if (process.platform !== 'win32') child.kill('SIGSTOP');
      return;
    }
    const { text, bytes } = await bodyOf(request);
    if (request.url === `${apiPrefix}/init/error`) {
      initFailure = failureOf(text);
      response.writeHead(202).end();
    } else if (verb === 'error') {
      response.writeHead(ends(requestId, failureOf(text))).end();
    } else if (verb === 'response' && bytes > maxResponseBytes) {
      const said = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
      ends(requestId, failed('Function.ResponseSizeTooLarge', said));
      response.writeHead(413).end();
    } else if (verb === 'response') {
      response.writeHead(ends(requestId, { kind: 'answered', payload: text })).end();
    } else response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    // A killed sandbox closes its connections in the middle of anything.
    serve(request, response).catch(() => response.destroy());
  });
  // A frozen runtime waits for its next invocation as long as it takes.
  Object.assign(server, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

  const child = spawn(
    deps.node,
    [
      `--max-old-space-size=${Math.floor(spec.memoryMb * heapShare)}`,
      ...(await readOnlyFlags(deps.node)),
      `--allow-fs-write=${temporary}${path.sep}*`,
      bootstrap,
    ],
    {
      cwd: spec.codeFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environmentOf(spec, deps),
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        SIMULATED_CLOCK_MOVED_MS: String(deps.movedMs()),
        TMPDIR: temporary,
      },
    },
  );
  alive.add(child);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => deps.log(spec.name, data.toString('utf8')));
  const gone = new Promise<void>((resolve) => {
    const over = (why: string) => {
      alive.delete(child);
      dead = true;
      settle(initFailure ?? failed('Runtime.ExitError', `Runtime exited with error: ${why}`));
      ready();
      server.close();
      server.closeAllConnections();
      rmSync(temporary, { recursive: true, force: true });
      resolve();
    };
    child.once('error', (error) => over(error.message));
    child.once('exit', (code, signal) => over(signal ? `signal: ${signal}` : `exit status ${code}`));
  });
  const initTimer = setTimeout(() => kill(failed('Sandbox.Timedout', 'Init phase timed out')), initWithinMs);
  void initialised.then(() => clearTimeout(initTimer));

  return {
    /** When the handler is loaded, or could not be. */
    initialised,
    gone,
    isDead: () => dead,
    invoke(payload: string): Promise<Outcome> {
      return new Promise((resolve) => {
        if (dead) {
          resolve(initFailure ?? failed('Runtime.ExitError', 'the sandbox is gone'));
          return;
        }
        if (current) throw new Error('a sandbox does one invocation at a time');
        current = { requestId: randomUUID(), payload, deadline: null, settle: resolve };
        hand(current);
      });
    },
    async close(): Promise<void> {
      kill(failed('Runtime.ExitError', 'the sandbox is closed'));
      await gone;
    },
  };
}
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** As Lambda's: nothing of the machine's own environment gets in. */
function environmentOf(spec: FunctionSpec, deps: SandboxDeps): Record<string, string> {
  return {
    ...spec.environment,
    ...deps.endpoints,
    _HANDLER: spec.handler,
    AWS_ACCESS_KEY_ID: spec.name,
    AWS_SECRET_ACCESS_KEY: 'simulated',
    AWS_SESSION_TOKEN: 'simulated',
    AWS_REGION: deps.region,
    AWS_DEFAULT_REGION: deps.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '[$LATEST]',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: spec.codeFolder,
    LAMBDA_RUNTIME_DIR: path.dirname(bootstrap),
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
  };
}

const flagsOfNode = new Map<string, Promise<string[]>>();

/**
 * Nothing can be written but into a folder of the sandbox's own, which `tmpdir()` gives: Node's permission model holds
 * for root too, as file modes do not.
 */
function readOnlyFlags(node: string): Promise<string[]> {
  let flags = flagsOfNode.get(node);
  if (!flags) {
    flags = new Promise<string>((resolve, reject) => {
      const asked = spawn(node, ['-p', 'process.versions.node'], { stdio: ['ignore', 'pipe', 'inherit'] });
      let version = '';
      asked.stdout.on('data', (data) => {
        version += String(data);
      });
      asked.once('error', reject);
      asked.once('close', () => resolve(version));
    }).then((version) => [
      Number(version.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
      '--allow-fs-read=*',
      // Native packages lie beside some bundles.
      '--allow-addons',
    ]);
    flagsOfNode.set(node, flags);
  }
  return flags;
}

function failureOf(text: string): Failure {
  try {
    const { errorType, errorMessage } = JSON.parse(text) as { errorType: string; errorMessage: string };
    return failed(errorType, errorMessage);
  } catch {
    return failed('Runtime.Unknown', text);
  }
}

async function bodyOf(request: IncomingMessage): Promise<{ text: string; bytes: number }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return { text: body.toString('utf8'), bytes: body.length };
}
