import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repairStore, type StoreProblem } from '@jindian/embedded-dynamodb';
import type { Problem } from '@jindian/shared/contract/problems/problem';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal } from '../simulators/journal.ts';
import { tableFolder } from './folder/layout.ts';
import { sentenceFor } from './folder/sentences.ts';
import { type LocalOptions, type LocalSystem, startLocal } from './start.ts';

let dataFolder: string;
let local: LocalSystem | null = null;

const start = async (options: LocalOptions = {}): Promise<LocalSystem> => {
  local = await startLocal({ dataFolder, seed: false, ...options });
  return local;
};
const stop = async () => {
  await local?.close();
  local = null;
};

beforeEach(() => {
  dataFolder = mkdtempSync(path.join(tmpdir(), 'jindian-storage-'));
});
afterEach(async () => {
  await stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const health = async ({ baseUrl }: LocalSystem) => {
  const answer = await fetch(`${baseUrl}/healthz`);
  return { status: answer.status, body: await answer.json() };
};
const signIn = ({ baseUrl }: LocalSystem, persona: string, language = 'zh') =>
  fetch(`${baseUrl}/local/personas/${persona}/session`, {
    method: 'POST',
    headers: { 'accept-language': language },
  });

async function refused(starting: Promise<unknown>): Promise<Error> {
  try {
    await starting;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was expected to be refused');
}

describe('a full disk', () => {
  it('lets reads go on, says so to whoever writes and to the health check, and needs no restart', async () => {
    const system = await start();
    expect(await health(system)).toMatchObject({ status: 200, body: { ok: true } });
    const { token } = (await (await signIn(system, 'guide-chen')).json()) as { token: string };

    system.engine.faults.setDiskFault('full');
    for (const [language, words] of [
      ['zh', '存储空间已满'],
      ['en', 'The disk is full'],
    ] as const) {
      const answer = await signIn(system, 'clerk-zhou', language);
      const problem = (await answer.json()) as Problem;
      expect([answer.status, answer.headers.get('content-type')]).toEqual([507, 'application/problem+json']);
      expect(problem).toMatchObject({ code: 'storage_full', status: 507 });
      expect(problem.title).toContain(words);
    }
    const me = await fetch(`${system.baseUrl}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(200);
    expect(await health(system)).toMatchObject({
      status: 503,
      body: { ok: false, parts: [{ part: 'storage', state: 'full' }] },
    });

    system.engine.faults.setDiskFault('none');
    await vi.waitFor(async () => expect((await health(system)).status).toBe(200), 10_000);
    expect((await signIn(system, 'clerk-zhou')).status).toBe(200);
    await system.processes.settle();
  });
});

describe('a folder that cannot be used', () => {
  it('is told to a second start, with the port of the first', async () => {
    const first = await start();
    const error = await refused(startLocal({ dataFolder, seed: false }));
    expect(sentenceFor(error, dataFolder)).toContain(`on port ${new URL(first.baseUrl).port}, running`);
    expect(await health(first)).toMatchObject({ status: 200 });
  });

  it('is free again after a start that failed on something else', async () => {
    const first = await start();
    const port = Number(new URL(first.baseUrl).port);
    const other = mkdtempSync(path.join(tmpdir(), 'jindian-storage-'));
    try {
      const options = { dataFolder: other, seed: false };
      expect((await refused(startLocal({ ...options, port }))).message).toContain('EADDRINUSE');
      await (await startLocal(options)).close();
      expect(readdirSync(path.join(other, tableFolder))).toContain('closed.json');
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('is named with what is wrong and the ways out when it is damaged, repaired, and used again', async () => {
    await (await signIn(await start(), 'guide-chen')).text();
    await stop();
    const level = path.join(dataFolder, tableFolder, 'level');
    const manifest = readdirSync(level).find((name) => name.startsWith('MANIFEST')) as string;
    truncateSync(path.join(level, manifest), Math.floor(statSync(path.join(level, manifest)).size / 2));

    const error = (await refused(start())) as StoreProblem;
    expect(error).toMatchObject({ code: 'damaged' });
    const sentence = String(sentenceFor(error, dataFolder));
    expect(sentence).toContain(manifest);
    expect(sentence).toContain(`npm run repair -- --data ${dataFolder}`);
    expect(sentence).not.toMatch(/\n\s+at /);

    await repairStore(path.join(dataFolder, tableFolder));
    const system = await start();
    const { member } = (await (await signIn(system, 'guide-chen')).json()) as {
      member: { nickname: string };
    };
    expect(member).toBeDefined();
    expect(await health(system)).toMatchObject({ status: 200 });
  });
});

it('changes nothing in the simulators’ books when a line cannot be written', () => {
  const file = path.join(dataFolder, 'books.jsonl');
  const journal = new Journal<{ note: { text: string } }>(file);
  journal.put('note', 'a', { text: 'first' });
  rmSync(file);
  mkdirSync(file);
  expect(() => journal.put('note', 'a', { text: 'second' })).toThrow();
  expect(journal.get('note', 'a')).toEqual({ text: 'first' });
  rmSync(file, { recursive: true });
  journal.put('note', 'a', { text: 'second' });
  expect(new Journal<{ note: { text: string } }>(file).all('note')).toEqual([{ text: 'second' }]);
});
