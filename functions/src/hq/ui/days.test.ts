import { exceptionSpans, readCalendar } from '@jindian/shared/hours';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OrdersFixture, startOrdersFixture } from '../../serving/orders/testing/orders-fixture.ts';
import { fieldsOf } from '../forms/fields.ts';
import { openHq, type Visitor } from '../testing/visitors.ts';
import { daysTyped } from './days.tsx';

type Typed = { from?: string; to?: string; kind?: string; opens?: string; closes?: string };
const parts = ['from', 'to', 'kind', 'opens', 'closes'] as const;
const sent = (name: string, rows: readonly Typed[]) =>
  rows.flatMap((row) =>
    parts.map((part) => [`${name}.${part}`, row[part] ?? (part === 'kind' ? 'closed' : '')]),
  );
const read = (...rows: Typed[]) => readCalendar(daysTyped(fieldsOf(sent('d', rows) as never), 'd') ?? '?');
const day = '2026-10-01';
const ten = { opensAtMinute: 600, closesAtMinute: 1_080 };

describe('rows of days', () => {
  test.each<[string, Typed[], ReturnType<typeof readCalendar>]>([
    ['empty ones say nothing', [{}, { kind: 'open' }], []],
    ['one day', [{ from: day }], [{ day, hours: null }]],
    ['one day twice named', [{ from: day, to: day }], [{ day, hours: null }]],
    [
      'several',
      [{ from: day, to: '2026-10-02' }, {}],
      [
        { day, hours: null },
        { day: '2026-10-02', hours: null },
      ],
    ],
    ['hours', [{ from: day, kind: 'open', opens: '10:00', closes: '18:00:00' }], [{ day, hours: ten }]],
    [
      'until midnight',
      [{ from: day, kind: 'open', opens: '10:00', closes: '00:00' }],
      [{ day, hours: { opensAtMinute: 600, closesAtMinute: 1_440 } }],
    ],
    ['no date', [{ kind: 'open', opens: '10:00', closes: '18:00' }], null],
    ['only an end', [{ to: day }], null],
    ['only one time', [{ from: day, kind: 'open', opens: '10:00' }], null],
    ['times of a day that is closed', [{ from: day, opens: '10:00', closes: '18:00' }], null],
    ['an end before its beginning', [{ from: day, to: '2026-09-30' }], null],
    ['a day twice', [{ from: day }, { from: day, kind: 'open', opens: '10:00', closes: '18:00' }], null],
    ['a day that is none', [{ from: '2026-02-30' }], null],
    ['another row in a date', [{ from: `${day} 休息、2026-10-05` }], null],
  ])('%s', (_, rows, expected) => {
    if (expected?.length === 0) expect(daysTyped(fieldsOf(sent('d', rows) as never), 'd')).toBe('');
    expect(read(...rows)).toEqual(expected);
  });

  test('a form without them says nothing of days', () => {
    expect(daysTyped(fieldsOf([['d', '']]), 'd')).toBeNull();
  });
});

