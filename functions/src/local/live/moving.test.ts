import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { createMoving } from './moving.ts';

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(path.join(tmpdir(), 'jindian-moving-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

function start() {
  const fails = { close: 0, open: 0 };
  const did: string[] = [];
  let nowMs = 0;
  const step = (name: 'close' | 'open') => async () => {
    if (fails[name] > 0) {
      fails[name] -= 1;
      throw new Error(`cannot ${name}`);
    }
    did.push(name);
  };
  const moving = createMoving({
    dataFolder,
    movedTo: null,
    lastChange: async () => null,
    close: step('close'),
    open: step('open'),
    noteMoved: (to) => did.push(`moved to ${to}`),
    nowMs: () => nowMs,
    logger: createLogger('silent'),
    lookEveryMs: 2,
  });
  const isOpen = () => vi.waitFor(() => expect(moving.state().state).toBe('open'));
  return { moving, fails, did, isOpen, advance: (byMs: number) => (nowMs += byMs) };
}

test('what is closed and no longer heard of opens again, also where the first tries fail', async () => {
  const { moving, fails, did, isOpen, advance } = start();
  await moving.freeze();
  fails.open = 3;
  advance(60_001);
  await isOpen();
  expect(did).toEqual(['close', 'open']);
  expect(fails.open).toBe(0);
  moving.stop();
});

test('what could not open again is not given up, nor taken for closed: it may have begun something', async () => {
  const { moving, fails, did, isOpen } = start();
  await moving.freeze();
  fails.open = 1_000_000;
  await expect(moving.thaw()).rejects.toThrow('cannot open');
  expect(moving.state().state).not.toBe('open');
  expect(() => moving.moved('elsewhere')).toThrow('goes on');
  await expect(moving.freeze()).rejects.toThrow();
  fails.open = 0;
  await isOpen();
  expect(did).toEqual(['close', 'open']);
  await moving.freeze();
  moving.moved('elsewhere');
  expect(did).toEqual(['close', 'open', 'close', 'moved to elsewhere']);
  moving.stop();
});

test('what does not come to an end opens again, also where that fails at first', async () => {
  const { moving, fails, did, isOpen } = start();
  fails.close = 1;
  fails.open = 2;
  await expect(moving.freeze()).rejects.toThrow('does not come to an end');
  await isOpen();
  expect(did).toEqual(['open']);
  moving.stop();
});
