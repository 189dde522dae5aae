import { dayMs, hourMs } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { machineFaults } from '../state-machine.ts';
import { packContent, unpackContent } from './content.ts';
import type { PolicyDocuments } from './documents.ts';
import { versionMachine } from './kind.ts';
import { openPolicies } from './testing/policy-fixture.ts';

let fixture: Awaited<ReturnType<typeof openPolicies>>;
let document: ReturnType<typeof lamp>;

function lamp(documents: PolicyDocuments) {
  return documents.document({
    name: 'lamp',
    schema: z.object({ watts: z.int().min(0).max(1_000), words: z.string().default('') }),
    permissions: { see: 'settings.read', edit: 'settings.edit', publish: 'settings.publish' },
    standard: { watts: 60, words: '' },
    compile: ({ watts }, number) => ({ watts, number }),
    validate: ({ watts }) => (watts % 2 === 0 ? [] : [{ path: 'watts', code: 'odd', params: { watts } }]),
  });
}
const boxes = (documents: PolicyDocuments) =>
  documents.collection({
    name: 'boxes',
    schema: z.object({ items: z.array(z.string()) }),
    permissions: { see: 'settings.read', edit: 'settings.edit', publish: 'settings.publish' },
    standard: { items: [] },
    knows: async (subject) => subject !== 'nobody',
    compile: (contents) => new Map([...contents].map(([subject, { items }]) => [subject, items.length])),
  });
const publication = (by: string, revision: number) => ({ by, revision, note: 'because', command: null });

beforeEach(async () => {
  fixture = await openPolicies();
  document = lamp(fixture.policies);
});
afterEach(() => fixture.close());

