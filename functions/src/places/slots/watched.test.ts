import type { Location } from '@jindian/shared/contract/places/network';
import { expect, test } from 'vitest';
import { movableClock } from '../../platform/clock.ts';
import { createWatchedLook, fitsHeldMs, overHeldMs } from './watched.ts';

const ids = Array.from({ length: 300 }, (_, n) => `B${String(n).padStart(5, '0')}`);
const last = 'B00299';
const place = (id: string) => ({ id }) as Location;

function start() {
  const clock = movableClock({ nowMs: () => 0 });
  const marks = new Map(ids.map((id) => [id, 'moved']));
  const over = new Set([last]);
  const looked: string[] = [];
  let lists = 0;
  const look = createWatchedLook({
    clock,
    async watched() {
      lists += 1;
      return new Map(marks);
    },
    async overAt({ id }) {
      looked.push(id);
      return over.has(id) ? [id] : [];
    },
  });
  const all = async (id: string) => place(id);
  const only = (wanted: string) => async (id: string) => (id === wanted ? place(id) : null);
  return { clock, marks, over, looked, look, all, only, lists: () => lists };
}

test('the place with the last number is seen, by the brand and by whoever looks after that place alone', async () => {
  const { look, all, only, looked } = start();
  expect(await look(only(last))).toEqual([last]);
  // What is not theirs costs nothing.
  expect(looked).toEqual([last]);
  expect(await look(all)).toEqual([last]);
  expect(await look(only('B00001'))).toEqual([]);
});

test('many who ask cost one look; where all fits it is taken again only after a minute, or when more moved there', async () => {
  const { clock, marks, over, look, all, looked, lists } = start();
  await Promise.all([look(all), look(all), look(all)]);
  expect([looked.length, lists()]).toEqual([ids.length, 1]);
  clock.advance(overHeldMs);
  over.delete(last);
  expect(await look(all)).toEqual([]);
  expect([looked.length, lists()]).toEqual([ids.length + 1, 2]);
  // A promise moves to another place: its mark is another one.
  over.add('B00007');
  marks.set('B00007', 'moved and moved');
  clock.advance(overHeldMs);
  expect(await look(all)).toEqual(['B00007']);
  expect(looked.length).toBe(ids.length + 2);
  clock.advance(fitsHeldMs);
  await look(all);
  expect(looked.length).toBe(2 * ids.length + 2);
});

test('a reading that failed is not answered again', async () => {
  let fails = true;
  const look = createWatchedLook({
    clock: movableClock({ nowMs: () => 0 }),
    watched: async () => new Map([[last, 'moved']]),
    async overAt({ id }) {
      if (fails) throw new Error('the table is busy');
      return [id];
    },
  });
  await expect(look(async (id) => place(id))).rejects.toThrow('busy');
  fails = false;
  expect(await look(async (id) => place(id))).toEqual([last]);
});
