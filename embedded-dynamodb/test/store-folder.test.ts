import { spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { repairStore, type StoreProblem } from '../src/index.ts';
import { get, key, openBench, put, refusal, withFolder } from './kit.ts';
import { opening, reopened } from './stores.ts';

describe('whose folder it is', () => {
  it('touches nothing that it did not make', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'letters.txt'), 'dear');
      expect((await opening(folder)).code).toBe('foreign');
      expect(await readdir(folder)).toEqual(['letters.txt']);
      expect((await refusal<StoreProblem>(repairStore(folder))).code).toBe('foreign');
      expect(await readdir(folder)).toEqual(['letters.txt']);
    });
  });

  it('refuses the folder of a later version, and a file in its place', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'engine.json'), JSON.stringify({ format: 2 }));
      expect((await opening(folder)).code).toBe('newer');
      const file = join(folder, 'file');
      await writeFile(file, '');
      expect((await opening(file)).code).toBe('unusable');
    });
  });

  it('says that another has it, and leaves it alone', async () => {
    await withFolder(async (folder) => {
      const bench = await openBench('in-process', { path: folder });
      expect((await opening(folder)).code).toBe('in_use');
      await put(bench.client, key('still'));
      await bench.close();
      const { engine, client } = await reopened(folder);
      expect(await get(client, 'still')).toBeDefined();
      await engine.close();
    });
  });

  it('opens what was begun and never written', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'engine.json'), JSON.stringify({ format: 1 }));
      await mkdir(join(folder, 'level'));
      const bench = await openBench('in-process', { path: folder });
      await bench.close();
    });
  });
});

describe('after a crash', () => {
  it('reads everything once, says how far it is, and goes on', async () => {
    await withFolder(async (folder) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(new URL('./writing-child.ts', import.meta.url)), folder, 'durable'],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ended = new Promise((resolve) => child.once('exit', resolve));
      let acknowledged = 0;
      for await (const chunk of child.stdout) {
        acknowledged = Number(String(chunk).trim().split('\n').at(-1));
        if (acknowledged >= 50) break;
      }
      child.kill('SIGKILL');
      await ended;
      expect(await readdir(folder)).not.toContain('closed.json');
      const { engine, client } = await reopened(folder);
      expect(Number((await get(client, 'counter'))?.n?.N)).toBeGreaterThanOrEqual(acknowledged);
      await engine.close();
      expect(await readdir(folder)).toContain('closed.json');
    });
  });
});
