/** What is so now, as a table that can be changed and brought in again: unchanged, it changes nothing. */
import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import { type Product, type Sku, shortProvinceName, statusOf } from '@jindian/shared/contract/goods/catalog';
import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import type { PriceContent } from '@jindian/shared/contract/goods/prices';
import type { Location } from '@jindian/shared/contract/places/network';
import { deliveryFeeText } from '@jindian/shared/delivery-fee';
import { calendarText, clockText, weeklyText } from '@jindian/shared/hours';
import { importColumns, importColumnWords } from '@jindian/shared/import-columns';
import type { Catalog } from '../catalog/catalog.ts';
import { policyFrom } from '../catalog/prices.ts';
import { nameOf } from './goods.ts';
import { categoryCells, moreCells } from './more-columns.ts';

export type TableRow = readonly (string | number)[];

const levelHead = [
  'locationId',
  'skuId',
  'ownerId',
  'onHand',
  'safety',
  'condition',
  'lot',
  'expiresOn',
] as const;
const placeHead = [
  'locationId',
  'placeKind',
  'placeName',
  'placeNameEn',
  'ownerId',
  'placeAddress',
  'placeAddressEn',
  'latitude',
  'longitude',
  'opens',
  'closes',
  'weekly',
  'exceptions',
  'radiusKm',
  'trades',
  'abilities',
  'ordersPerDay',
  'phone',
  'contactName',
  'contactPhone',
  'placePicture',
  'deliveryFee',
  'placeStatus',
] as const;
const priceHead = ['skuId', 'productName', 'region', 'city', 'oldPriceYuan', 'priceYuan'] as const;

/** Goods that are tracked have a row for each lot; their safety stock belongs to no lot, and is left alone. */
export function levelTable(locationId: string, items: readonly StockItem[]): TableRow[] {
  const rows = items.flatMap(({ skuId, tracking, levels }) =>
    levels.flatMap(({ ownerId, condition, lots, onHand, safety }): TableRow[] => {
      const told = condition === 'sellable' ? '' : condition;
      if (tracking !== 'none')
        return lots.map((lot) => [
          locationId,
          skuId,
          ownerId,
          lot.onHand,
          '',
          told,
          lot.code,
          lot.expiresOn ?? '',
        ]);
      return [[locationId, skuId, ownerId, onHand, told === '' ? safety : '', told, '', '']];
    }),
  );
  return [levelHead, ...rows];
}

/** With the price of now twice: one is to be changed, the other says what whoever changes it saw. National prices, and those regional ones that the brand allows: as they are in force: imports are laid on that. */
export function priceTable(
  goods: Pick<Catalog, 'products' | 'sku'>,
  { policies, entries }: PriceContent,
): TableRow[] {
  const yuan = (fen: number) => (fen / 100).toFixed(2);
  const policyOf = policyFrom(policies);
  const national = goods.products.flatMap(({ title, skus }) =>
    skus.map(({ id, priceFen }): TableRow => [id, title.zh, '', '', yuan(priceFen), yuan(priceFen)]),
  );
  const regional = entries.flatMap(({ skuId, province, city, priceFen }): TableRow[] => {
    const product = goods.sku(skuId)?.product;
    return product && policyOf(product) === 'regional'
      ? [[skuId, product.title.zh, shortProvinceName(province), city ?? '', yuan(priceFen), yuan(priceFen)]]
      : [];
  });
  return [priceHead, ...national, ...regional];
}

/** Points as they are kept: GCJ-02. What is not said of a place is an empty cell, which changes nothing. */
export function placeTable(places: readonly Location[]): TableRow[] {
  const abilitiesOf = ({ abilities }: Location) =>
    abilities === undefined ? '' : abilities.length === 0 ? 'none' : abilities.join('、');
  const rows = places.map(
    (place): TableRow => [
      place.id,
      place.kind,
      place.name.zh,
      place.name.en,
      place.ownerId,
      place.address.zh,
      place.address.en,
      String(place.latGcj02),
      String(place.lngGcj02),
      clockText(place.opensAtMinute),
      clockText(place.closesAtMinute),
      place.weeklyHours ? weeklyText(place.weeklyHours) : '',
      calendarText(place.exceptions ?? []),
      place.serviceRadiusMeters === null ? '' : String(place.serviceRadiusMeters / 1000),
      place.trades.join('、'),
      abilitiesOf(place),
      place.maxOrdersPerDay ?? '',
      place.phone ?? '',
      place.contactName ?? '',
      place.contactPhone ?? '',
      place.imagePath ?? '',
      place.deliveryFee ? deliveryFeeText(place.deliveryFee) : '',
      place.status,
    ],
  );
  return [placeHead, ...rows];
}

