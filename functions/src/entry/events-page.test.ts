import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventsPage, eventTables, wiredSystem } from '../../../scripts/event-tables.ts';
import { cellsOf, generatedPart } from '../../../scripts/generated-tables.ts';
import { sayCode } from '../hq/words/say.ts';
import { queueNames } from '../platform/queues/lanes.ts';

test.each(Object.entries(eventTables()))(
  'docs/events.md says what the modules declare: %s (stale? node --import tsx scripts/event-tables.ts)',
  (name, fresh) => {
    expect(cellsOf(generatedPart(readFileSync(eventsPage, 'utf8'), name))).toEqual(cellsOf(fresh));
  },
);

test('HQ has words for every queue, and for all that may be left undone', () => {
  const doing = wiredSystem().modules.flatMap(({ events = [], due = [] }) => [
    ...events.map(({ name }) => name),
    ...due.map(({ kind }) => kind),
  ]);
  expect(doing.length).toBeGreaterThan(30);
  for (const name of doing) expect(sayCode('zh', 'doing', name), name).not.toBe(name);
  for (const name of queueNames) expect(sayCode('zh', 'lane', name), name).not.toBe(name);
});
