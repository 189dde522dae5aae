/** @jsxImportSource hono/jsx */
import type { Category } from '@jindian/shared/contract/goods/catalog';
import {
  type Lane,
  type PromotionKind,
  promotionChannels,
} from '@jindian/shared/contract/selling/promotions';
import type { Tier } from '@jindian/shared/contract/selling/tiers';
import type { Child } from 'hono/jsx';
import type { FormFields } from '../../forms/fields.ts';
import { FieldFault } from '../../forms/post-form.tsx';
import { Card } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, partsOn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { categoryOptions } from '../goods/product-fields.tsx';
import { Check, Select } from '../serving/sourcing-inputs.tsx';
import { bearers, capNames, type PromotionFaults, rowsOf } from './promotion-form.ts';

export type PromotionFieldsProps = {
  c: HqContext;
  kind: PromotionKind;
  fields: FormFields;
  faults: PromotionFaults;
  lanes: readonly Lane[];
  tiers: readonly Tier[];
  categories: readonly Category[];
};

/** Rows to fill in beside those that are filled in. */
const moreRows = 2;

export function PromotionFields(props: PromotionFieldsProps) {
  const { c, kind, fields, faults, lanes, tiers, categories } = props;
  const visit = c.get('visit');
  const { t, code, language } = visit;
  const offered = <Id extends string>(field: string, options: readonly (readonly [Id, string])[]) => (
    <fieldset class="rate-condition is-plain">
      <div class="checks">
        {options.map(([value, label]) => (
          <Check label={label} name={field} value={value} on={fields.all(field).includes(value)} />
        ))}
      </div>
    </fieldset>
  );
  const tiersOn = !c.get('off').includes('tiers') && tiers.length > 0;
  const chosenTiers = fields.all('scope.tierIds');
  return (
    <>
      <input type="hidden" name="kind" value={kind} />
      <Card title={t('promotionBasics')}>
        <div class="field-pair">
          <Field {...props} name="name.zh" label="promotionNameZh" maxlength={40} required />
          <Field {...props} name="name.en" label="promotionNameEn" maxlength={60} />
        </div>
        <Select
          label={t('promotionLane')}
          name="laneId"
          chosen={fields.text('laneId')}
          options={lanes.map(({ id, name }) => [id, name[language]])}
        />
      </Card>
      <Card title={`${t('promotionDoes')} · ${code('promotionKind', kind)}`}>
        <Does {...props} />
      </Card>
      <Card title={t('promotionGoods')} lead={t('promotionGoodsLead')}>
        <Names {...props} name="goods.productIds" of="products" label="promotionProducts" />
        <details class="rate-condition" open={fields.all('goods.categoryIds').length > 0}>
          <summary>{t('promotionCategories')}</summary>
          {offered('goods.categoryIds', categoryOptions(categories, language))}
        </details>
        <Field {...props} name="goods.tags" label="promotionTags" maxlength={200} />
        <Names {...props} name="goods.exceptProductIds" of="products" label="promotionExcept" />
      </Card>
      <Card title={t('promotionScope')} lead={t('promotionScopeLead')}>
        <Names {...props} name="scope.locationIds" of="places" label="promotionPlaces" />
        <Field {...props} name="scope.provinces" label="promotionProvinces" maxlength={200} />
        <p class="sub">{t('promotionChannels')}</p>
        {offered(
          'scope.channels',
          promotionChannels.map((channel) => [channel, channel === 'api' ? 'API' : code('channel', channel)]),
        )}
        {tiersOn ? (
          <>
            <p class="sub">{t('promotionTiers')}</p>
            {offered(
              'scope.tierIds',
              tiers.map(({ id, name }) => [id, name[language]]),
            )}
          </>
        ) : (
          // Nobody loses a condition by saving.
          chosenTiers.map((id) => <input type="hidden" name="scope.tierIds" value={id} />)
        )}
      </Card>
      <Card title={t('promotionCoupon')} lead={t('promotionCouponLead')}>
        <Check label={t('promotionByCoupon')} name="byCoupon" on={fields.text('byCoupon') === 'yes'} />
        <div class="field-grid">
          <Field {...props} name="coupon.code" label="couponCode" maxlength={16} />
          {/* Nobody can take such codes along yet: what was said by another way stays. */}
          <input type="hidden" name="coupon.singleCodes" value={fields.text('coupon.singleCodes')} />
          <Field {...props} name="coupon.perMember" label="couponPerMember" maxlength={3} mode="numeric" />
          <Field {...props} name="coupon.inAll" label="couponInAll" maxlength={9} mode="numeric" />
          <Field {...props} name="coupon.validDays" label="couponDays" maxlength={4} mode="numeric" />
        </div>
        <Check label={t('couponInApp')} name="coupon.inApp" on={fields.text('coupon.inApp') === 'yes'} />
        <Check
          label={t('couponBack')}
          name="coupon.backOnReturn"
          on={fields.text('coupon.backOnReturn') === 'yes'}
        />
      </Card>
      <Card title={t('promotionTimes')}>
        <div class="field-pair">
          <Field {...props} name="fromMs" label="promotionFrom" type="datetime-local" required />
          <Field {...props} name="untilMs" label="promotionUntil" type="datetime-local" />
        </div>
        <div class="field-pair">
          <Field {...props} name="hours.fromMinute" label="promotionHourFrom" type="time" />
          <Field {...props} name="hours.untilMinute" label="promotionHourUntil" type="time" />
        </div>
      </Card>
      <Card title={t('promotionCost')}>
        <p class="sub">{t('promotionBorne')}</p>
        <div class="field-grid">
          {bearers.map((bearer) =>
            bearer === 'owner' && partsOn(c, 'ownership', ['dealer']).length === 0 ? (
              <input type="hidden" name="borneBy.owner" value={fields.text('borneBy.owner')} />
            ) : (
              <Field
                {...props}
                name={`borneBy.${bearer}`}
                label={`promotionBearer.${bearer}`}
                maxlength={3}
                mode="numeric"
              />
            ),
          )}
        </div>
        <FieldFault text={said(props, 'borneBy')} />
        <p class="sub">{t('promotionCaps')}</p>
        <div class="field-grid">
          {capNames.map((cap) => (
            <Field
              {...props}
              name={`caps.${cap}`}
              label={`promotionCap.${cap}`}
              maxlength={9}
              mode="numeric"
            />
          ))}
        </div>
        <Field {...props} name="caps.budgetFen" label="promotionBudget" maxlength={12} mode="decimal" />
        {faults.has('caps') ? <FieldFault text={said(props, 'caps')} /> : null}
      </Card>
    </>
  );
}

