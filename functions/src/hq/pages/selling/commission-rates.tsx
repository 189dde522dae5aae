/** @jsxImportSource hono/jsx */
import {
  type CommissionRates,
  type CommissionRule,
  commissionRatesSchema,
  isCatchAll,
} from '@jindian/shared/contract/selling/rates';
import { formatYuan, readYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { FieldFault, type FormFault, typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { DraftHead, SeenForm } from '../../policies/parts.tsx';
import { Card, Chip, Empty } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct, partsOn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { changedRules, isFull, ruleActs } from './rate-rule-form.ts';
import { rateRulePages } from './rate-rules.tsx';
import { conditionTexts, payTexts, ruleNamesOf } from './rate-text.ts';
import { rateTrialPages, TrialsCard, TryCard } from './rate-trial.tsx';

const shownTrials = 5;

export const ratesBase = '/hq/commission-rates';

/** What is paid for what is sold: the rules in their order, published now or at a time, for orders placed from then on. */
export function commissionRatePages(hq: Hono<HqEnvironment>, deps: HqDeps, forms: FormRegistry): void {
  const { show } = documentPages<CommissionRates>(hq, forms, deps, '/commission-rates', (c) => {
    const { t } = c.get('visit');
    return {
      document: deps.rates,
      base: ratesBase,
      options: {
        title: t('ratesTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
      },
      lead: <p class="page-lead">{t('ratesLead')}</p>,
      above: async ({ view, edited }) => (
        <Card
          id="rates"
          title={t('ratesRules')}
          lead={<DraftHead c={c} view={view} base={ratesBase} />}
          tools={
            mayAct(c, ratesBase) && !isFull(edited.rules) ? (
              <a class="button is-plain is-small" href={`${ratesBase}/new`}>
                {t('ratesAdd')}
              </a>
            ) : null
          }
        >
          <RuleList c={c} deps={deps} rates={edited} revision={view.revision} />
        </Card>
      ),
      card: { id: 'caps', title: () => t('ratesCaps'), hasHead: false },
      fields: ({ edited, fault }) => <CapFields c={c} caps={edited.caps} fault={fault} />,
      beside: async ({ view, fault }) => (
        <>
          {view.draft && mayAct(c, `${ratesBase}/try`) ? (
            <TryCard c={c} revision={view.revision} nowMs={deps.clock.nowMs()} fault={fault} />
          ) : null}
          <TrialsCard visit={c.get('visit')} trials={await deps.ratesTrials.recent(shownTrials)} />
        </>
      ),
      shown: async (_, content) => (
        <>
          <RuleList c={c} deps={deps} rates={content} />
          <p class="muted">{capsSaid(c, content.caps)}</p>
        </>
      ),
      read: (_, fields) => changed(c, deps, fields),
    };
  });
  rateRulePages(hq, deps, forms);
  rateTrialPages(hq, deps, forms, show);
}

type Caps = CommissionRates['caps'];
const capWords = {
  orderFen: { field: 'ratesOrderCap', said: 'ratesOrderCapSaid' },
  sellerDayFen: { field: 'ratesDayCap', said: 'ratesDayCapSaid' },
  sellerMonthFen: { field: 'ratesMonthCap', said: 'ratesMonthCapSaid' },
} as const satisfies Record<keyof Caps, { field: Word; said: Word }>;
const capNames = Object.keys(capWords) as (keyof Caps)[];

/** null: none; undefined: no amount. */
function readCap(fields: FormFields, name: keyof Caps): number | null | undefined {
  const text = fields.text(name).trim();
  return text === '' ? null : (readYuan(text) ?? undefined);
}

/** What is wrong with one of them as it was typed. */
function capFault(fields: FormFields, name: keyof Caps): Word | null {
  if (readCap(fields, name) === undefined) return 'ratesCapBad';
  const [day, month] = [readCap(fields, 'sellerDayFen'), readCap(fields, 'sellerMonthFen')];
  return name === 'sellerDayFen' && day && month != null && day > month
    ? 'rateProblem.day_above_month'
    : null;
}

function capsSaid(c: HqContext, caps: Caps): string {
  const { t } = c.get('visit');
  const said = capNames.flatMap((name) => {
    const fen = caps[name];
    return fen === null ? [] : [t(capWords[name].said, { amount: formatYuan(fen) })];
  });
  return said.length === 0 ? t('ratesNoCaps') : said.join(t('rateComma'));
}

function CapFields({ c, caps, fault }: { c: HqContext; caps: Caps; fault: FormFault | null }) {
  const { t } = c.get('visit');
  return (
    <>
      {capNames.map((name) => {
        const wrong = fault && capFault(fault.fields, name);
        const fen = caps[name];
        return (
          <label class="field">
            <span>{t(capWords[name].field)}</span>
            <input
              name={name}
              inputmode="decimal"
              maxlength={9}
              autocomplete="off"
              aria-invalid={wrong ? 'true' : undefined}
              value={typed(fault, name, fen === null ? '' : String(fen / 100))}
            />
            <FieldFault text={wrong ? t(wrong) : null} />
          </label>
        );
      })}
      <p class="hint">{t('ratesCapsHint')}</p>
    </>
  );
}

/** The rules with what was tapped done to one of them, or another cap. */
async function changed(
  c: HqContext,
  { rates }: Pick<HqDeps, 'rates'>,
  fields: FormFields,
): Promise<{ content: unknown } | NotAsked> {
  const { t } = c.get('visit');
  const view = await rates.view();
  const present = view.draft?.content ?? view.inForce.content;
  // Of a draft that changed meanwhile it is refused by its revision.
  if (fields.text('revision') !== String(view.revision)) return { content: present };
  const act = ruleActs.find((known) => known === fields.text('act'));
  if (!act) {
    const wrong = capNames.map((name) => capFault(fields, name)).find((fault) => fault !== null);
    if (wrong) return new NotAsked(t(wrong));
    const caps = Object.fromEntries(capNames.map((name) => [name, readCap(fields, name)]));
    return { content: { ...present, caps } };
  }
  const rules = changedRules(
    present.rules,
    act,
    fields.text('rule'),
    Number(fields.text('place') || Number.NaN),
  );
  if (!rules) return new NotAsked(t('ratesGone'));
  const content = { ...present, rules };
  return commissionRatesSchema.safeParse(content).success ? { content } : new NotAsked(t('ratesCannotMove'));
}

/** The rules from the top down, a sentence for each; with a revision, what can be done with each. */
export async function RuleList({
  c,
  deps,
  rates: { rules },
  revision,
}: {
  c: HqContext;
  deps: Pick<HqDeps, 'namesOfGoods' | 'network' | 'memberNames' | 'codes'>;
  rates: CommissionRates;
  revision?: number;
}) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const names = await ruleNamesOf(deps, visit, rules);
  const shown = rules.flatMap((rule, index) => {
    const inUse = ruleInUse(c, rule);
    return inUse ? [{ rule: inUse, index }] : [];
  });
  const mayEdit = revision !== undefined && mayAct(c, ratesBase);
  if (shown.length === 0) return <Empty text={t('ratesNone')} />;
  return (
    <>
      <ol class="chain" {...(mayEdit ? { 'data-reorder': t('ratesDrag') } : {})}>
        {shown.map(({ rule, index }) => {
          const conditions = conditionTexts(visit, rule, names);
          const pays = payTexts(visit, rule);
          return (
            <li
              class={rule.enabled ? 'chain-rule' : 'chain-rule is-off'}
              id={`rule-${rule.id}`}
              data-place={String(index)}
            >
              <div class="chain-head">
                <h3>
                  <span class="chain-number">{index + 1}</span>
                  {rule.name[language]}
                </h3>
                {!rule.enabled ? (
                  <Chip kind="off">{t('ratesOff')}</Chip>
                ) : isCatchAll(rule) ? (
                  <Chip kind="here">{t('ratesCatchAll')}</Chip>
                ) : null}
              </div>
              <p class="rule-said">
                {conditions.length === 0 ? t('ratesAll') : conditions.join(t('rateSeparator'))}
                {t('rateArrow')}
                <strong>{pays.length === 0 ? t('ratesPaysNobody') : pays.join(t('rateComma'))}</strong>
              </p>
              {mayEdit ? <RuleTools c={c} revision={revision} rules={rules} rule={rule} /> : null}
            </li>
          );
        })}
      </ol>
      {rules.some((rule) => rule.enabled && isCatchAll(rule)) ? null : (
        <p class="hint">{t('ratesNoCatchAll')}</p>
      )}
    </>
  );
}

/** A rule without what the brand does not use; null where it can fit nothing there is. */
function ruleInUse(c: HqContext, rule: CommissionRule): CommissionRule | null {
  const { branchOwnership } = rule.when;
  if (branchOwnership === null) return rule;
  const kinds = partsOn(c, 'ownership', branchOwnership);
  return kinds.length === 0 ? null : { ...rule, when: { ...rule.when, branchOwnership: kinds } };
}

function RuleTools({
  c,
  revision,
  rules,
  rule,
}: {
  c: HqContext;
  revision: number;
  rules: readonly CommissionRule[];
  rule: CommissionRule;
}): Child {
  const { t, language } = c.get('visit');
  const name = rule.name[language];
  const may = (act: 'up' | 'down') => {
    const moved = changedRules(rules, act, rule.id, Number.NaN);
    return moved !== null && reachesAll(moved);
  };
  const button = (act: string, text: string, disabled = false) => (
    <button
      class="quiet"
      type="submit"
      name="act"
      value={act}
      disabled={disabled}
      aria-label={`${text} ${name}`}
    >
      {text}
    </button>
  );
  return (
    <div class="chain-tools">
      <SeenForm c={c} layout="" action={ratesBase} revision={revision}>
        <input type="hidden" name="rule" value={rule.id} />
        <a
          class="button is-plain is-small"
          href={`${ratesBase}/rules/${rule.id}`}
          aria-label={`${t('ratesEdit')} ${name}`}
        >
          {t('ratesEdit')}
        </a>
        {isFull(rules) ? null : (
          <a href={`${ratesBase}/new?from=${rule.id}`} aria-label={`${t('ratesCopy')} ${name}`}>
            {t('ratesCopy')}
          </a>
        )}
        {button('toggle', t(rule.enabled ? 'ratesDisable' : 'ratesEnable'))}
        {button('up', t('ratesUp'), !may('up'))}
        {button('down', t('ratesDown'), !may('down'))}
        {button('remove', t('ratesRemove'))}
      </SeenForm>
    </div>
  );
}

/** Nothing stands behind the rule for all else. */
function reachesAll(rules: readonly CommissionRule[]): boolean {
  const enabled = rules.filter((rule) => rule.enabled);
  const catchAll = enabled.findIndex(isCatchAll);
  return catchAll < 0 || catchAll === enabled.length - 1;
}
