import { seededFaults } from '@jindian/embedded-dynamodb';
import { hourMs } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandClaim } from '../idempotency.ts';
import type { Result } from '../result.ts';
import type { PolicyDocuments } from './documents.ts';
import { openPolicies } from './testing/policy-fixture.ts';

const kindOf = (documents: PolicyDocuments) =>
  documents.document({
    name: 'lamp',
    schema: z.object({ text: z.string().max(20) }),
    permissions: { see: 'settings.read', edit: 'settings.edit', publish: 'settings.publish' },
    standard: { text: 'standard' },
    compile: ({ text }, number) => `${number}:${text}`,
  });

const person = fc.constantFrom('A', 'B');
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look'), person }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('save'), person, text: fc.string({ maxLength: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('discard'), person }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('publish'), person }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('plan'), person, hours: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore'), person, number: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), hours: fc.integer({ min: 1, max: 3 }) }) },
) as fc.Arbitrary<Act>;
type Act = { kind: string; person: 'A' | 'B'; text: string; hours: number; number: number };

/** What has to be so, told without a table. */
type Model = {
  revision: number;
  draft: string | null;
  versions: { text: string; by: string; note: string; state: string; fromMs: number }[];
  inForce: number;
};

/** A call whose answer was lost is made again, as a client does. */
async function insist<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const done = await call();
      if (done.ok || done.code !== 'busy' || attempt > 60) return done;
    } catch (error) {
      if (attempt > 60) throw error;
    }
  }
}
async function untilDone<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt > 60) throw error;
    }
  }
}

test('whatever two people do, nothing is lost unseen, and readers have a published version', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), fc.nat(), async (acts, seed) => {
      const here = await openPolicies();
      const there = here.another();
      const document = kindOf(here.policies);
      const elsewhere = kindOf(there.policies);
      const model: Model = { revision: 0, draft: null, versions: [], inForce: 0 };
      const seen = { A: 0, B: 0 };
      const waiting = () => model.versions.findIndex(({ state }) => state === 'planned');
      const published = (text: string, by: string, note: string, atMs: number | null) => {
        const old = model.versions[waiting()];
        if (old) old.state = 'replaced';
        const fromMs = atMs ?? here.clock.nowMs();
        model.versions.push({ text, by, note, state: atMs === null ? 'published' : 'planned', fromMs });
        if (atMs === null) model.inForce = model.versions.length;
      };

      here.engine.faults.set(
        seededFaults({
          seed,
          rates: {
            conflict: 0.04,
            'fail-before': 0.03,
            'fail-after': 0.04,
            'lost-before': 0.03,
            'lost-after': 0.05,
          },
        }),
      );
      for (const [index, step] of acts.entries()) {
        const { kind, person: by } = step;
        if (kind === 'wait') {
          here.clock.advance(step.hours * hourMs);
          await untilDone(here.doWhatIsDue);
          const due = model.versions[waiting()];
          if (due && due.fromMs <= here.clock.nowMs()) {
            due.state = 'published';
            model.inForce = model.versions.indexOf(due) + 1;
          }
        } else if (kind === 'look') {
          seen[by] = (await untilDone(document.view)).revision;
        } else {
          const revision = seen[by];
          const note = `step ${index}`;
          const command = commandClaim(by, 'publish', `key-of-${index}`, step);
          const atMs = kind === 'plan' ? here.clock.nowMs() + step.hours * hourMs : null;
          const done = await insist<{ revision: number }>(() => {
            if (kind === 'save') return document.saveDraft({ text: step.text }, { revision, by });
            if (kind === 'discard') return document.discardDraft({ revision, by });
            if (kind === 'cancel') return document.cancelPlanned({ revision, by });
            const publication = { revision, by, note, command, ...(atMs === null ? {} : { atMs }) };
            return kind === 'restore'
              ? document.restore(step.number, publication)
              : document.publish(publication);
          });
          if (revision !== model.revision) {
            // Whoever saw an older document changes nothing, and is told who was quicker.
            expect(done).toMatchObject({ ok: false, code: 'stale_revision' });
          } else if (done.ok) {
            model.revision += 1;
            seen[by] = done.value.revision;
            expect(done.value.revision).toBe(model.revision);
            if (kind === 'save') model.draft = step.text;
            if (kind === 'discard') model.draft = null;
            if (kind === 'cancel') (model.versions[waiting()] as { state: string }).state = 'cancelled';
            if (kind === 'restore')
              published(model.versions[step.number - 1]?.text ?? 'standard', by, note, null);
            if (kind === 'publish' || kind === 'plan') {
              published(model.draft as string, by, note, atMs);
              model.draft = null;
            }
          } else {
            expect(done.code).toBe('not_found');
          }
        }
        // Ten seconds on, every process reads the same.
        here.clock.advance(10_000);
        const text = model.versions[model.inForce - 1]?.text ?? 'standard';
        const expected = `${model.inForce}:${text}`;
        for (const reader of [document, elsewhere])
          await untilDone(async () => {
            const read = await reader.current();
            // A look that failed leaves a reader with what it had: the next one, seconds later, finds it.
            if (read !== expected) here.clock.advance(2_500);
            expect(read).toBe(expected);
          });
      }

      here.engine.faults.set();
      const view = await document.view();
      expect(view.revision).toBe(model.revision);
      expect(view.draft?.content.text ?? null).toBe(model.draft);
      for (const [index, version] of model.versions.entries()) {
        const kept = await document.version(index + 1);
        expect(kept).toMatchObject({
          ok: true,
          value: {
            content: { text: version.text },
            publishedBy: version.by,
            note: version.note,
            state: version.state,
            fromMs: version.fromMs,
          },
        });
      }
      expect(await document.version(model.versions.length + 1)).toMatchObject({ ok: false });
      await here.close();
    }),
    { numRuns: 14 },
  );
});
