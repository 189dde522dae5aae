import { settingsArea } from './fields.ts';

export const goodsSettings = settingsArea({
  title: { zh: '商品与库存', en: 'Goods and stock' },
  groups: {
    prices: { zh: '价格', en: 'Prices' },
    stock: { zh: '库存', en: 'Stock' },
    tax: { zh: '税', en: 'Tax' },
  },
  fields: {
    figureAgeDays: {
      group: 'stock',
      standard: 7,
      min: 1,
      max: 30,
      name: { zh: '补报追溯', en: 'Age of a figure' },
      explanation: {
        zh: '盘点和导入的数量最早可以是几天前的；更早的不再接受。',
        en: 'How long ago a count or an imported figure may be of; an older one is refused.',
      },
    },
    expiryBlockDays: {
      group: 'stock',
      standard: 2,
      min: 0,
      max: 365,
      name: { zh: '临期停售', en: 'Blocked before expiry' },
      explanation: {
        zh: '按批次管理的商品，到期前几天停止销售；品类或商品另有规定的除外。',
        en: 'Lots are not sold from so many days before their expiry, unless their category or product says otherwise.',
      },
    },
    taxRatePercent: {
      group: 'tax',
      standard: 13,
      min: 0,
      max: 100,
      name: { zh: '默认税率', en: 'Tax rate' },
      explanation: {
        zh: '价格含税；品类或商品另有规定的除外。以后下的订单按改后的税率开票。',
        en: 'Prices hold the tax. Unless a category or a product says otherwise; orders that are placed later have the changed rate.',
      },
    },
    taxCode: {
      group: 'tax',
      standard: '1000000000000000000',
      form: 'taxCode',
      name: { zh: '默认税收分类编码', en: 'Tax code' },
      explanation: {
        zh: '发票用的 19 位编码；品类或商品另有规定的除外。',
        en: 'The 19 digits of an invoice, unless a category or a product says otherwise.',
      },
    },
    oddPriceTimes: {
      group: 'prices',
      standard: 5,
      min: 2,
      max: 100,
      name: { zh: '价格异常倍数', en: 'Odd price' },
      explanation: {
        zh: '新价超过原价的这么多倍，或低于其几分之一时拒绝，以防输错。',
        en: 'A price so many times the present one, or below that part of it, is refused as a slip of the keyboard.',
      },
    },
  },
});
