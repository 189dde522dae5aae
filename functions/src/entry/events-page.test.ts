import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventsPage, eventTables } from '../../../scripts/event-tables.ts';
import { cellsOf, generatedPart } from '../../../scripts/generated-tables.ts';

test.each(Object.entries(eventTables()))(
  'docs/events.md says what the modules declare: %s (stale? node --import tsx scripts/event-tables.ts)',
  (name, fresh) => {
    expect(cellsOf(generatedPart(readFileSync(eventsPage, 'utf8'), name))).toEqual(cellsOf(fresh));
  },
);
