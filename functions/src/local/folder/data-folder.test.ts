import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { markFile, openDataFolder } from './data-folder.ts';
import { holderFile } from './holder.ts';
import { FolderRefusal, type RefusalCode } from './refusal.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'jindian-folder-'));
  folder = path.join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (options: Partial<Parameters<typeof openDataFolder>[1]> = {}) =>
  openDataFolder(folder, { doing: 'starting', seedVersion: '1', network: null, ...options });

function refusal(run: () => unknown): FolderRefusal {
  try {
    run();
  } catch (error) {
    if (error instanceof FolderRefusal) return error;
    throw error;
  }
  throw new Error('it was expected to be refused');
}

const everything = (under = folder): string[] => readdirSync(under, { recursive: true }).map(String).sort();

/** A folder as a seeded system leaves it. */
function seeded(): void {
  const data = open();
  data.seedBegins('demo');
  mkdirSync(path.join(folder, 'table'));
  writeFileSync(path.join(folder, 'table', 'goods'), '1');
  writeFileSync(path.join(folder, 'secrets.json'), '{}');
  // What waits in queues is of this demo too, when the system ran as it is deployed.
  mkdirSync(path.join(folder, 'queues'));
  writeFileSync(path.join(folder, 'queues', 'messages.jsonl'), '');
  data.seedDone();
  data.holder.release();
}

describe('whose folder it is', () => {
  it('marks a new folder before anything else, and knows it again', () => {
    const data = open();
    expect(everything()).toEqual([holderFile, markFile]);
    expect(data.needsSeed).toBe(true);
    data.holder.release();
    seeded();
    const again = open();
    expect([again.needsSeed, again.network]).toEqual([false, 'demo']);
    again.holder.release();
  });

  it.each([
    ['somebody’s photos', (at: string) => writeFileSync(path.join(at, 'holiday.jpg'), 'x')],
    ['a repository', (at: string) => mkdirSync(path.join(at, '.git'))],
    ['the data of an early version, without a mark', (at: string) => mkdirSync(path.join(at, 'table'))],
    ['somebody else’s mark', (at: string) => writeFileSync(path.join(at, markFile), '{"program":"other"}')],
  ])('touches nothing in %s, even when it is to begin anew', (_, fill) => {
    mkdirSync(folder);
    fill(folder);
    const before = everything();
    for (const fresh of [false, true]) {
      expect(refusal(() => open({ fresh })).code).toBe('foreign');
      expect(everything()).toEqual(before);
    }
  });

  it.each<[string, RefusalCode, () => void]>([
    ['a file', 'unusable', () => writeFileSync(folder, '')],
    [
      'a later version’s folder',
      'newer',
      () => {
        mkdirSync(folder);
        writeFileSync(path.join(folder, markFile), JSON.stringify({ program: 'jindian', format: 99 }));
      },
    ],
  ])('refuses %s with a sentence', (_, code, make) => {
    make();
    for (const fresh of [false, true]) {
      const refused = refusal(() => open({ fresh }));
      expect(refused.code).toBe(code);
      expect(refused.message).toMatch(/^\/.*\.$/);
    }
  });

  it('takes a folder whose mark was cut short while it was made', () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, markFile), '');
    writeFileSync(path.join(folder, `${markFile}.new`), '{"prog');
    expect(open().needsSeed).toBe(true);
  });
});

