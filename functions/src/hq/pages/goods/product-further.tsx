/** @jsxImportSource hono/jsx */
import { attributesFor } from '@jindian/shared/category-tree';
import type { Category, Product } from '@jindian/shared/contract/goods/catalog';
import { abilities } from '@jindian/shared/contract/places/network';
import type { Child } from 'hono/jsx';
import type { Tax } from '../../../goods/catalog/catalog.ts';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import type { HqContext } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { Block, Check, Select } from '../serving/sourcing-inputs.tsx';
import { specLines, tagLines } from './product-more-body.ts';

const trackings = ['lot', 'lot_and_expiry'] as const;

/** What of a product not every product has, in groups that are closed while nothing is wrong in them. */
export function FurtherFields({
  c,
  product,
  categories,
  taxUnlessTold,
  fault,
}: {
  c: HqContext;
  product: Product | null;
  categories: readonly Category[];
  /** What holds where it says nothing itself. */
  taxUnlessTold: Tax;
  fault: FormFault | null;
}) {
  const { t, code, language } = c.get('visit');
  const at = (name: string, otherwise: string | number | undefined) =>
    typed(fault, name, String(otherwise ?? ''));
  const isTicked = (name: string, value: string, otherwise: boolean) =>
    fault ? fault.fields.all(name).includes(value) : otherwise;
  const wrongIn = (...paths: string[]) => paths.some((path) => fault?.path?.startsWith(path) ?? false);
  const line = (name: string, label: string, value: string | number | undefined, more: object = {}) => (
    <label class="field">
      <span>{label}</span>
      <input name={name} value={at(name, value)} autocomplete="off" {...more} />
    </label>
  );
  const pair = (name: 'brandLine' | 'notReturnable', label: string, maxlength: number) => (
    <div class="field-pair is-texts">
      {line(`${name}.zh`, `${label} · ${t('productZh')}`, product?.[name]?.zh, { maxlength })}
      {line(`${name}.en`, `${label} · ${t('productEn')}`, product?.[name]?.en, { maxlength })}
    </div>
  );
  const lines = (name: 'specs' | 'tags', label: string, hint: string, value: string) => (
    <label class="field">
      <span>{label}</span>
      <textarea name={name} rows={4} maxlength={4_000} aria-invalid={wrongIn(name) ? 'true' : undefined}>
        {at(name, value)}
      </textarea>
      <small class="hint">{hint}</small>
    </label>
  );
  const whole = { inputmode: 'numeric', maxlength: 6 };
  const attributes = product ? attributesFor(categories, product.categoryId) : [];
  return (
    <>
      <Group title={t('productShown')} open={wrongIn('brandLine', 'tags', 'specs', 'attributes')}>
        {pair('brandLine', t('productBrandLine'), 30)}
        {lines('tags', t('productTags'), t('productTagsHint'), product ? tagLines(product.tags ?? []) : '')}
        {attributes.map(({ id, name, values }) => (
          <Block legend={name[language]}>
            {values.map((value) => (
              <Check
                label={value.name[language]}
                name={`attribute.${id}`}
                value={value.id}
                on={isTicked(
                  `attribute.${id}`,
                  value.id,
                  product?.attributes?.[id]?.includes(value.id) ?? false,
                )}
              />
            ))}
          </Block>
        ))}
        {attributes.length === 0 ? <p class="muted">{t('productNoAttributes')}</p> : null}
        {lines('specs', t('productSpecs'), t('productSpecsHint'), product ? specLines(product.specs) : '')}
      </Group>
      <Group
        title={t('productServed')}
        open={wrongIn('needs', 'portionGrams', 'warrantyMonths', 'notReturnable')}
      >
        <Block legend={t('productNeeds')}>
          {abilities.map((one) => (
            <Check
              label={code('ability', one)}
              name="needs"
              value={one}
              on={isTicked('needs', one, product?.needs?.includes(one) ?? false)}
            />
          ))}
        </Block>
        <div class="field-pair">
          {line('portionGrams', t('productPortion'), product?.portionGrams, whole)}
          {line('warrantyMonths', t('productWarranty'), product?.warrantyMonths, whole)}
        </div>
        {pair('notReturnable', t('productNotReturnable'), 80)}
      </Group>
      <Group
        title={t('productStockAndTax')}
        open={wrongIn('tracking', 'expiryBlockDays', 'taxCode', 'taxRateBasisPoints')}
      >
        <div class="field-pair">
          <Select
            label={t('productTracking')}
            name="tracking"
            chosen={at('tracking', product?.tracking)}
            options={[
              ['', t('productUntracked')],
              ...trackings.map((one) => [one, code('tracking', one)] as const),
            ]}
          />
          {line('expiryBlockDays', t('categoryExpiry'), product?.expiryBlockDays, { ...whole, maxlength: 3 })}
        </div>
        <Check
          label={t('productHasSerials')}
          name="hasSerials"
          on={isTicked('hasSerials', 'yes', product?.hasSerials ?? false)}
        />
        <div class="field-pair">
          {line(
            'taxRate',
            t('productTaxRate'),
            product?.taxRateBasisPoints === undefined ? '' : product.taxRateBasisPoints / 100,
            { inputmode: 'decimal', maxlength: 6 },
          )}
          {line('taxCode', t('productTaxCode'), product?.taxCode, { inputmode: 'numeric', maxlength: 19 })}
        </div>
        <small class="hint">
          {t('productTaxUnlessTold', {
            rate: taxUnlessTold.taxRateBasisPoints / 100,
            code: taxUnlessTold.taxCode,
          })}
        </small>
      </Group>
      <Group title={t('productWhere')} open={wrongIn('regions', 'branchesOf', 'onlineOnly')}>
        {line('regions', t('productRegions'), product?.regions?.join('、'), { maxlength: 200 })}
        <Select
          label={t('productBranchesOf')}
          name="branchesOf"
          chosen={at('branchesOf', product?.branchesOf)}
          options={(['', 'hq', 'dealer'] as const).map((one) => [
            one,
            t(
              one === ''
                ? 'productAllBranches'
                : one === 'hq'
                  ? 'productHqBranches'
                  : 'productDealerBranches',
            ),
          ])}
        />
        <Check
          label={t('productOnlineOnly')}
          name="onlineOnly"
          on={isTicked('onlineOnly', 'yes', product?.onlineOnly ?? false)}
        />
      </Group>
    </>
  );
}

function Group({ title, open, children }: { title: string; open: boolean; children: Child }) {
  return (
    <details class="field-group" open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

/** Where each group's values are wrong. */
export const furtherWords = {
  brandLine: 'productBadText',
  tags: 'productBadTags',
  specs: 'productBadSpecs',
  notReturnable: 'productBadText',
  portionGrams: 'productBadNumber',
  warrantyMonths: 'productBadNumber',
  expiryBlockDays: 'productBadNumber',
  taxCode: 'productBadTax',
  taxRateBasisPoints: 'productBadTax',
  regions: 'productBadRegion',
} as const satisfies Record<string, Word>;
