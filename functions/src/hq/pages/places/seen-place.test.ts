import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  branchId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../../serving/orders/testing/orders-fixture.ts';
import { openHq, type Visitor } from '../../testing/visitors.ts';

let fixture: OrdersFixture;
let guest: Visitor;
beforeAll(async () => {
  fixture = await startOrdersFixture();
  const hq = openHq(fixture.system, { clock: fixture.clock, hqToken: 'hq-token-of-the-places-test' });
  guest = hq.visitor((await fixture.system.sessions.open(fixture.staff.hq.memberId)).token);
});
afterAll(() => fixture.close());

/** The form of a page as it is shown, as a browser without script would send it. */
async function formOf(page: string): Promise<Record<string, string>> {
  const { text } = await guest.get(page);
  const form = text.split('<form').find((part) => part.includes(`action="${page}"`)) ?? '';
  const inputs = [...(form.split('</form>')[0] ?? '').matchAll(/<input ([^>]*)>/g)].map(
    ([, said = '']) => said,
  );
  const of = (said: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(said)?.[1];
  return Object.fromEntries(
    inputs
      .filter((said) => !/type="(?:radio|checkbox)"/.test(said) || /\bchecked\b/.test(said))
      .map((said) => [of(said, 'name') ?? '', of(said, 'value') ?? '']),
  );
}
let tables = 0;
/** A table says of the branch when it opens, and nothing else. */
async function bringIn(opensAtMinute: number): Promise<void> {
  tables += 1;
  const before = (await fixture.system.network.written()).location(branchId)!;
  const after = { ...before, opensAtMinute };
  await fixture.system.network.importPlaces([{ before, after }], { by: 'hq', name: `table-${tables}` });
}
const opens = async () => (await fixture.system.network.written()).location(branchId)?.opensAtMinute;

test.each(['', '/details', '/hours'])(
  'what a table brought in is not taken back by the form of who saw the place before: %s',
  async (page) => {
    const path = `/hq/locations/${branchId}${page}`;
    const seen = await formOf(path);
    const minute = 421 + tables;
    await bringIn(minute);
    expect(await opens()).toBe(minute);
    const answer = await guest.post(path, { ...seen, phone: '0535-6234567', confirmed: 'yes' });
    expect([answer.status, answer.text.includes('刚被一份表格更新过')]).toEqual([400, true]);
    expect(await opens()).toBe(minute);
    // The page that comes back is of the place as it is now.
    const now = await formOf(path);
    expect(now.seenPlace).not.toBe(seen.seenPlace);
  },
);

test('between looking at a change and confirming it nothing is taken back either', async () => {
  const path = `/hq/locations/${branchId}`;
  const asked = await guest.post(path, { ...(await formOf(path)), phone: '0535-6234567' });
  const confirm = asked.text.split('<form').find((part) => part.includes('name="confirmed"')) ?? '';
  const shown = [...confirm.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  await bringIn(433);
  const answer = await guest.post(path, Object.fromEntries(shown.map(([, name, value]) => [name, value])));
  expect([answer.status, await opens()]).toEqual([400, 433]);
});

test('and who saw it as it is changes it', async () => {
  const path = `/hq/locations/${branchId}`;
  const done = await guest.post(path, { ...(await formOf(path)), phone: '0535-6234567', confirmed: 'yes' });
  expect(done.status).toBe(303);
  expect(await fixture.system.network.edited(branchId)).toMatchObject({
    value: { phone: '0535-6234567', opensAtMinute: 433, revision: 1 },
  });
});