const goodsHead = Object.keys(importColumns.goods) as (keyof typeof importColumns.goods)[];
const categoryHead = Object.keys(importColumns.categories);
const nthOf = [1, 2, 3] as const;

/** A table whose head is in somebody's words, which are read as well. */
export function inWords([head = [], ...rows]: readonly TableRow[], language: Language): TableRow[] {
  return [head.map((column) => importColumnWords[column]?.[language] ?? column), ...rows];
}

/** A row for each SKU; what all SKUs of a product have in common stands in the first. */
export function goodsTable({ products }: Pick<Catalog, 'products'>): TableRow[] {
  const named = ({ zh, en }: LocalizedText, ...more: (string | undefined)[]) =>
    [zh, en, ...more].filter(Boolean).join(' | ');
  const rows = products.flatMap((product) =>
    product.skus.map((sku, nth) => {
      const common =
        nth > 0
          ? {}
          : {
              status: statusOf(product),
              categoryId: product.categoryId,
              titleZh: product.title.zh,
              titleEn: product.title.en,
              subtitleZh: product.subtitle.zh,
              subtitleEn: product.subtitle.en,
              descriptionZh: product.description.zh,
              descriptionEn: product.description.en,
              weightGrams: product.weightGrams,
              deliverable: product.deliverable ? 'yes' : 'no',
              pickupable: product.pickupable ? 'yes' : 'no',
              ...Object.fromEntries(
                product.options.map(({ id, name }, at) => [`option${nthOf[at]}`, named(name, `@${id}`)]),
              ),
              pictures: product.imagePaths.join(' '),
              ...moreCells(product),
            };
      const values = product.options.flatMap(({ id, values: all }, at) => {
        const value = all.find((one) => one.id === sku.optionValueIds[id]);
        return value
          ? [[`value${nthOf[at]}`, named(value.name, value.swatchHex, `@${value.id}`, value.imagePath)]]
          : [];
      });
      const cells: Record<string, string | number> = {
        productId: product.id,
        skuId: sku.id,
        ...common,
        ...Object.fromEntries(values),
        priceYuan: (sku.priceFen / 100).toFixed(2),
        barcodes: sku.barcodes.join(' '),
        ...(sku.weightGrams === undefined ? {} : { skuWeightGrams: sku.weightGrams }),
        ...(sku.volumeCubicCentimeters === undefined
          ? {}
          : { skuVolumeCubicCentimeters: sku.volumeCubicCentimeters }),
        ...ownNameOf(product, sku),
      };
      return goodsHead.map((column) => cells[column] ?? '');
    }),
  );
  return [goodsHead, ...rows];
}

/** What a SKU is called, where that does not follow from its values. */
function ownNameOf({ options }: Product, sku: Sku): Record<string, string> {
  const made = nameOf(options, sku.optionValueIds);
  return made.zh === sku.name.zh && made.en === sku.name.en
    ? {}
    : { skuNameZh: sku.name.zh, skuNameEn: sku.name.en };
}

export function categoryTable({ categories }: Pick<Catalog, 'categories'>): TableRow[] {
  return [
    categoryHead,
    ...categories.map((category) => {
      const { id, parentId, name, expiryBlockDays } = category;
      const cells: Record<string, string | number> = {
        categoryId: id,
        parentId: parentId ?? '',
        titleZh: name.zh,
        titleEn: name.en,
        expiryBlockDays: expiryBlockDays ?? '',
        ...categoryCells(category),
      };
      return categoryHead.map((column) => cells[column] ?? '');
    }),
  ];
}
