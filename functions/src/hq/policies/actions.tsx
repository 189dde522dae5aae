import { problemText } from '@jindian/shared/contract/errors';
import type { Hono } from 'hono';
import type { Clock } from '../../platform/clock.ts';
import { idempotencyKeySchema } from '../../platform/http/mount.ts';
import { commandClaim } from '../../platform/idempotency.ts';
import type { PolicyEditor } from '../../platform/policy-document/types.ts';
import type { Result } from '../../platform/result.ts';
import { notFoundPage, problemPage } from '../pages/errors.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn } from '../visit.ts';
import { type PolicyFault, readNote, readRevision, readTime } from './read.ts';

/** A document as its page knows it. */
export type PolicyPage = {
  document: PolicyEditor<unknown>;
  /** Where the page is: `/hq/settings/serving`. */
  base: string;
  /** The page again, with what went wrong and what was typed. */
  show(c: HqContext, fault: PolicyFault, typed?: { note: string; at: string }): Promise<Response>;
};

/** What can be done to any document: discard, publish, cancel a plan, restore. Each says which state it was seen in. */
export function policyActions(
  hq: Hono<HqEnvironment>,
  pattern: string,
  deps: { clock: Clock },
  pageOf: (c: HqContext) => Promise<PolicyPage | null>,
): void {
  async function act(
    c: HqContext,
    name: string,
    run: (
      document: PolicyEditor<unknown>,
      by: { revision: number; by: string },
      field: (name: string) => string,
    ) => Promise<Result<{ revision: number }> | PolicyFault>,
    done: (value: Record<string, unknown>) => string,
  ): Promise<Response> {
    const page = await pageOf(c);
    if (!page) return notFoundPage(c);
    const field = await readForm(c);
    const typed = { note: field('note'), at: field('at') };
    const revision = readRevision(field('revision'));
    if (revision === null) return problemPage(c, 'invalid_request', { detail: 'revision' });
    const outcome = await run(page.document, { revision, by: signedIn(c).memberId }, field);
    if (typeof outcome === 'string' || !('ok' in outcome)) return page.show(c, outcome, typed);
    if (outcome.ok) return c.redirect(`${page.base}?done=${done({ ...outcome.value, name })}`, 303);
    if (outcome.code === 'stale_revision') return page.show(c, 'stale', typed);
    if (outcome.code === 'policy_problem' || outcome.code === 'product_not_offered') {
      const text = problemText(outcome.code, outcome.params, c.get('visit').language);
      return page.show(c, { text }, typed);
    }
    return problemPage(c, outcome.code, outcome.params);
  }

  const saidOf = (value: Record<string, unknown>) =>
    `${value.state === 'planned' ? 'planned' : 'published'}.${value.number}`;

  /** Publishing and restoring ask for the same: why, from when on, and once. */
  function publication(
    endpointId: string,
    params: Record<string, unknown>,
    seen: { revision: number; by: string },
    field: (name: string) => string,
  ) {
    const note = readNote(field('note'));
    if (note === null) return 'note' as const;
    const atMs = readTime(field('at'), deps.clock.nowMs());
    if (atMs === null) return 'time' as const;
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    if (key === undefined) return null;
    const body = { revision: seen.revision, note, ...(atMs === undefined ? {} : { atMs }) };
    return { ...body, by: seen.by, command: commandClaim(seen.by, endpointId, key, { params, body }) };
  }
  const keyMissing = { ok: false, code: 'idempotency_key_required' } as const;

  hq.post(`${pattern}/discard`, (c) =>
    act(
      c,
      'discard',
      (document, seen) => document.discardDraft(seen),
      () => 'discarded',
    ),
  );
  hq.post(`${pattern}/cancel`, (c) =>
    act(
      c,
      'cancel',
      (document, seen) => document.cancelPlanned(seen),
      () => 'cancelled',
    ),
  );
  hq.post(`${pattern}/publish`, (c) =>
    act(
      c,
      'publish',
      async (document, seen, field) => {
        const params = { name: document.name, subject: document.subject };
        const wanted = publication('hqPublishPolicy', params, seen, field);
        if (wanted === null) return keyMissing;
        return typeof wanted === 'string' ? wanted : document.publish(wanted);
      },
      saidOf,
    ),
  );
  hq.post(`${pattern}/versions/:number{[0-9]{1,6}}`, (c) =>
    act(
      c,
      'restore',
      async (document, seen, field) => {
        const number = Number(c.req.param('number'));
        const params = { name: document.name, subject: document.subject, number };
        const wanted = publication('hqRestorePolicyVersion', params, seen, field);
        if (wanted === null) return keyMissing;
        return typeof wanted === 'string' ? wanted : document.restore(number, wanted);
      },
      saidOf,
    ),
  );
}
