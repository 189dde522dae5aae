import { brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PolicyEditor } from '../platform/policy-document/types.ts';
import { type OrdersFixture, startOrdersFixture } from '../serving/orders/testing/orders-fixture.ts';
import { samplesOf, startSystemFixture } from './testing/system-fixture.ts';

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

/** A plan of grids that divides nothing is not published. */
const emptyIsRefused = ['grids'];

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
      if (emptyIsRefused.includes(document.name)) {
        expect(done, document.name).toMatchObject([{ code: 'policy_problem' }, { code: 'policy_problem' }]);
        continue;
      }
      expect(
        done.filter(({ ok }) => ok),
        document.name,
      ).toHaveLength(1);
      const history = await document.versions(5);
      expect(history.ok && history.value.items[0]?.note, document.name).toMatch(/^by (one|two)$/);
    }
  });
});

describe('every endpoint that changes what somebody has seen', () => {
  const ids = Object.keys(endpoints) as EndpointId[];
  const fieldsOf = (id: EndpointId) => (endpoints[id].body as { shape?: object } | undefined)?.shape ?? {};
  const withRevision = ids.filter((id) => 'revision' in fieldsOf(id));
  /** Of these, each line says what was seen of it. */
  const byLine: readonly EndpointId[] = ['setSafetyStock'];
  const edits = ids.filter((id) => /^(hq(Save|Set|Change|Update)|save|set|change|update)[A-Z]/.test(id));
  /** A member's own name, a filter that is kept anew, pieces from shelf to shelf, one stop more: no documents. */
  const noDocuments: readonly EndpointId[] = [
    'updateMe',
    'setMyRealName',
    'hqSaveView',
    'changeStockCondition',
    'hqSetStop',
    // Each price is one word; of two words about one SKU the last holds, and both are on record.
    'setBranchPrices',
    // So is a member's tier, with its reason.
    'hqSetTier',
  ];
  /** A member's own: whoever has two phones. */
  const ofOneself: readonly EndpointId[] = ['saveAddress', 'saveMyProfile'];

  test('says which state of it was seen', () => {
    expect(edits.length).toBeGreaterThan(8);
    for (const id of edits) {
      const says = withRevision.includes(id) || byLine.includes(id) || noDocuments.includes(id);
      expect([id, says]).toEqual([id, true]);
    }
  });

  test('is refused for a state that nobody saw; and of two at once one is told who was quicker', async () => {
    const system = await startSystemFixture();
    const given = await samplesOf(system);
    const administrators = await Promise.all(
      ['first', 'second'].map((name) => system.enrol(name, [brandGrant('administrator')])),
    );
    for (const id of withRevision) {
      const sample = given.samples[id];
      const body = { ...(sample.body as object), revision: 9_999 };
      const token = ofOneself.includes(id) ? given.owner : (administrators[0]?.token as string);
      const { status } = await system.invoke(id, { ...sample, body }, { token, key: `unseen-${id}` });
      expect([id, status >= 400 && status < 500]).toEqual([id, true]);
    }
    // What is in no policy document, which the tests above are about.
    const alone = edits.filter((id) => !noDocuments.includes(id) && !/PolicyDraft|Prices|Sharing/.test(id));
    expect(alone).toEqual(expect.arrayContaining(['saveSlotPlan', 'hqChangeLocation', 'setSafetyStock']));
    for (const id of alone) {
      const { body, ...sample } = given.samples[id];
      const answers = await Promise.all(
        administrators.map(({ token }, one) => {
          // Who wants what is there already has nothing to overwrite: they want different things.
          const [line] = (body as { lines?: object[] }).lines ?? [];
          const own =
            id === 'saveAddress'
              ? { detail: `号 ${one}` }
              : id === 'saveMyProfile'
                ? { likes: `第 ${one} 种` }
                : id === 'setSafetyStock'
                  ? { lines: [{ ...line, safety: 3 + one }] }
                  : {};
          const mine = ofOneself.includes(id) ? given.owner : token;
          const asked = { ...sample, body: { ...(body as object), ...own } };
          return system.invoke(id, asked, { token: mine, key: `two-${id}-${one}` });
        }),
      );
      expect([id, answers.map(({ status, code }) => code ?? status).sort()]).toEqual([
        id,
        // An owner of this id is new here: the second is told that it has been taken.
        [200, id === 'hqSaveOwner' ? 'owner_id_taken' : 'stale_revision'],
      ]);
    }
    await system.local.close();
  });
});
