/** @jsxImportSource hono/jsx */
import { type CommissionRates, commissionRatesSchema } from '@jindian/shared/contract/selling/rates';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { valueFrom } from '../../forms/coerce.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { PercentFields, percentNames, percentRows } from '../../policies/percent-fields.tsx';
import { Facts } from '../../ui/parts.tsx';
import type { HqEnvironment } from '../../visit.ts';

/** What sellers earn of what they sell: a draft, published now or at a time, for orders placed from then on. */
export function commissionRatePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'rates' | 'categoryNames' | 'clock'>,
  forms: FormRegistry,
): void {
  documentPages<CommissionRates>(hq, forms, deps, '/commission-rates', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    return {
      document: deps.rates,
      base: '/hq/commission-rates',
      options: {
        title: t('ratesTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
      },
      lead: <p class="page-lead">{t('ratesLead')}</p>,
      card: { id: 'rates', title: () => t('ratesTitle') },
      fields: async ({ edited, fault }) => (
        <>
          <label class="field">
            <span>{t('ratesRuleName')}</span>
            <input
              name="ruleName"
              value={typed(fault, 'ruleName', edited.ruleName)}
              maxlength={64}
              autocomplete="off"
              required
            />
          </label>
          <PercentFields visit={visit} edited={edited} names={await deps.categoryNames()} fault={fault} />
        </>
      ),
      shown: async (_, content) => (
        <Facts
          rows={[
            [t('ratesRuleName'), content.ruleName],
            ...percentRows(visit, content, await deps.categoryNames()),
          ]}
        />
      ),
      read(_, fields) {
        const read = commissionRatesSchema.safeParse(
          valueFrom(commissionRatesSchema, fields, { names: percentNames }),
        );
        return read.success ? { content: read.data } : new NotAsked(t('ratesBad'));
      },
    };
  });
}
