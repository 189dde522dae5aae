import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Clock } from '../../platform/clock.ts';
import type { FormFields } from '../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../forms/form.tsx';
import type { FormFault } from '../forms/post-form.tsx';
import { notFoundPage } from '../pages/errors.tsx';
import type { HqContext } from '../visit.ts';
import { readTime } from './read.ts';

/** A document as its page knows it. */
export type PolicyPage = {
  /** As the endpoints call it: `settings-serving`. */
  name: string;
  /** Whose it is, where there is one for each. */
  subject?: string;
  /** Where the page is: `/hq/settings/serving`. */
  base: string;
  /** The page again, with what went wrong and what was typed. */
  show(c: HqContext, fault: FormFault): Promise<Response>;
};

/** What can be done to any document: discard, publish, cancel a plan, restore. Each says which state it was seen in. */
export function policyActions(
  forms: FormRegistry,
  pattern: string,
  deps: { clock: Clock },
  pageOf: (c: HqContext) => PolicyPage | null,
): void {
  const about = (done: (value: { revision: number; state?: string; number?: number }) => string) => ({
    params: (params: Record<string, unknown>, _: FormFields, c: HqContext) => ({
      ...params,
      name: pageOf(c)?.name ?? '',
    }),
    query(c: HqContext) {
      const subject = pageOf(c)?.subject;
      return subject === undefined ? {} : { subject };
    },
    words: { note: 'docNoteBad' } as const,
    next: (value: { revision: number; state?: string; number?: number }, c: HqContext) =>
      `${pageOf(c)?.base}?done=${done(value)}`,
    again(c: HqContext, fault: FormFault) {
      const page = pageOf(c);
      return page ? page.show(c, fault) : notFoundPage(c);
    },
  });
  const said = about(({ state, number }) => `${state === 'planned' ? 'planned' : 'published'}.${number}`);

  /** Why, and from when on, as the brand's clocks show it. */
  function publication(body: Record<string, unknown>, fields: FormFields, c: HqContext) {
    const atMs = readTime(fields.text('at').trim(), deps.clock.nowMs());
    if (atMs === null) return new NotAsked(c.get('visit').t('docTimeBad'));
    const { atMs: _, ...rest } = body;
    return atMs === undefined ? rest : { ...rest, atMs };
  }

  forms.on(`${pattern}/discard`, {
    endpoint: endpoints.hqDiscardPolicyDraft,
    ...about(() => 'discarded'),
  });
  forms.on(`${pattern}/cancel`, {
    endpoint: endpoints.hqCancelPlannedPolicy,
    ...about(() => 'cancelled'),
  });
  forms.on(`${pattern}/publish`, { endpoint: endpoints.hqPublishPolicy, ...said, body: publication });
  forms.on(`${pattern}/versions/:number{[0-9]{1,6}}`, {
    endpoint: endpoints.hqRestorePolicyVersion,
    ...said,
    body: publication,
  });
}