describe('a document', () => {
  test('is what the product comes with, until somebody publishes', async () => {
    expect(await document.current()).toEqual({ watts: 60, number: 0 });
    expect(await document.view()).toMatchObject({
      revision: 0,
      lastChange: null,
      draft: null,
      planned: null,
      inForce: { number: 0, content: { watts: 60 }, publishedAtMs: null },
    });
  });

  test('is a draft first: nothing of it is in force before it is published', async () => {
    expect(await document.saveDraft({ watts: 80 }, { revision: 0, by: 'A' })).toEqual({
      ok: true,
      value: { revision: 1, problems: [] },
    });
    expect((await document.refresh()).watts).toBe(60);
    expect(await document.publish(publication('B', 1))).toMatchObject({
      ok: true,
      value: { number: 1, state: 'published', publishedByName: 'name of B', note: 'because', revision: 2 },
    });
    expect(await document.current()).toEqual({ watts: 80, number: 1 });
    expect((await document.view()).draft).toBeNull();
  });

  test('refuses what is no such content, and keeps a draft that only cannot be published yet', async () => {
    expect(await document.saveDraft({ watts: 'many' }, { revision: 0, by: 'A' })).toMatchObject({
      ok: false,
      code: 'invalid_request',
      params: { detail: 'watts: invalid_type' },
    });
    expect(await document.saveDraft({ watts: 61 }, { revision: 0, by: 'A' })).toMatchObject({
      ok: true,
      value: { problems: [{ path: 'watts', code: 'odd' }] },
    });
    expect(await document.publish(publication('A', 1))).toMatchObject({ ok: false, code: 'policy_problem' });
    expect((await document.view()).draft).toMatchObject({
      content: { watts: 61 },
      problems: [{ code: 'odd' }],
    });
  });

  test('tells who was quicker; the revision of a draft that was thrown away is not used again', async () => {
    await document.saveDraft({ watts: 80 }, { revision: 0, by: 'A' });
    await document.discardDraft({ revision: 1, by: 'A' });
    await document.saveDraft({ watts: 90 }, { revision: 2, by: 'B' });
    expect(await document.saveDraft({ watts: 70 }, { revision: 1, by: 'A' })).toMatchObject({
      ok: false,
      code: 'stale_revision',
      params: { name: 'name of B', act: 'saved' },
    });
    expect((await document.view()).draft?.content.watts).toBe(90);
  });

  test('knows whatever it says, said or is to say, however long its history', async () => {
    const later = fixture.clock.nowMs() + hourMs;
    let revision = 0;
    const say = async (watts: number, more: object = {}) => {
      await document.publishContent({ watts }, { ...publication('A', revision), ...more });
      revision += 1;
    };
    for (let watts = 100; watts < 304; watts += 2) await say(watts);
    await say(400, { atMs: later });
    await say(402);
    await say(404, { atMs: later });
    await document.saveDraft({ watts: 405 }, { revision, by: 'A' });
    const known = (await document.contents()).map(({ watts }) => watts);
    const said = Array.from({ length: 102 }, (_, nth) => 100 + 2 * nth);
    expect(known.sort((a, b) => a - b)).toEqual([60, ...said, 400, 402, 404, 405]);
  });

  test('comes into force at a time; a later publication replaces the plan', async () => {
    const atMs = fixture.clock.nowMs() + hourMs;
    await document.saveDraft({ watts: 80 }, { revision: 0, by: 'A' });
    await document.publish({ ...publication('A', 1), atMs });
    expect((await document.view()).planned).toMatchObject({ number: 1, state: 'planned', fromMs: atMs });
    fixture.clock.advance(hourMs - 1);
    await fixture.doWhatIsDue();
    expect((await document.refresh()).watts).toBe(60);
    fixture.clock.advance(1);
    await fixture.doWhatIsDue();
    expect((await document.refresh()).watts).toBe(80);

    await document.publishContent({ watts: 20 }, { ...publication('A', 2), atMs: atMs + hourMs });
    await document.publishContent({ watts: 40 }, publication('B', 3));
    fixture.clock.advance(dayMs);
    await fixture.doWhatIsDue();
    expect(await document.refresh()).toEqual({ watts: 40, number: 3 });
    const history = await document.versions(10);
    expect(history.ok && history.value.items.map(({ number, state }) => `${number} ${state}`)).toEqual([
      '3 published',
      '2 replaced',
      '1 published',
      '0 published',
    ]);
  });

  test('keeps its draft when a plan is cancelled or an earlier version comes back', async () => {
    await document.publishContent({ watts: 80 }, publication('A', 0));
    await document.saveDraft({ watts: 90 }, { revision: 1, by: 'A' });
    await document.publishContent(
      { watts: 10 },
      { ...publication('B', 2), atMs: fixture.clock.nowMs() + dayMs },
    );
    expect(await document.cancelPlanned({ revision: 3, by: 'A' })).toMatchObject({ ok: true });
    expect(await document.restore(0, publication('A', 4))).toMatchObject({
      ok: true,
      value: { number: 3, restoredFrom: 0 },
    });
    expect(await document.current()).toEqual({ watts: 60, number: 3 });
    expect((await document.view()).draft?.content.watts).toBe(90);
    expect(await document.restore(9, publication('A', 5))).toMatchObject({ ok: false, code: 'not_found' });
  });

  test('may be larger than an item of the table, as a draft and as a version', async () => {
    const words = Array.from({ length: 60_000 }, (_, i) => Math.imul(i, 2_654_435_761).toString(36)).join(
      ' ',
    );
    expect(await document.saveDraft({ watts: 2, words }, { revision: 0, by: 'A' })).toMatchObject({
      ok: true,
    });
    expect((await document.view()).draft?.content.words).toBe(words);
    await document.publish(publication('A', 1));
    const kept = await document.version(1);
    expect(kept.ok && kept.value.content.words).toBe(words);
  });

  test('is published once, however many publish what they saw', async () => {
    await document.saveDraft({ watts: 80 }, { revision: 0, by: 'A' });
    fixture.engine.faults.setConflictMode('reject', 1);
    const done = await Promise.all(
      Array.from({ length: 8 }, (_, i) => document.publish(publication(`P${i}`, 1))),
    );
    fixture.engine.faults.setConflictMode('queue');
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await document.versions(5)).ok && (await document.view()).inForce.number).toBe(1);
  });
});

test('documents of a kind with subjects are apart, and are read together', async () => {
  const all = boxes(fixture.policies);
  expect((await all.current()).size).toBe(0);
  await all.of('D1').publishContent({ items: ['a', 'b'] }, publication('A', 0));
  await all.of('D2').publishContent({ items: ['c'] }, publication('B', 0));
  expect(await all.of('D1').publishContent({ items: [] }, publication('B', 0))).toMatchObject({
    ok: false,
    code: 'stale_revision',
  });
  await fixture.tellEvents();
  expect([...(await all.current())]).toEqual([
    ['D1', 2],
    ['D2', 1],
  ]);
  expect(await fixture.policies.find('boxes', 'nobody')).toBeNull();
  expect(await fixture.policies.find('boxes', null)).toBeNull();
  expect(await fixture.policies.find('constructor', null)).toBeNull();
});

test('the states of a version are a table without dead ends', () => {
  expect(machineFaults({ ...versionMachine, initial: 'planned' })).toEqual({ unreachable: [], deadEnds: [] });
});

test('a content is unpacked as it was packed, and parts of two contents are noticed', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (content) => {
      const packed = packContent({ content });
      expect(packed && unpackContent(packed)).toEqual(JSON.parse(JSON.stringify({ content })));
      expect(packed && unpackContent({ ...packed, hash: 'other' })).toBeNull();
    }),
  );
});
