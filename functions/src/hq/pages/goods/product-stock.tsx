/** @jsxImportSource hono/jsx */
import { locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { EditedProduct } from '@jindian/shared/contract/goods/editing';
import type { Location } from '@jindian/shared/contract/places/network';
import { formatYuan, readYuan } from '@jindian/shared/money';
import { reaches } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { pickedId } from '../../forms/picked.ts';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Card, type Column, Row, Table } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, reachOn, type Visit } from '../../visit.ts';

type StockDeps = Pick<HqDeps, 'inventory' | 'network'>;
const maxRows = 30;
/** Of so many SKUs the fields are shown at once. */
const openUpTo = 4;

export function productStockForm(
  forms: FormRegistry,
  again: (c: HqContext, fault: FormFault) => Response | Promise<Response>,
): void {
  forms.on('/products/:productId/stock', {
    endpoint: endpoints.moveStock,
    params: (_params, fields) => ({ locationId: pickedId(fields.text('location')) }),
    body: (_body, fields, c) => receiptBody(fields, c.get('visit')),
    words: { lines: 'productStockBad', locationId: 'productStockPlace' },
    codes: { not_found: 'productStockPlace', lot_required: 'productStockBad' },
    next(_moved, c, fields) {
      const place = encodeURIComponent(pickedId(fields.text('location')));
      return `/hq/products/${c.req.param('productId')}?location=${place}&done=received#stock`;
    },
    again,
  });
}

/** Only what a number was typed for; one that is none is refused by the schema. */
function receiptBody(fields: FormFields, { t }: Visit) {
  const lines = Array.from({ length: maxRows }, (_, nth) => `stock.${nth}`).flatMap((row) => {
    const [pieces, cost, code, expiresOn] = ['pieces', 'cost', 'lot', 'expires'].map((name) =>
      fields.text(`${row}.${name}`).trim(),
    ) as [string, string, string, string];
    if (pieces === '') return [];
    return [
      {
        skuId: fields.text(`${row}.sku`),
        delta: /^\d{1,6}$/.test(pieces) ? Number(pieces) : Number.NaN,
        ...(cost === '' ? {} : { unitCostFen: readYuan(cost) ?? Number.NaN }),
        ...(code === '' ? {} : { lot: { code, expiresOn: expiresOn || null } }),
      },
    ];
  });
  return { kind: 'receive', reason: t('productStockReason'), lines };
}

/** What a place has of it and what it cost there, by permission; and receiving what was counted there at first. */
export async function ProductStockCard(props: {
  c: HqContext;
  deps: StockDeps;
  product: EditedProduct;
  fault: FormFault | null;
}) {
  const { c, deps, product, fault } = props;
  const { t, language } = c.get('visit');
  const action = `/hq/products/${product.id}/stock`;
  const own = ofForm(fault, action);
  const asked = own ? own.fields.text('location') : (c.req.query('location') ?? '');
  const id = locationIdSchema.safeParse(pickedId(asked)).data;
  const place = id ? await deps.network.location(id) : null;
  const here = place && reaches(reachOn(c, 'stock.read'), place) ? place : null;
  const mayReceive = reachOn(c, 'stock.receive').whole;
  const mayCost = reachOn(c, 'orders.cost.read').whole;
  const columns: Column[] = [
    { label: t('productForm'), kind: 'main' },
    { label: t('productOnHand'), kind: 'number' },
    ...(mayCost ? [{ label: t('productCost'), kind: 'number' } as const] : []),
  ];
  const known = here ? await stockAt(deps, product, here, mayCost) : null;
  return (
    <Card id="stock" title={t(mayCost ? 'productStockAndCost' : 'productStock')} lead={t('productStockLead')}>
      <form class="inline-form" method="get" action={`/hq/products/${product.id}#stock`}>
        <Picker name="location" of="places" label={t('productStockPlace')} value={asked} required />
        <button class="button is-plain" type="submit">
          {t('productStockShow')}
        </button>
      </form>
      {here && known ? (
        <Table caption={t('productStock')} columns={columns}>
          {product.skus.map((sku) => {
            const { onHand, averageMilliFen } = known(sku.id);
            const cost =
              averageMilliFen === null ? t('costUnknown') : formatYuan(Math.round(averageMilliFen / 1_000));
            return (
              <Row
                columns={columns}
                cells={[
                  <>
                    {sku.name[language]}
                    <span class="sub">{sku.id}</span>
                  </>,
                  onHand === null ? '—' : String(onHand),
                  ...(mayCost ? [cost] : []),
                ]}
              />
            );
          })}
        </Table>
      ) : null}
      {here && mayReceive ? (
        <PostForm c={c} action={action} fault={fault}>
          <input type="hidden" name="location" value={here.id} />
          <details class="field-group" open={own !== null || product.skus.length <= openUpTo}>
            <summary>{t('productStockReceive', { place: here.name[language] })}</summary>
            {product.skus.slice(0, maxRows).map((sku, nth) => (
              <ReceiptRow
                c={c}
                product={product}
                sku={sku}
                name={`stock.${nth}`}
                fault={own}
                mayCost={mayCost}
              />
            ))}
            <div class="actions">
              <button class="button is-plain" type="submit">
                {t('productStockReceive', { place: here.name[language] })}
              </button>
            </div>
          </details>
        </PostForm>
      ) : null}
    </Card>
  );
}

function ReceiptRow(props: {
  c: HqContext;
  product: EditedProduct;
  sku: EditedProduct['skus'][number];
  name: string;
  fault: FormFault | null;
  mayCost: boolean;
}) {
  const { c, product, sku, name, fault, mayCost } = props;
  const { t, language } = c.get('visit');
  const field = (part: string, label: string, more: object = {}) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={`${name}.${part}`}
        value={typed(fault, `${name}.${part}`, '')}
        autocomplete="off"
        {...more}
      />
    </label>
  );
  return (
    <div class="field-pair">
      <input type="hidden" name={`${name}.sku`} value={sku.id} />
      {field('pieces', `${sku.name[language]} · ${t('productStockPieces')}`, {
        inputmode: 'numeric',
        maxlength: 6,
      })}
      {mayCost ? field('cost', t('productStockCost'), { inputmode: 'decimal', maxlength: 10 }) : null}
      {product.tracking ? field('lot', t('productStockLot'), { maxlength: 40 }) : null}
      {product.tracking === 'lot_and_expiry'
        ? field('expires', t('productStockExpires'), { type: 'date' })
        : null}
    </div>
  );
}

async function stockAt(deps: StockDeps, product: EditedProduct, place: Location, mayCost: boolean) {
  const keys = product.skus.map(({ id }) => ({ locationId: place.id, skuId: id, ownerId: place.ownerId }));
  const [levels, costs] = await Promise.all([
    deps.inventory.store.readLevels(keys),
    mayCost ? deps.inventory.costs.of(keys) : [],
  ]);
  return (skuId: string) => ({
    onHand: levels.find((level) => level.skuId === skuId)?.onHand ?? null,
    /** What nobody has said is not known, which is not nothing. */
    averageMilliFen: costs.find((cost) => cost.skuId === skuId)?.averageMilliFen || null,
  });
}