function said({ c, faults }: Pick<PromotionFieldsProps, 'c' | 'faults'>, field: string): string | null {
  const word = faults.get(field);
  return word === undefined ? null : c.get('visit').t(word);
}

function Field({
  name,
  label,
  type = 'text',
  mode,
  maxlength,
  required = false,
  ...props
}: PromotionFieldsProps & {
  name: string;
  label: Word;
  type?: 'text' | 'time' | 'datetime-local';
  mode?: 'numeric' | 'decimal';
  maxlength?: number;
  required?: boolean;
}) {
  const wrong = said(props, name);
  return (
    <label class="field">
      <span>{props.c.get('visit').t(label)}</span>
      <input
        name={name}
        type={type}
        inputmode={mode}
        maxlength={maxlength}
        value={props.fields.text(name)}
        required={required}
        autocomplete="off"
        aria-invalid={wrong ? 'true' : undefined}
      />
      <FieldFault text={wrong} />
    </label>
  );
}

function Names({
  name,
  of,
  label,
  ...props
}: PromotionFieldsProps & { name: string; of: 'products' | 'places'; label: Word }) {
  const { t } = props.c.get('visit');
  const given = props.fields.all(name).filter((text) => text.trim() !== '');
  return (
    <details class="rate-condition" open={given.length > 0 || props.faults.has(name)}>
      <summary>{t(label)}</summary>
      <div class="field-grid">
        {[...given, ...Array.from({ length: moreRows }, () => '')].map((value, nth) => (
          <Picker
            name={name}
            of={of}
            label={t(label)}
            unseenLabel
            placeholder={t('ratePick')}
            value={value}
            nth={nth}
          />
        ))}
      </div>
      <FieldFault text={said(props, name)} />
    </details>
  );
}

