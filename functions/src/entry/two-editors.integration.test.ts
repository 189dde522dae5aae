import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PolicyEditor } from '../platform/policy-document/types.ts';
import { type OrdersFixture, startOrdersFixture } from '../serving/orders/testing/orders-fixture.ts';

let fixture: OrdersFixture;
let documents: PolicyEditor<unknown>[];

beforeAll(async () => {
  fixture = await startOrdersFixture();
  const { policies, ownership, contracts } = fixture.system;
  // No place of this network is a dealer's; a document of a subject does not ask whether there is such a one.
  const bySubject: Record<string, PolicyEditor<unknown>> = {
    sharing: ownership.sharing.of('D0001') as never,
    contracts: contracts.of('D0001') as never,
  };
  documents = await Promise.all(
    policies.kinds().map(async ({ name, bySubject: apart }) => {
      const document = apart ? bySubject[name] : await policies.find(name, null);
      if (!document) throw new Error(`there is no document of ${name}`);
      return document;
    }),
  );
});
afterAll(() => fixture.close());

/** Of every kind of document there is, whoever adds one. */
describe('two people who edit the same document', () => {
  test('never overwrite each other: one is first, the other is told who, and loses nothing unseen', async () => {
    fixture.engine.faults.setConflictMode('reject', 1);
    for (const document of documents) {
      const { inForce, revision } = await document.view();
      const people = ['first', 'second', 'third'];
      const saved = await Promise.all(
        people.map((by) => document.saveDraft(inForce.content, { revision, by })),
      );
      expect(
        saved.filter(({ ok }) => ok),
        document.name,
      ).toHaveLength(1);
      const winner = people[saved.findIndex(({ ok }) => ok)];
      for (const refused of saved.filter(({ ok }) => !ok)) {
        expect(['stale_revision', 'busy'], document.name).toContain(refused.ok ? '' : refused.code);
        if (!refused.ok && refused.code === 'stale_revision') expect(refused.params?.name).toBe(winner);
      }
      expect((await document.view()).draft?.savedBy, document.name).toBe(winner);
    }
    fixture.engine.faults.setConflictMode('queue');
  });

  test('cannot publish, restore, plan, discard or set what they did not see', async () => {
    for (const document of documents) {
      const { inForce, revision } = await document.view();
      const stale = { revision: revision - 1, by: 'late', note: 'late', command: null };
      const answers = await Promise.all([
        document.publish(stale),
        document.publish({ ...stale, atMs: fixture.clock.nowMs() + 60_000 }),
        document.publishContent(inForce.content, stale),
        document.restore(0, stale),
        document.discardDraft(stale),
        document.cancelPlanned(stale),
      ]);
      for (const answer of answers)
        expect(answer, document.name).toMatchObject({ ok: false, code: 'stale_revision' });
      expect((await document.view()).revision, document.name).toBe(revision);
    }
  });

  test('each publish only after the other was seen; what was published stays in the history', async () => {
    for (const document of documents) {
      const { revision } = await document.view();
      const publication = (by: string) => ({ revision, by, note: `by ${by}`, command: null });
      const done = await Promise.all(['one', 'two'].map((by) => document.publish(publication(by))));
      expect(
        done.filter(({ ok }) => ok),
        document.name,
      ).toHaveLength(1);
      const history = await document.versions(5);
      expect(history.ok && history.value.items[0]?.note, document.name).toMatch(/^by (one|two)$/);
    }
  });
});
