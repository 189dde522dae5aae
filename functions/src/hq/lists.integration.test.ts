import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HqFixture, startHqFixture } from './testing/hq-fixture.ts';
import { formOf, hiddenField, type Visitor } from './testing/visitors.ts';

let fixture: HqFixture['fixture'];
let guest: Visitor;

beforeAll(async () => {
  const started = await startHqFixture();
  ({ fixture } = started);
  guest = started.hq.visitor(started.hqToken);
});
afterAll(() => fixture.local.close());

describe('tables to download', () => {
  const tables = ['orders', 'refusals', 'audit', 'ledger'].map((name) =>
    name === 'ledger' ? '/hq/ledger.csv?account=sales-deferred' : `/hq/${name}.csv`,
  );

  test('are narrowed by views that somebody keeps, of their own and no others', async () => {
    const asked = 'province=%E4%B8%8A%E6%B5%B7%E5%B8%82';
    const { csrf, key } = await formOf(guest, `/hq/locations?${asked}`);
    const kept = { csrf, key, act: 'save', list: 'places', name: '上海<b>', query: asked };
    expect((await guest.post('/hq/saved-views', kept)).location).toBe(`/hq/locations?${asked}`);
    // The same name again is the same view.
    await guest.post('/hq/saved-views', { ...kept, key: `${key}-2`, query: `${asked}&size=100` });
    const { text } = await guest.get('/hq/locations');
    expect(text.match(/class="saved-view"/g)).toHaveLength(1);
    expect(text).toContain(`href="/hq/locations?${asked}&amp;size=100"`);
    expect(text).toContain('上海&lt;b&gt;');
    expect((await guest.get('/hq/people')).text).not.toContain('saved-view"');
    const bad = await guest.post('/hq/saved-views', { ...kept, key: `${key}-3`, query: '"><script>' });
    expect(bad.status).toBe(400);
    const viewId = hiddenField(text, 'viewId');
    await guest.post('/hq/saved-views', { csrf, key: `${key}-4`, act: 'remove', list: 'places', viewId });
    expect((await guest.get('/hq/locations')).text).not.toContain('saved-view"');
  });

  test('hold what their page shows, and no more', async () => {
    for (const [list, asked] of [
      ['locations', 'province=%E4%B8%8A%E6%B5%B7%E5%B8%82&kind=branch&sort=id&size=300'],
      ['people', 'role=auditor'],
      ['people', 'role=administrator'],
      ['transfers', 'state=received&at=nowhere'],
    ]) {
      const { text } = await guest.get(`/hq/${list}?${asked}`);
      const csv = (await guest.get(`/hq/${list}.csv?${asked}`)).text.trim().split('\r\n').slice(1);
      const rows = text.split('<tbody')[1]?.match(/<tr /g)?.length ?? 0;
      expect([list, asked, rows]).toEqual([list, asked, csv.length]);
      expect(text).toContain(`href="/hq/${list}.csv?`);
    }
    expect((await guest.get('/hq/locations?province=%E4%B8%8A%E6%B5%B7%E5%B8%82')).text).toContain('上海');
    // A name that was typed and not chosen is told at its field, on every list.
    for (const list of ['/hq?at=x', '/hq/people?location=x', '/hq/transfers?at=x', '/hq/audit?member=x'])
      expect([list, (await guest.get(list)).text]).toEqual([
        list,
        expect.stringContaining('请从列出的里面选一个'),
      ]);
  });

  test('one that cannot be read is no short one', async () => {
    const { engine } = fixture.local;
    for (const path of tables) {
      const whole = await guest.get(path);
      expect([path, whole.status]).toEqual([path, 200]);
      // Whatever is read for the table itself; who asks is known.
      engine.faults.set((operation, { input }) =>
        operation === 'Query' && /ORDERS#|REFUSAL|AUDIT#|LEDGER|ACCOUNT#/.test(JSON.stringify(input))
          ? 'lost-before'
          : 'none',
      );
      const broken = await guest.get(path).catch(() => null);
      engine.faults.set();
      expect([path, broken?.status ?? 'broken off']).not.toEqual([path, 200]);
    }
  });
});
