import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createFolderFiles } from '../platform/files/store.ts';
import { mountFiles, mountFront } from './front.ts';

test('a file is sent with its own bytes and no others of the process, as something to save', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'jindian-front-'));
  try {
    const files = createFolderFiles({ folder, nowMs: Date.now });
    const app = new Hono();
    mountFront(app);
    mountFiles(app, files);
    const bytes = new Uint8Array([80, 75, 3, 4]);
    const address = await files.handOut({ name: 'goods.xlsx', type: 'application/zip', bytes });
    const answer = await app.request(address);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="goods.xlsx"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    for (const wrong of [
      address.replace('goods', 'other'),
      '/files/none',
      address.replace(/signature=./, 'signature='),
    ])
      expect((await app.request(wrong)).status).toBe(404);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