/** Rows of a list, and some to fill in. */
function Rows({
  list,
  most,
  children,
  ...props
}: Omit<PromotionFieldsProps, never> & { list: string; most: number; children: (row: number) => Child }) {
  const filled = Math.max(-1, ...rowsOf(props.fields, list)) + 1;
  const rows = Math.min(most, filled + moreRows);
  return (
    <>
      {Array.from({ length: rows }, (_, row) => (
        <div class="field-grid">{children(row)}</div>
      ))}
      <FieldFault text={said(props, list)} />
    </>
  );
}

function Does(props: PromotionFieldsProps) {
  const { c, kind, fields } = props;
  const { t } = c.get('visit');
  const sku = (name: string, label: Word = 'promotionSku') => (
    <Picker
      name={name}
      of="goods"
      label={t(label)}
      placeholder={t('ratePick')}
      value={fields.text(name)}
      fault={said(props, name) ?? undefined}
    />
  );
  const same = <Check label={t('promotionSameSku')} name="sameSku" on={fields.text('sameSku') === 'yes'} />;
  const money = (name: string, label: Word) => (
    <Field {...props} name={name} label={label} mode="decimal" maxlength={12} />
  );
  const count = (name: string, label: Word) => (
    <Field {...props} name={name} label={label} mode="numeric" maxlength={9} />
  );
  const measure = (
    <Select
      label={t('promotionMeasure')}
      name="measure"
      chosen={fields.text('measure')}
      options={[
        ['fen', t('promotionMeasure.fen')],
        ['pieces', t('promotionMeasure.pieces')],
      ]}
    />
  );
  switch (kind) {
    case 'member_price':
    case 'time_price':
      return (
        <Rows {...props} list="prices" most={200}>
          {(row) => (
            <>
              {sku(`prices.${row}.skuId`)}
              {money(`prices.${row}.priceFen`, 'promotionPrice')}
            </>
          )}
        </Rows>
      );
    case 'percent':
      return money('offBasisPoints', 'promotionPercentOff');
    case 'amount':
      return money('offFen', 'promotionPieceOff');
    case 'full_reduction':
      return (
        <>
          {measure}
          <Rows {...props} list="steps" most={8}>
            {(row) => (
              <>
                {money(`steps.${row}.from`, 'promotionStepFrom')}
                {money(`steps.${row}.offFen`, 'promotionFenOff')}
                {money(`steps.${row}.offBasisPoints`, 'promotionPercentOff')}
              </>
            )}
          </Rows>
          <Check label={t('promotionRepeats')} name="repeats" on={fields.text('repeats') === 'yes'} />
        </>
      );
    case 'nth_piece':
      return (
        <>
          <div class="field-pair">
            {count('n', 'promotionN')}
            {money('offBasisPoints', 'promotionPercentOff')}
          </div>
          {same}
        </>
      );
    case 'buy_get':
      return (
        <>
          <div class="field-pair">
            {count('buy', 'promotionBuy')}
            {count('get', 'promotionGet')}
          </div>
          {same}
        </>
      );
    case 'bundle':
      return (
        <>
          {money('priceFen', 'promotionBundlePrice')}
          <Rows {...props} list="parts" most={8}>
            {(row) => (
              <>
                {sku(`parts.${row}.skuIds`, 'promotionSkus')}
                {count(`parts.${row}.quantity`, 'promotionQuantity')}
              </>
            )}
          </Rows>
        </>
      );
    case 'gift':
      return (
        <>
          <div class="field-pair">
            {measure}
            {money('from', 'promotionThreshold')}
          </div>
          <p class="sub">{t('promotionGifts')}</p>
          <Rows {...props} list="gifts" most={3}>
            {(row) => (
              <>
                {sku(`gifts.${row}.skuId`)}
                {count(`gifts.${row}.quantity`, 'promotionQuantity')}
              </>
            )}
          </Rows>
        </>
      );
    case 'free_delivery':
      return (
        <div class="field-pair">
          {measure}
          {money('from', 'promotionThresholdNone')}
        </div>
      );
  }
}