describe('in the web view, without script', () => {
  let fixture: OrdersFixture;
  let guest: Visitor;
  const place = 'B001';
  const pages = [
    [`/hq/locations/${place}/hours`, 'exceptions'],
    ['/hq/settings/places', 'holidays'],
  ] as const;

  beforeAll(async () => {
    fixture = await startOrdersFixture();
    const hq = openHq(fixture.system, { clock: fixture.clock, hqToken: 'hq-token-of-the-days-test' });
    const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId);
    guest = hq.visitor(token);
  });
  afterAll(() => fixture.close());

  /** What a browser sends of the form on the page with that path. */
  function formOf(text: string, path: string): [string, string][] {
    const form = text.split('<form').find((part) => part.includes(`action="${path}"`)) ?? '';
    const found: [string, string][] = [];
    const field = /<input ([^>]*)>|<select ([^>]*)>(.*?)<\/select>/gs;
    for (const [, input = '', select, options = ''] of form.split('</form>')[0]!.matchAll(field)) {
      const attributes = select ?? input;
      const name = /name="([^"]+)"/.exec(attributes)?.[1];
      if (!name || (/type="checkbox"/.test(attributes) && !/checked/.test(attributes))) continue;
      const chosen =
        /<option value="([^"]*)" selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
      found.push([name, select ? (chosen?.[1] ?? '') : (/value="([^"]*)"/.exec(attributes)?.[1] ?? '')]);
    }
    return found;
  }
  const rowsOf = (fields: [string, string][], name: string) => daysTyped(fieldsOf(fields), name);
  async function send(path: string, fields: [string, string][]) {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    return guest.post(path, body);
  }
  /** The same with these rows instead of its own. */
  const withRows = (fields: [string, string][], name: string, rows: readonly Typed[]) => [
    ...fields.filter(([field]) => !field.startsWith(`${name}.`)),
    ...(sent(name, rows) as [string, string][]),
  ];
  const kept = async (name: string) => {
    if (name === 'exceptions') {
      const edited = await fixture.system.network.edited(place);
      return edited.ok ? (edited.value.exceptions ?? []) : null;
    }
    const { draft, inForce } = await fixture.system.settings.places.view();
    return readCalendar((draft ?? inForce).content.holidays);
  };

  test.each(pages)('%s: days are filled in, come back as they are, and are taken out', async (path, name) => {
    const rows = [
      { from: '2026-10-01', to: '2026-10-03' },
      { from: '2026-10-04', kind: 'open', opens: '10:00', closes: '18:00' },
    ];
    const first = withRows(formOf((await guest.get(path)).text, path), name, rows);
    expect((await send(path, first)).status).toBe(303);
    const saved = await kept(name);
    expect(exceptionSpans(saved ?? [])).toEqual([
      { fromDay: '2026-10-01', toDay: '2026-10-03', hours: null },
      { fromDay: '2026-10-04', toDay: '2026-10-04', hours: ten },
    ]);
    // Sent as it is shown, it says the same.
    const again = formOf((await guest.get(path)).text, path);
    expect(readCalendar(rowsOf(again, name) ?? '?')).toEqual(saved);
    expect((await send(path, again)).status).toBe(303);
    expect(await kept(name)).toEqual(saved);
    const emptied = formOf((await guest.get(path)).text, path);
    expect((await send(path, withRows(emptied, name, [{}]))).status).toBe(303);
    expect(await kept(name)).toEqual([]);
  });

  test.each(pages)(
    '%s: more rows are given, with all that was typed and nothing done',
    async (path, name) => {
      const before = await kept(name);
      const half = [{ from: '2026-10-01', kind: 'open', opens: '10:00' }, {}, {}, {}];
      const shown = formOf((await guest.get(path)).text, path);
      const more = await send(path, [...withRows(shown, name, half), ['more', name]]);
      expect(more.status).toBe(200);
      expect(await kept(name)).toEqual(before);
      const fields = formOf(more.text, path);
      expect(rowsOf(fields, name)).toBe('2026-10-01 10:00-');
      expect(fields.filter(([field]) => field === `${name}.from`).length).toBe(1 + 3);
      const refused = await send(path, fields);
      expect(refused.status).toBe(400);
      expect(rowsOf(formOf(refused.text, path), name)).toBe('2026-10-01 10:00-');
      expect(await kept(name)).toEqual(before);
    },
  );

  test('whatever stands in the rows is a calendar or refused', async () => {
    const text = fc.oneof(
      fc.constantFrom('', day, '2026-10-02', '10:00', '24:00', '休息', '~', '、'),
      fc.string(),
    );
    const row = fc.record({ from: text, to: text, kind: text, opens: text, closes: text });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
        const found = readCalendar(daysTyped(fieldsOf(sent('d', rows) as never), 'd') ?? '');
        for (const one of found ?? []) expect(one.day).toMatch(/^20\d\d-\d\d-\d\d$/);
        if (found) expect(found.length).toBeLessThanOrEqual(120);
      }),
    );
  });
});
