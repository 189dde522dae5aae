/** @jsxImportSource hono/jsx */
import {
  type Tier,
  type TierMeasure,
  type TiersPolicy,
  tierMeasures,
  tiersPolicySchema,
} from '@jindian/shared/contract/selling/tiers';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { textsFrom, valueFrom } from '../../forms/coerce.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { type Column, Empty, Facts, Row, Table } from '../../ui/parts.tsx';
import type { HqEnvironment, Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

const mostTiers = 8;

/** An amount of what counts, as people read it. */
export function measureText({ t }: Visit, measure: TierMeasure, amount: number): string {
  if (measure === 'spendFen') return t('tierSpendOf', { amount: formatYuan(amount) });
  return t(measure === 'orders' ? 'tierOrdersOf' : 'tierPointsOf', { amount });
}

/** The tiers of the brand: a draft, published now or at a time. */
export function tiersPolicyPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'tiersPolicy' | 'clock'>,
  forms: FormRegistry,
): void {
  documentPages<TiersPolicy>(hq, forms, deps, '/tiers', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    return {
      document: deps.tiersPolicy,
      base: '/hq/tiers',
      options: {
        title: t('tiersTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
      },
      lead: <p class="page-lead">{t('tiersLead')}</p>,
      card: { id: 'tiers', title: () => t('tiersTitle') },
      fields: ({ edited, fault }) => <TierFields visit={visit} edited={edited} fault={fault} />,
      shown: (_, content) => <TiersShown visit={visit} content={content} />,
      read(_, fields) {
        const read = tiersPolicySchema.safeParse(valueFrom(tiersPolicySchema, fields));
        return read.success ? { content: read.data } : new NotAsked(t('tiersBad'));
      },
    };
  });
}

function TierFields({
  visit,
  edited,
  fault,
}: {
  visit: Visit;
  edited: TiersPolicy;
  fault: FormFault | null;
}) {
  const { t } = visit;
  const present = textsFrom(tiersPolicySchema, edited);
  const text = (name: string): string => typed(fault, name, present[name] ?? '');
  const field = (name: string, label: Word, maxlength: number, inputmode?: 'decimal' | 'numeric') => (
    <label class="field">
      <span>{t(label)}</span>
      <input name={name} inputmode={inputmode} maxlength={maxlength} autocomplete="off" value={text(name)} />
    </label>
  );
  const rows = Math.min(mostTiers, edited.tiers.length + 1);
  return (
    <>
      {field('periodMonths', 'tiersPeriod', 2, 'numeric')}
      <p class="hint">{t('tiersRowsLead')}</p>
      {Array.from({ length: rows }, (_, row) => (
        <fieldset class="block setting-group">
          <legend>{t('tierRow', { row: row + 1 })}</legend>
          <div class="field-pair">
            {field(`tiers.${row}.name.zh`, 'tierNameZh', 20)}
            {field(`tiers.${row}.name.en`, 'tierNameEn', 40)}
          </div>
          <div class="field-pair">
            {field(`tiers.${row}.id`, 'tierId', 31)}
            {field(`tiers.${row}.pointsPercent`, 'tierPointsPercent', 4, 'numeric')}
          </div>
          <p class="hint">{t('tierFromLead')}</p>
          <div class="field-pair">
            {field(`tiers.${row}.from.spendFen`, 'tierSpend', 12, 'decimal')}
            {field(`tiers.${row}.from.orders`, 'tierOrders', 5, 'numeric')}
          </div>
          {field(`tiers.${row}.from.points`, 'tierPoints', 9, 'numeric')}
        </fieldset>
      ))}
    </>
  );
}

function TiersShown({ visit, content }: { visit: Visit; content: TiersPolicy }) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('tierName'), kind: 'main' },
    { label: t('tierFrom') },
    { label: t('tierPointsPercent'), kind: 'number' },
  ];
  const from = ({ from: thresholds }: Tier) =>
    tierMeasures
      .flatMap((measure) => {
        const amount = thresholds[measure];
        return amount === null ? [] : [measureText(visit, measure, amount)];
      })
      .join(t('tierOr'));
  return (
    <>
      <Facts rows={[[t('tiersPeriod'), String(content.periodMonths)]]} />
      {content.tiers.length === 0 ? (
        <Empty text={t('tiersNone')} />
      ) : (
        <Table caption={t('tiersTitle')} columns={columns}>
          {content.tiers.map((tier) => (
            <Row columns={columns} cells={[tier.name[language], from(tier), `${tier.pointsPercent}%`]} />
          ))}
        </Table>
      )}
    </>
  );
}
