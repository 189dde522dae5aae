/**
 * Finds and runs AWS's DynamoDB Local. It is never shipped or downloaded: its licence asks for an AWS account and
 * forbids handing it on, so whoever wants the comparison installs it and says that they accept the licence.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ACCEPT_VARIABLE = 'ACCEPT_DYNAMODB_LOCAL_LICENSE';
export const FOLDER_VARIABLE = 'DYNAMODB_LOCAL_DIR';

const JAR = 'DynamoDBLocal.jar';
const START_ATTEMPTS = 120;
const ATTEMPT_MS = 500;

export type Found = { folder: string } | { missing: string };

/** Where the jar is, or in one sentence why the comparison cannot run. */
export function findDynamoDbLocal(environment: NodeJS.ProcessEnv): Found {
  if (environment[ACCEPT_VARIABLE] !== 'yes') {
    return {
      missing: `Comparison skipped: read the licence of AWS's DynamoDB Local and set ${ACCEPT_VARIABLE}=yes to say that you accept it.`,
    };
  }
  const folder = environment[FOLDER_VARIABLE] ?? folderOfPackage();
  if (!folder || !existsSync(join(folder, JAR))) {
    return {
      missing: `Comparison skipped: no ${JAR} found; unpack DynamoDB Local and set ${FOLDER_VARIABLE} to its folder, or install the npm package amplify-dynamodb-simulator.`,
    };
  }
  if (spawnSync('java', ['-version']).status !== 0) {
    return { missing: 'Comparison skipped: DynamoDB Local needs Java 17 or later on the PATH.' };
  }
  return { folder };
}

function folderOfPackage(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('amplify-dynamodb-simulator/package.json');
    return join(dirname(manifest), 'emulator');
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

export interface RunningLocal {
  endpoint: string;
  stop(): Promise<void>;
}

export async function startDynamoDbLocal(folder: string): Promise<RunningLocal> {
  const port = await freePort();
  const java: ChildProcess = spawn(
    'java',
    [
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(folder, JAR),
      '-inMemory',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => java.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    java.kill('SIGKILL');
    await ended;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < START_ATTEMPTS && java.exitCode === null; attempt++) {
    try {
      await fetch(endpoint);
      return { endpoint, stop };
    } catch {
      await sleep(ATTEMPT_MS);
    }
  }
  await stop();
  throw new Error('DynamoDB Local did not start');
}
