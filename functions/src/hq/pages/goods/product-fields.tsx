/** @jsxImportSource hono/jsx */
import { categoryPath } from '@jindian/shared/category-tree';
import type { Category, Product } from '@jindian/shared/contract/goods/catalog';
import type { Tax } from '../../../goods/catalog/catalog.ts';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { Block, Check, Select } from '../serving/sourcing-inputs.tsx';
import { DetailPictures, PictureFields } from './pictures.tsx';
import { knownName, knownValues, optionRows, restOf, valueLines } from './product-body.ts';
import { FurtherFields } from './product-further.tsx';

/** With how far it stands in: 「鞋 › 跑鞋」. */
export function categoryOptions(categories: readonly Category[], language: 'zh' | 'en') {
  const byId = new Map(categories.map((category) => [category.id, category]));
  return categories.map(({ id }) => {
    const names = categoryPath(byId, id).map((one) => byId.get(one)?.name[language] ?? one);
    return [id, names.reverse().join(' › ')] as const;
  });
}

/** The fields of a product, of a new one (null) or of one that is there. */
export function ProductFields({
  c,
  product,
  categories,
  taxUnlessTold,
  fault,
}: {
  c: HqContext;
  product: Product | null;
  categories: readonly Category[];
  taxUnlessTold: Tax;
  fault: FormFault | null;
}) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const at = (name: string, otherwise: string) => typed(fault, name, otherwise);
  const isOn = (name: string, otherwise: boolean) => (fault ? fault.fields.text(name) === 'yes' : otherwise);
  const invalid = (path: string) => (fault?.path?.startsWith(path) ? 'true' : undefined);
  const both = (name: 'title' | 'subtitle' | 'description', label: string, longest: number) => (
    <div class="field-pair is-texts">
      {(['zh', 'en'] as const).map((one) => {
        const id = `${name}.${one}`;
        const value = at(id, product?.[name][one] ?? '');
        const said = `${label} · ${t(one === 'zh' ? 'productZh' : 'productEn')}`;
        return name === 'description' ? (
          <label class="field">
            <span>{said}</span>
            <textarea name={id} rows={4} maxlength={longest} required={one === 'zh'}>
              {value}
            </textarea>
          </label>
        ) : (
          <label class="field">
            <span>{said}</span>
            <input
              name={id}
              value={value}
              maxlength={longest}
              required={one === 'zh'}
              autocomplete="off"
              aria-invalid={invalid(name)}
            />
          </label>
        );
      })}
    </div>
  );
  return (
    <>
      <input type="hidden" name="rest" value={at('rest', product ? restOf(product) : '{}')} />
      {both('title', t('productTitle'), 60)}
      {both('subtitle', t('productSubtitle'), 80)}
      {both('description', t('productDescription'), 2_000)}
      <div class="field-pair">
        <Select
          label={t('productCategory')}
          name="categoryId"
          chosen={at('categoryId', product?.categoryId ?? '')}
          options={categoryOptions(categories, language)}
        />
        <label class="field">
          <span>{t('productWeight')}</span>
          <input
            name="weightGrams"
            inputmode="numeric"
            value={at('weightGrams', product ? String(product.weightGrams) : '')}
            maxlength={6}
            required
            aria-invalid={invalid('weightGrams')}
          />
        </label>
        <label class="field">
          <span>{t('productVolume')}</span>
          <input
            name="volumeCubicCentimeters"
            inputmode="numeric"
            value={at('volumeCubicCentimeters', String(product?.volumeCubicCentimeters ?? ''))}
            maxlength={8}
            aria-invalid={invalid('volumeCubicCentimeters')}
          />
        </label>
      </div>
      <Block>
        <Check
          label={t('productDeliverable')}
          name="deliverable"
          on={isOn('deliverable', product?.deliverable ?? true)}
        />
        <Check
          label={t('productPickupable')}
          name="pickupable"
          on={isOn('pickupable', product?.pickupable ?? true)}
        />
      </Block>
      <PictureFields c={c} product={product} fault={fault} />
      <DetailPictures c={c} product={product} fault={fault} />
      <FurtherFields
        c={c}
        product={product}
        categories={categories}
        taxUnlessTold={taxUnlessTold}
        fault={fault}
      />
      {Array.from({ length: optionRows }, (_, nth) => {
        const option = product?.options[nth];
        const name = `options.${nth}`;
        return (
          <fieldset class="block is-option">
            <legend>{t('productOption', { number: nth + 1 })}</legend>
            <input
              type="hidden"
              name={`${name}.known`}
              value={at(`${name}.known`, option ? knownValues(option) : '{}')}
            />
            <div class="field-pair">
              <label class="field">
                <span>{t('productOptionZh')}</span>
                <input
                  name={`${name}.name.zh`}
                  value={at(`${name}.name.zh`, option?.name.zh ?? '')}
                  maxlength={20}
                  autocomplete="off"
                />
              </label>
              <label class="field">
                <span>{t('productOptionEn')}</span>
                <input
                  name={`${name}.name.en`}
                  value={at(`${name}.name.en`, option?.name.en ?? '')}
                  maxlength={20}
                  autocomplete="off"
                />
              </label>
            </div>
            <label class="field">
              <span>{t('productValues')}</span>
              <textarea name={`${name}.values`} rows={3} maxlength={3_000} aria-invalid={invalid(name)}>
                {at(`${name}.values`, option ? valueLines(option) : '')}
              </textarea>
              <small class="hint">{t('productValuesHint')}</small>
            </label>
          </fieldset>
        );
      })}
      {product ? <SkuRows visit={visit} product={product} fault={fault} /> : null}
      <label class="field">
        <span>{t(product ? 'productPriceNew' : 'productPrice')}</span>
        <input
          name="price"
          inputmode="decimal"
          value={at('price', product?.skus[0] ? (product.skus[0].priceFen / 100).toFixed(2) : '')}
          maxlength={10}
          required
          aria-invalid={invalid('skus')}
        />
      </label>
      {product ? <Check label={t('productFill')} name="fill" on={isOn('fill', false)} /> : null}
    </>
  );
}

