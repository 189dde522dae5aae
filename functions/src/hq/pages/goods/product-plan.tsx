/** @jsxImportSource hono/jsx */
import { statusOf } from '@jindian/shared/contract/goods/catalog';
import type { EditedProduct } from '@jindian/shared/contract/goods/editing';
import { brandDateTime, brandTimeOf, formatBrandTime } from '@jindian/shared/time';
import { nextStatuses } from '../../../goods/catalog/editing.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormFault, ofForm, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';

const times = ['onSaleAtMs', 'dealersFromMs', 'offSaleAtMs'] as const;

/** What is said of a product that will go on or off sale by itself; empty where nothing is planned. */
export function planWords({ t }: Visit, product: EditedProduct, nowMs: number): string[] {
  const { onSaleAtMs, offSaleAtMs, dealersFromMs, visibleFromMs } = product;
  const said = (
    word: 'productPlanOn' | 'productPlanOff' | 'productPlanDealers' | 'productSeenFrom',
    atMs?: number,
  ) => (atMs === undefined ? [] : [t(word, { time: formatBrandTime(atMs) })]);
  const isOnSale = statusOf(product) === 'on_sale';
  return [
    ...said('productPlanOn', onSaleAtMs),
    ...said('productPlanDealers', onSaleAtMs === undefined ? undefined : dealersFromMs),
    ...said('productSeenFrom', isOnSale && (visibleFromMs ?? 0) > nowMs ? visibleFromMs : undefined),
    ...said('productPlanOff', offSaleAtMs),
  ];
}

export function planBody(fields: FormFields) {
  const at = (name: string) => {
    const text = fields.text(name);
    return text === '' ? null : (brandTimeOf(text) ?? text);
  };
  return Object.fromEntries(times.map((name) => [name, at(name)]));
}

/** When a product goes on sale and off sale by itself. */
export function PlanCard(props: {
  c: HqContext;
  product: EditedProduct;
  here: string;
  nowMs: number;
  fault: FormFault | null;
}) {
  const { c, product, here, nowMs, fault } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const status = statusOf(product);
  const canGoOn = nextStatuses[status].includes('on_sale');
  if (!canGoOn && status !== 'on_sale') return null;
  const own = ofForm(fault, here, 'plan');
  const field = (name: (typeof times)[number], label: string) => (
    <label class="field">
      <span>{label}</span>
      <input
        type="datetime-local"
        name={name}
        value={typed(own, name, product[name] === undefined ? '' : brandDateTime(product[name]))}
      />
    </label>
  );
  const planned = planWords(visit, product, nowMs);
  return (
    <Card id="plan" title={t('productPlanTitle')} lead={planned.join(' · ') || t('productPlanLead')}>
      <SeenForm c={c} action={here} act="plan" revision={product.revision} fault={fault}>
        <div class="field-pair">
          {canGoOn ? field('onSaleAtMs', t('productOnAt')) : null}
          {field('offSaleAtMs', t('productOffAt'))}
          {canGoOn ? field('dealersFromMs', t('productDealersAt')) : null}
        </div>
        <div class="actions">
          <button class="button is-plain is-small" type="submit">
            {t('productPlanSave')}
          </button>
        </div>
      </SeenForm>
      {product.onSaleAtMs === undefined && product.offSaleAtMs === undefined ? null : (
        <SeenForm
          c={c}
          layout="inline-form"
          action={here}
          act="unplan"
          revision={product.revision}
          fault={fault}
        >
          <button class="button is-plain is-small" type="submit">
            {t('productPlanCancel')}
          </button>
        </SeenForm>
      )}
    </Card>
  );
}