describe('beginning anew', () => {
  it('deletes what the program made, and nothing that somebody put beside it', () => {
    seeded();
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    mkdirSync(path.join(root, 'elsewhere'));
    writeFileSync(path.join(root, 'elsewhere', 'photo'), 'mine');
    symlinkSync(path.join(root, 'elsewhere'), path.join(folder, 'wechat'));
    const data = open({ fresh: true });
    expect(data.needsSeed).toBe(true);
    expect(everything()).toEqual([holderFile, markFile, 'notes.txt'].sort());
    expect(existsSync(path.join(root, 'elsewhere', 'photo'))).toBe(true);
  });

  it('happens by itself after a seed that was cut short, also when the deletion was cut short too', () => {
    const data = open();
    data.seedBegins('demo');
    mkdirSync(path.join(folder, 'table'));
    data.holder.release();
    const again = open();
    expect(again.needsSeed).toBe(true);
    expect(existsSync(path.join(folder, 'table'))).toBe(false);
  });

  it.each<[string, RefusalCode, Parameters<typeof open>[0]]>([
    ['another network', 'other_network', { network: 'full' }],
    ['the demo of another version', 'older', { seedVersion: '2' }],
  ])('is offered, not done, for %s', (_, code, options) => {
    seeded();
    const before = everything();
    const refused = refusal(() => open(options));
    expect(refused.code).toBe(code);
    expect(refused.message).toContain('--fresh');
    expect(everything()).toEqual(before);
    const anew = open({ ...options, fresh: true });
    expect(anew.needsSeed).toBe(true);
  });
});

describe('who has it', () => {
  const holder = () => JSON.parse(readFileSync(path.join(folder, holderFile), 'utf8'));
  const writeHolder = (change: object) =>
    writeFileSync(path.join(folder, holderFile), JSON.stringify({ ...holder(), ...change }));

  it('is told to whoever comes second: process, since when, port, and that it is still seeding', () => {
    const first = open();
    first.holder.update({ doing: 'seeding', port: 4600 });
    const refused = refusal(() => open());
    expect(refused.code).toBe('held');
    expect(refused.message).toContain(`process ${process.pid}, since 20`);
    expect(refused.message).toContain('on port 4600, still filling the folder');
    expect(refusal(() => open({ fresh: true })).code).toBe('held');
    first.holder.release();
    expect(open().needsSeed).toBe(true);
  });

  it('is a process that lives; what a dead one left is taken over', async () => {
    open().holder.release();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await new Promise((resolve) => child.once('spawn', resolve));
    writeFileSync(
      path.join(folder, holderFile),
      JSON.stringify({ pid: child.pid, began: '', sinceMs: 0, port: null, doing: 'running' }),
    );
    expect(refusal(() => open()).message).toContain(`process ${child.pid}`);
    // The number lives, but it is another process by now.
    writeHolder({ began: 'another boot' });
    if (process.platform !== 'win32') open().holder.release();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    writeFileSync(
      path.join(folder, holderFile),
      JSON.stringify({ pid: child.pid, began: '', sinceMs: 0, port: null, doing: 'running' }),
    );
    open().holder.release();
    expect(everything()).toEqual([markFile]);
  });

  it.each(['', '{"pid":', '{"pid":"x"}'])('is nobody when the note says nothing: %j', (note) => {
    open().holder.release();
    writeFileSync(path.join(folder, holderFile), note);
    open();
    expect(holder().pid).toBe(process.pid);
  });

  it('is one of many that start at the same moment, also over what a dead one left', async () => {
    open().holder.release();
    writeFileSync(path.join(folder, holderFile), '{"pid":99999999,"began":"","sinceMs":0}');
    const file = path.join(root, 'starter.mjs');
    buildSync({
      stdin: {
        contents: `
          import { openDataFolder } from './data-folder.ts';
          process.stdin.resume().once('data', () => {
            try {
              openDataFolder(${JSON.stringify(folder)}, { doing: 'starting', seedVersion: '1', network: null });
              process.stdout.write('mine');
            } catch (error) {
              process.stdout.write(error.code);
            }
          }).once('end', () => process.exit());
          process.stdout.write('ready ');`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: file,
    });
    const starters = Array.from({ length: 5 }, () => {
      const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.on('data', (chunk) => {
        said += chunk;
      });
      return { child, said: () => said };
    });
    await vi.waitFor(() => expect(starters.every(({ said }) => said() === 'ready ')).toBe(true), 20_000);
    for (const { child } of starters) child.stdin.write('go');
    await vi.waitFor(() => expect(starters.every(({ said }) => said().length > 6)).toBe(true), 20_000);
    for (const { child } of starters) child.stdin.end();
    const results = starters.map(({ said }) => said().slice(6));
    expect(results.sort()).toEqual(['held', 'held', 'held', 'held', 'mine']);
  });
});