function SkuRows({ visit, product, fault }: { visit: Visit; product: Product; fault: FormFault | null }) {
  const { t, language } = visit;
  return (
    <Block legend={t('productSkus')}>
      {product.skus.map((sku, nth) => {
        const name = `sku.${nth}`;
        const invalid = fault?.path?.startsWith(`skus.${nth}.`) ? 'true' : undefined;
        return (
          <div class="field-pair is-sku">
            <input type="hidden" name={`${name}.id`} value={sku.id} />
            <input type="hidden" name={`${name}.form`} value={JSON.stringify(sku.optionValueIds)} />
            <input type="hidden" name={`${name}.name`} value={knownName(product, sku)} />
            <label class="field">
              <span>
                {sku.name[language]} · {sku.id} · {t('productYuan')}
              </span>
              <input
                name={`${name}.price`}
                inputmode="decimal"
                value={typed(fault, `${name}.price`, (sku.priceFen / 100).toFixed(2))}
                maxlength={10}
                required
                aria-invalid={invalid}
              />
            </label>
            <label class="field">
              <span>{t('productBarcodes')}</span>
              <input
                name={`${name}.barcodes`}
                value={typed(fault, `${name}.barcodes`, sku.barcodes.join(' '))}
                maxlength={280}
                autocomplete="off"
                aria-invalid={invalid}
              />
            </label>
            <label class="field">
              <span>{t('productSkuWeight')}</span>
              <input
                name={`${name}.weight`}
                inputmode="numeric"
                value={typed(
                  fault,
                  `${name}.weight`,
                  sku.weightGrams === undefined ? '' : String(sku.weightGrams),
                )}
                placeholder={String(product.weightGrams)}
                maxlength={6}
                autocomplete="off"
                aria-invalid={invalid}
              />
            </label>
            <label class="field">
              <span>{t('productSkuVolume')}</span>
              <input
                name={`${name}.volume`}
                inputmode="numeric"
                value={typed(fault, `${name}.volume`, String(sku.volumeCubicCentimeters ?? ''))}
                placeholder={String(product.volumeCubicCentimeters ?? '')}
                maxlength={8}
                autocomplete="off"
                aria-invalid={invalid}
              />
            </label>
            {product.status === 'draft' ? (
              <Check
                label={t('productSkuRemove')}
                name={`${name}.remove`}
                on={fault?.fields.text(`${name}.remove`) === 'yes'}
              />
            ) : null}
          </div>
        );
      })}
    </Block>
  );
}
