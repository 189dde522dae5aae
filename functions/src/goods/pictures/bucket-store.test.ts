import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectsInMemory, startS3Simulator } from '../../simulators/s3.ts';
import { createBucketPictures } from './bucket-store.ts';
import type { PictureStore } from './store.ts';

const secret = 'a secret of nobody';
let nowMs = Date.now();
let s3: Awaited<ReturnType<typeof startS3Simulator>>;
let store: PictureStore;
const objects = objectsInMemory();

beforeAll(async () => {
  s3 = await startS3Simulator({ objects, now: () => nowMs, secretOf: () => secret, pageSize: 3 });
  store = createBucketPictures({
    bucket: 'jindian-pictures',
    client: {
      region: 'cn-north-1',
      endpoint: s3.endpoint,
      credentials: { accessKeyId: 'api', secretAccessKey: secret },
    },
  });
});
afterAll(() => s3.close());

const id = (nth: number) => String(nth).padStart(32, '0');
const sent = 'sent/01J00000000000000000000000';

test('pictures in a bucket are put, read, listed over its pages and removed, by no other names than pictures have', async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  for (let nth = 0; nth < 7; nth += 1) await store.put(`${id(nth)}-200.webp`, { bytes, type: 'image/webp' });
  expect(await store.get(`${id(1)}-200.webp`)).toEqual({ bytes, type: 'image/webp' });
  expect(await store.list('0')).toHaveLength(7);
  expect([await store.has(`${id(1)}-200.webp`), await store.has(id(1)), await store.get(id(1))]).toEqual([
    true,
    false,
    null,
  ]);
  await store.delete([`${id(1)}-200.webp`, id(9)]);
  expect(await store.has(`${id(1)}-200.webp`)).toBe(false);
  for (const name of ['../other', 'secrets', `sent/../${id(1)}`]) {
    await expect(store.get(name)).rejects.toThrow(RangeError);
    await expect(store.uploadAddress(name, 1)).rejects.toThrow(RangeError);
  }
});

test('an address to send a picture to takes so many bytes, under that name, for a quarter of an hour', async () => {
  const { address, headers } = await store.uploadAddress(sent, 3);
  const put = async (to: string, length: number) =>
    (await fetch(to, { method: 'PUT', body: new Uint8Array(length), headers })).status;
  expect(await put(address, 4)).toBe(403);
  expect(await put(address, 2)).toBe(403);
  expect(await put(address.replace('01J0', '01J1'), 3)).toBe(403);
  expect(await put(address.replace('X-Amz-Expires=900', 'X-Amz-Expires=90000'), 3)).toBe(403);
  expect((await fetch(address)).status).toBe(403);
  expect(await put(address, 3)).toBe(200);
  expect((await store.get(sent))?.bytes).toHaveLength(3);
  nowMs += 16 * 60_000;
  expect(await put(address, 3)).toBe(403);
});
