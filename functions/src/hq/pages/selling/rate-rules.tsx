/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type CommissionRule,
  commissionRatesSchema,
  maxCommissionRules,
  noConditions,
  percentPay,
} from '@jindian/shared/contract/selling/rates';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import type { FormFault } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Notice } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { faultPage, notFoundPage } from '../errors.tsx';
import { RuleFields } from './rate-rule-fields.tsx';
import { fieldOf, fieldsOfRule, freeRuleId, isFull, readRule, withRule, wordOf } from './rate-rule-form.ts';
import { ruleNamesOf } from './rate-text.ts';

const base = '/hq/commission-rates';

type Wanted = {
  /** As the form begins; a new one has no place yet. */
  rule: CommissionRule;
  isNew: boolean;
  action: string;
  /** All rules with this one among them. */
  put(rule: CommissionRule): CommissionRule[];
};

/** The form of a rule: of a new one, of a copy, of one that is there. */
export function rateRulePages(hq: Hono<HqEnvironment>, deps: HqDeps, forms: FormRegistry): void {
  const { rates } = deps;

  /** The rules as they stand, and which of them is meant; null: it is not there. */
  async function wantedOn(c: HqContext) {
    const view = await rates.view();
    const content = view.draft?.content ?? view.inForce.content;
    const { rules } = content;
    const ruleId = c.req.param('ruleId');
    const rule = rules.find(({ id }) => id === ruleId);
    if (ruleId !== undefined)
      return {
        view,
        content,
        wanted: rule
          ? {
              rule,
              isNew: false,
              action: `${base}/rules/${ruleId}`,
              put: (put: CommissionRule) => rules.map((one) => (one.id === ruleId ? put : one)),
            }
          : null,
      };
    const from = rules.find(({ id }) => id === c.req.query('from'));
    // Also of none that was published: orders keep its id.
    const id = freeRuleId([...rules, ...view.inForce.content.rules]);
    const wanted: Wanted | null = isFull(rules)
      ? null
      : {
          rule: from ? { ...from, id } : { ...emptyRule, id },
          isNew: true,
          action: from ? `${base}/new?from=${from.id}` : `${base}/new`,
          put: (put) => withRule(rules, put, from?.id ?? null),
        };
    return { view, content, wanted };
  }

  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const visit = c.get('visit');
    const { t, language } = visit;
    const { view, wanted } = await wantedOn(c);
    if (!wanted) return fault ? faultPage(c, fault.status, fault.text) : notFoundPage(c);
    const { rule, isNew, action } = wanted;
    const [goods, names, scenes] = await Promise.all([
      deps.namesOfGoods(),
      ruleNamesOf(deps, visit, [rule]),
      deps.codes.scenes.all(),
    ]);
    const fields = fault?.fields ?? fieldsOfRule(rule, names);
    const faults = fault ? faultTexts(visit, fault, rule) : new Map<string, string>();
    return page(
      c,
      {
        title: isNew ? t('rateNewTitle') : rule.name[language],
        place: 'settings',
        backTo: { href: base, text: t('ratesTitle') },
        status: fault?.status ?? 200,
      },
      <SeenForm c={c} layout="form policy-form" action={action} revision={view.revision}>
        {fault ? <Notice kind="bad">{faults.get('rule') ?? noticeOf(fault, faults)}</Notice> : null}
        <RuleFields c={c} fields={fields} faults={faults} goods={goods} scenes={scenes} />
        <div class="actions">
          <button class="button" type="submit">
            {t('rateSave')}
          </button>
          <a class="button is-plain" href={base}>
            {t('cancel')}
          </a>
        </div>
      </SeenForm>,
    );
  }

  for (const path of ['/commission-rates/new', '/commission-rates/rules/:ruleId']) {
    hq.get(path, (c) => show(c));
    forms.on(path, {
      endpoint: endpoints.hqSavePolicyDraft,
      params: () => ({ name: rates.name }),
      async body({ revision }, fields, c) {
        const visit = c.get('visit');
        const { view, content, wanted } = await wantedOn(c);
        // Of a draft that changed meanwhile it is refused by its revision.
        if (view.revision !== revision) return { content, revision };
        if (!wanted)
          return new NotAsked(
            visit.t(isFull(content.rules) ? 'rateProblem.too_many' : 'ratesGone', {
              max: maxCommissionRules,
            }),
          );
        const { rule, faults } = readRule(fields, wanted.rule.id);
        if (!rule) return new NotAsked(said(visit, [...faults.values()][0]));
        const changed = { ...content, rules: wanted.put(rule) };
        const parsed = commissionRatesSchema.safeParse(changed);
        const issue = parsed.error?.issues[0];
        if (issue) return new NotAsked(said(visit, { word: wordOf('rule', issue.message) }));
        return { content: changed, revision };
      },
      next: () => `${base}?done=saved`,
      again: show,
    });
  }
}

const emptyRule: Omit<CommissionRule, 'id'> = {
  name: { zh: '', en: '' },
  enabled: true,
  when: noConditions,
  pays: { seller: percentPay(0), branch: null, second_level: null, grid_branch: null },
};

function said({ t }: Visit, fault: { word: Parameters<Visit['t']>[0]; what?: string } | undefined): string {
  return t(fault?.word ?? 'rateProblem.other', { what: fault?.what ?? '' });
}

/** What is wrong, at each field: what the form itself shows, and what the server knows better. */
function faultTexts(visit: Visit, fault: FormFault, { id }: CommissionRule): Map<string, string> {
  const { faults } = readRule(fault.fields, id);
  const texts = new Map([...faults].map(([field, one]) => [field, said(visit, one)]));
  const detail = String(fault.params?.detail ?? '');
  const refused = /^([\w.-]+): (\w+)$/.exec(detail);
  if (texts.size === 0 && refused) {
    const [, path = '', code = ''] = refused;
    const field = fieldOf(path);
    texts.set(field, said(visit, { word: wordOf(field, code), what: namedAt(fault.fields, field, path) }));
  }
  return texts;
}

/** What was typed there: `rules.2.when.productIds.1`. */
function namedAt(fields: FormFields, field: string, path: string): string {
  const place = Number(path.split('.').at(-1));
  if (field === 'when.areas')
    return ['province', 'city'].map((part) => fields.text(`when.areas.${place}.${part}`)).join('');
  const given = fields.all(field).filter((text) => text.trim() !== '');
  return (given[place] ?? '').split(' · ').at(0) ?? '';
}

function noticeOf(fault: FormFault, faults: ReadonlyMap<string, string>): string {
  return faults.size > 0 ? ([...faults.values()][0] as string) : fault.text;
}
