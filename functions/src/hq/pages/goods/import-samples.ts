import type { ImportKind } from '@jindian/shared/contract/goods/imports';
import type { TableRow } from '../../../goods/imports/present.ts';

/** Columns and rows to begin with: their head is in the words of whoever takes them. */
export const importSamples: Record<ImportKind, readonly TableRow[]> = {
  levels: [
    ['locationId', 'skuId', 'ownerId', 'onHand', 'safety', 'condition', 'lot', 'expiresOn', 'asOf'],
    ['B00001', 'P001-01', '', 24, 2, '', '', '', ''],
    ['B00001', 'P001-02', '', 0, '', '', '', '', ''],
  ],
  places: [
    [
      'locationId',
      'placeKind',
      'placeName',
      'placeAddress',
      'latitude',
      'longitude',
      'opens',
      'closes',
      'trades',
      'phone',
      'placeStatus',
    ],
    [
      'SH-001',
      '门店',
      '人民广场店',
      '上海市黄浦区南京西路325号',
      '31.2319',
      '121.4662',
      '10:00',
      '22:00',
      '',
      '021-63270001',
      '营业',
    ],
  ],
  prices: [
    ['skuId', 'productName', 'region', 'city', 'oldPriceYuan', 'priceYuan'],
    ['P001-01', '', '', '', '329.00', '299.00'],
    ['P001-02', '', '上海', '', '', '289.00'],
  ],
  goods: [
    [
      'productId',
      'skuId',
      'categoryId',
      'titleZh',
      'titleEn',
      'weightGrams',
      'option1',
      'value1',
      'priceYuan',
      'barcodes',
      'pictures',
    ],
    [
      'P900',
      'P900-01',
      'shoes',
      '帆布鞋',
      'Canvas shoes',
      600,
      '颜色 | Colour',
      '白 | White | #ffffff',
      '199.00',
      '',
      '',
    ],
    ['P900', 'P900-02', '', '', '', '', '', '黑 | Black | #000000', '199.00', '', ''],
  ],
  categories: [
    ['categoryId', 'parentId', 'titleZh', 'titleEn'],
    ['shoes', '', '鞋', 'Shoes'],
    ['shoes.canvas', 'shoes', '帆布鞋', 'Canvas'],
  ],
  members: [
    ['memberNumber', 'cardNumber', 'memberName', 'phone', 'joinedOn', 'points', 'sellerAt', 'boundTo'],
    ['V000123', '8800123', '王芳', '13800010001', '2021-05-01', 1280, '', 'V000007'],
    ['V000007', '', '陈导购', '13800010002', '2020-01-01', '', 'B00001', ''],
  ],
  balances: [
    ['memberNumber', 'lotId', 'lotKind', 'amountYuan', 'lotOn', 'expiresOn'],
    ['V000123', 'CZ20240101-1', '本金', '300.00', '2024-01-01', ''],
    ['V000123', 'CZ20240101-2', '赠金', '30.00', '2024-01-01', '2027-12-31'],
  ],
  dealer_balances: [
    ['ownerId', 'owedYuan', 'owesYuan'],
    ['D0001', '12000.00', ''],
    ['D0002', '', '350.50'],
  ],
  old_codes: [
    ['oldCode', 'memberNumber', 'locationId', 'productId'],
    ['https://old.example.com/s?c=ABC123', 'V000007', '', ''],
    ['/goods/991', '', 'B00001', 'P001'],
  ],
};
