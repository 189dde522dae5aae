import { areDays, childrenVersion, sharingVersion } from '@jindian/shared/contract/selling/member-card';
import { readScannedText } from '@jindian/shared/qr-text';
import { hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandClaim } from '../../../platform/idempotency.ts';
import { transact } from '../../../platform/transact.ts';
import { type MembershipFixture, startMembershipFixture } from '../testing/membership-fixture.ts';
import { cardCodeAt, readCardCode } from './card-code.ts';

const secret = 'a secret for cards';
const at = { locationId: 'B00001', by: '01JD3V8Q9XKZ4M7T2N5R6W8Y1A' };
const stepMs = 60_000;

describe('a card’s code', () => {
  const shownMs = 1_800_000_030_000;
  const shown = cardCodeAt(secret, '123456789012', shownMs, stepMs);

  test.each([
    ['QR', shown.code],
    ['barcode', shown.barcode],
  ])('as a %s is good for the step that it was shown in and the next one', (_, text) => {
    const read = (afterMs: number) => readCardCode(secret, text, shownMs + afterMs, stepMs).kind;
    // A QR says of itself that it was one; digits that are over are as good as any that somebody tries.
    const over = text === shown.code ? 'expired' : 'invalid';
    expect([read(0), read(stepMs), read(2 * stepMs), read(4 * stepMs)]).toEqual([
      'valid',
      'valid',
      over,
      over,
    ]);
    expect(readCardCode('another secret', text, shownMs, stepMs).kind).toBe('invalid');
  });

  test('says who it is of to nobody, and is told from what else is scanned', () => {
    expect(readScannedText(shown.code)).toEqual({ kind: 'member_card', text: shown.code });
    const other = cardCodeAt(secret, '123456789013', shownMs, stepMs);
    const forged = shown.code.replace('123456789012', '123456789013');
    expect(forged).not.toBe(other.code);
    expect(readCardCode(secret, forged, shownMs, stepMs)).toEqual({ kind: 'invalid' });
    for (const text of ['', 'JDM1.', '1234', `${shown.number}00000000`, shown.code.slice(0, -1)])
      expect(readCardCode(secret, text, shownMs, stepMs).kind).toBe('invalid');
  });
});

describe('staff who read a card', () => {
  let fixture: MembershipFixture;
  let memberId: string;
  beforeEach(async () => {
    fixture = await startMembershipFixture();
    memberId = await fixture.members.enrol({ openid: 'o-1', nickname: '王芳' });
  });
  afterEach(() => fixture.close());
  const cards = () => fixture.membership.cards;

  async function codeOf(id = memberId): Promise<string> {
    const code = await cards().codeOf(id);
    if (!code.ok) throw new Error(code.code);
    return code.value.code;
  }
  async function greeted(text?: string) {
    const seen = await cards().greet(text ?? (await codeOf()), at);
    if (!seen.ok) throw new Error(seen.code);
    return seen.value;
  }
  const said = {
    birthday: '05-20',
    sizes: [{ what: '鞋', size: '38' }],
    likes: '浅色',
    children: { agreedVersion: childrenVersion, bands: ['1-3y' as const] },
    appliances: [{ name: '洗衣机', boughtOn: '2025-01-02', warrantyUntil: '2028-01-01' }],
  };

  test('see tier and points; the rest only where the member agreed, and no longer than they do', async () => {
    await cards().saveProfile(memberId, said, 0 + (await cards().profileOf(memberId)).revision);
    await fixture.membership.points.adjust(
      { memberId, points: 30, reason: '补偿', by: 'HQ' },
      commandClaim('hq', 'adjust', 'key-of-the-first', {}),
    );
    expect(await greeted()).toMatchObject({ points: 30, tier: null, shared: null });
    expect(await cards().share(memberId, '2020-01-01')).toMatchObject({ code: 'consent_changed' });
    await cards().share(memberId, sharingVersion);
    expect((await greeted()).shared).toMatchObject({
      name: '王芳',
      isBirthdayMonth: true,
      sizes: said.sizes,
      likes: '浅色',
      children: ['1-3y'],
      appliances: said.appliances,
    });
    await cards().share(memberId, null);
    expect((await greeted()).shared).toBeNull();
    expect(await cards().profileOf(memberId)).toMatchObject({ ...said, sharing: null });
  });

  test('may note something within two hours, which the member reads and deletes', async () => {
    const first = await greeted();
    const note = (greetingId: string, by = at.by) => cards().note(greetingId, '喜欢浅色', { ...at, by });
    expect(await note(first.greetingId)).toMatchObject({ code: 'sharing_withdrawn' });
    await cards().share(memberId, sharingVersion);
    expect(await note(first.greetingId)).toMatchObject({
      ok: true,
      value: { shared: { notes: [{ text: '喜欢浅色' }] } },
    });
    // Who did not read the card writes nothing.
    expect(await note(first.greetingId, '01JD3V8Q9XKZ4M7T2N5R6W8Y1B')).toMatchObject({ code: 'not_found' });
    fixture.clock.advance(2 * hourMs);
    expect(await note(first.greetingId)).toMatchObject({ code: 'not_found' });
    const [kept] = (await cards().profileOf(memberId)).notes;
    expect(await cards().deleteNote(memberId, kept?.noteId ?? '')).toMatchObject({
      ok: true,
      value: { notes: [] },
    });
    expect(await cards().deleteNote(memberId, kept?.noteId ?? '')).toMatchObject({ code: 'not_found' });
  });

  test('note once what is sent twice, and what they note is no reason to refuse what the member was saying', async () => {
    await cards().share(memberId, sharingVersion);
    const { revision } = await cards().profileOf(memberId);
    const { greetingId } = await greeted();
    const twice = ['喜欢浅色', '喜欢浅色', '穿 38 码'].map((text) => cards().note(greetingId, text, at));
    expect((await Promise.all(twice)).map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await cards().note(greetingId, '穿 38 码', at)).toMatchObject({ ok: true });
    const { notes } = await cards().profileOf(memberId);
    expect(notes.map(({ text }) => text).sort()).toEqual(['喜欢浅色', '穿 38 码'].sort());
    // Another look on another day may say the same again.
    const { greetingId: next } = await greeted();
    expect(await cards().note(next, '穿 38 码', at)).toMatchObject({ ok: true });
    expect((await cards().profileOf(memberId)).notes).toHaveLength(3);
    expect(await cards().saveProfile(memberId, said, revision)).toMatchObject({ ok: true });
    expect(await cards().saveProfile(memberId, said, revision)).toMatchObject({ code: 'stale_revision' });
  });

  test('read days that there are: no thirtieth of February', () => {
    const isTaken = (birthday: string, boughtOn: string | null = null) =>
      areDays({ birthday, appliances: [{ name: '洗衣机', boughtOn, warrantyUntil: null }] });
    expect([isTaken('02-29'), isTaken('12-31', '2024-02-29')]).toEqual([true, true]);
    expect([isTaken('02-30'), isTaken('04-31'), isTaken('05-20', '2025-02-29')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('read no picture of a code that was shown a while ago, and no card of somebody who was forgotten', async () => {
    const text = await codeOf();
    fixture.clock.advance(3 * stepMs);
    expect(await cards().greet(text, at)).toMatchObject({ code: 'card_expired' });
    const fresh = await codeOf();
    await fixture.membership.forget(memberId);
    expect(await cards().greet(fresh, at)).toMatchObject({ code: 'card_invalid' });
    expect(await cards().greet('JDM1.nothing', at)).toMatchObject({ code: 'card_invalid' });
  });

  test('find one person behind the cards of both their sign-ins, with what either was told', async () => {
    const bySms = await fixture.bySms('13800010001');
    const text = await codeOf(bySms);
    await cards().saveProfile(bySms, said, (await cards().profileOf(bySms)).revision);
    await cards().share(memberId, sharingVersion);
    expect(await fixture.members.recordPhone(memberId, '13800010001')).toMatchObject({ ok: true });
    await fixture.settle(2);
    expect((await greeted(text)).shared).toMatchObject({ name: '王芳', likes: '浅色' });
    expect((await greeted()).shared).toMatchObject({ likes: '浅色' });
  });

  /** Notes by staff who read the card again and again. */
  async function noted(of: string, count: number): Promise<void> {
    for (let nth = 1; nth <= count; nth += 1) {
      const { greetingId } = await greeted(await codeOf(of));
      expect(await cards().note(greetingId, `第 ${nth} 条`, at)).toMatchObject({ ok: true });
    }
  }

  test('lose no note of either sign-in, however many there are, and find no room before some are deleted', async () => {
    const bySms = await fixture.bySms('13800010001');
    for (const one of [memberId, bySms]) {
      await cards().share(one, sharingVersion);
      await noted(one, 30);
    }
    expect(await fixture.members.recordPhone(memberId, '13800010001')).toMatchObject({ ok: true });
    await fixture.settle(2);
    const { notes } = await cards().profileOf(memberId);
    expect(notes).toHaveLength(60);
    const { greetingId } = await greeted();
    expect(await cards().note(greetingId, '再一条', at)).toMatchObject({ code: 'notes_full' });
    // A third sign-in takes all of them along.
    const third = await fixture.members.enrol({ openid: 'o-3' });
    await cards().follow(memberId, third);
    expect((await cards().profileOf(third)).notes).toHaveLength(60);
    expect((await cards().profileOf(memberId)).notes).toEqual([]);
  });

  test('take along a note that is written while two sign-ins become one', async () => {
    const texts = async (of: string) => (await cards().profileOf(of)).notes.map(({ text }) => text);
    const written = { along: 0, refused: 0 };
    for (let round = 0; round < 12; round += 1) {
      const from = await fixture.members.enrol({ openid: `from-${round}` });
      const to = await fixture.members.enrol({ openid: `to-${round}` });
      await cards().share(from, sharingVersion);
      const { greetingId } = await greeted(await codeOf(from));
      // Another guide is served at that very moment, a little earlier or later.
      const following = (async () => {
        for (let wait = 0; wait < round; wait += 1) await new Promise((resolve) => setImmediate(resolve));
        await cards().follow(from, to);
      })();
      const noted = await cards().note(greetingId, '同时写的', at);
      await following;
      written[noted.ok ? 'along' : 'refused'] += 1;
      expect([round, await texts(from), await texts(to)]).toEqual([round, [], noted.ok ? ['同时写的'] : []]);
    }
    expect(written.along).toBeGreaterThan(0);
  });

  test('leave no note under somebody who is forgotten at that very moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const one = await fixture.members.enrol({ openid: `gone-${round}` });
      await cards().share(one, sharingVersion);
      const { greetingId } = await greeted(await codeOf(one));
      const gone = await fixture.members.forgetPerson(one);
      const noting = cards().note(greetingId, '走之前写的', at);
      for (let wait = 0; wait < 4 * round; wait += 1) await new Promise((resolve) => setImmediate(resolve));
      expect((await transact(fixture.table, gone)).kind).toBe('done');
      // What is there by now goes with them.
      const before = (await cards().profileOf(one)).notes.length;
      const noted = await noting;
      expect([round, (await cards().profileOf(one)).notes.length]).toEqual([round, before]);
      if (!noted.ok) expect(noted.code).toBe('not_found');
    }
  });

  test('find nobody by any card of somebody who was forgotten, also by that of another sign-in', async () => {
    const bySms = await fixture.bySms('13800010001');
    const numbers = await Promise.all(
      [bySms, memberId].map(async (one) => (await codeOf(one)).split('.')[1] ?? ''),
    );
    expect(await fixture.members.recordPhone(memberId, '13800010001')).toMatchObject({ ok: true });
    await fixture.settle();
    const known = async () => {
      const found = numbers.map((number) =>
        fixture.engine.call('GetItem', {
          TableName: fixture.name,
          Key: { pk: { S: `CARD_NUMBER#${number}` }, sk: { S: 'NUMBER' } },
        }),
      );
      return (await Promise.all(found)).filter((one) => (one as { Item?: object }).Item !== undefined).length;
    };
    expect(await known()).toBe(2);
    await fixture.membership.forget(memberId);
    expect(await known()).toBe(0);
  });

  test('write nothing of another sign-in under somebody who is forgotten in that moment', async () => {
    for (let round = 0; round < 16; round += 1) {
      const [from, to] = await Promise.all(
        ['from', 'into'].map((name) => fixture.members.enrol({ openid: `${name}-gone-${round}` })),
      );
      if (!from || !to) throw new Error('nobody');
      await cards().saveProfile(from, said, 0);
      const gone = await fixture.members.forgetPerson(to);
      const following = cards().follow(from, to);
      for (let wait = 0; wait < round; wait += 1) await new Promise((resolve) => setImmediate(resolve));
      expect((await transact(fixture.table, gone)).kind).toBe('done');
      const before = (await cards().profileOf(to)).likes;
      await following;
      expect([round, (await cards().profileOf(to)).likes]).toEqual([round, before]);
    }
  });

  test('see nothing by an agreement to an older text', async () => {
    await cards().share(memberId, sharingVersion);
    await fixture.engine.call('UpdateItem', {
      TableName: fixture.name,
      Key: { pk: { S: `MEMBER#${memberId}` }, sk: { S: 'STORE_PROFILE' } },
      UpdateExpression: 'SET sharingVersion = :old',
      ExpressionAttributeValues: { ':old': { S: '2020-01-01' } },
    });
    const seen = await greeted();
    expect(seen.shared).toBeNull();
    expect(await cards().note(seen.greetingId, '喜欢浅色', at)).toMatchObject({ code: 'sharing_withdrawn' });
    expect((await cards().profileOf(memberId)).sharing).toBeNull();
  });

  test('say nothing of children by an agreement to an older text', async () => {
    await cards().saveProfile(memberId, said, 0);
    await fixture.engine.call('UpdateItem', {
      TableName: fixture.name,
      Key: { pk: { S: `MEMBER#${memberId}` }, sk: { S: 'STORE_PROFILE' } },
      UpdateExpression: 'SET said.children.agreedVersion = :old',
      ExpressionAttributeValues: { ':old': { S: '2020-01-01' } },
    });
    await cards().share(memberId, sharingVersion);
    expect((await greeted()).shared).toMatchObject({ children: [], likes: '浅色' });
    expect((await cards().profileOf(memberId)).children).toBeNull();
  });

  test('of a child nothing is kept unless the guardian agreed to this very text', async () => {
    const old = { ...said, children: { agreedVersion: '2020-01-01', bands: ['1-3y' as const] } };
    expect(await cards().saveProfile(memberId, old, 0)).toMatchObject({ code: 'consent_changed' });
    await cards().saveProfile(memberId, said, 0);
    expect(await cards().saveProfile(memberId, said, 0)).toMatchObject({ code: 'stale_revision' });
    await cards().saveProfile(memberId, { ...said, children: null }, 1);
    expect((await cards().profileOf(memberId)).children).toBeNull();
  });
});
