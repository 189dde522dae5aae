import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about regional prices, and about what couriers are paid. */
export const priceWords = {
  navPrices: { zh: '地区价', en: 'Prices' },
  pricesTitle: { zh: '地区价', en: 'Regional prices' },
  pricesLead: {
    zh: '默认全国一价。允许按地区定价的商品，门店所在城市的价格优先，其次是省份，再次是全国价。改动发布后数秒内生效，已有订单不受影响。',
    en: "One national price by default. Where regional prices are allowed, the price of the branch's city counts, else its province's, else the national one. Changes are in force seconds after publishing; orders keep their prices.",
  },
  pricesInForce: { zh: '生效版本', en: 'In force' },
  pricesVersion: { zh: '第 {version} 版', en: 'Version {version}' },
  pricesNever: { zh: '未发布过', en: 'Never published' },
  pricesUnpublished: { zh: '未发布的改动', en: 'Not published yet' },
  pricesEntries: { zh: '地区价条数', en: 'Regional prices' },

  pricesList: { zh: '地区价', en: 'Regional prices' },
  pricesEmpty: { zh: '还没有地区价', en: 'No regional prices yet' },
  pricesEmptyHint: { zh: '先允许商品按地区定价，再添加。', en: 'Allow them for a product, then add some.' },
  columnGoods: { zh: '商品', en: 'Product' },
  columnPriceArea: { zh: '地区', en: 'Area' },
  columnNational: { zh: '全国价', en: 'National' },
  columnRegional: { zh: '地区价', en: 'Regional' },
  columnChanged: { zh: '修改时间', en: 'Changed' },
  columnAct: { zh: '操作', en: 'Act' },
  priceRemove: { zh: '删除', en: 'Remove' },
  'priceState.in_force': { zh: '已生效', en: 'In force' },
  'priceState.draft': { zh: '待发布', en: 'To publish' },
  'priceState.off': { zh: '全国统一价，不生效', en: 'National price; no effect' },

  priceSetTitle: { zh: '设置地区价', en: 'Set a price' },
  priceSetLead: { zh: '同一地区再次设置即替换', en: 'Setting it again replaces it' },
  priceSku: { zh: '商品（名称或编号）', en: 'Product (name or number)' },
  priceProvince: { zh: '省份', en: 'Province' },
  priceCity: { zh: '城市（空为全省）', en: 'City (empty: the whole province)' },
  priceYuan: { zh: '价格（元）', en: 'Price (yuan)' },
  priceSave: { zh: '保存', en: 'Save' },
  priceBad: {
    zh: '请填写正确的 SKU、省份和价格；价格应在全国价的五分之一到五倍之间。',
    en: 'Enter a SKU, a province and a price between a fifth and five times the national one.',
  },
  priceIsNational: {
    zh: '这个商品全国统一定价，请先在下面允许按地区定价。',
    en: 'This product has one national price; allow regional prices below first.',
  },
  priceUnknown: { zh: '没有这个商品、品类或 SKU。', en: 'There is no such product, category or SKU.' },

  policyTitle: { zh: '允许按地区定价', en: 'Where regional prices are allowed' },
  policyLead: { zh: '商品的设置优先于品类', en: "A product's setting counts before its category's" },
  policyTarget: { zh: '商品编号或品类', en: 'Product or category' },
  policyNone: { zh: '所有商品全国统一价', en: 'Every product has one national price' },
  'policy.regional': { zh: '可按地区定价', en: 'Regional' },
  'policy.national': { zh: '全国统一价', en: 'National' },

  publishTitle: { zh: '发布', en: 'Publish' },
  publishLead: { zh: '有 {count} 处改动等待发布', en: '{count} changes wait' },
  publishNothing: { zh: '没有等待发布的改动', en: 'Nothing to publish' },
  publishNote: { zh: '说明', en: 'Why' },
  publishSubmit: { zh: '发布新版本', en: 'Publish a new version' },
  publishDone: {
    zh: '第 {version} 版已发布，数秒内全国生效。',
    en: 'Version {version} is in force everywhere within seconds.',
  },

  versionsNone: { zh: '价格没有改动', en: 'No price changed' },
  columnVersion: { zh: '版本', en: 'Version' },
  columnWho: { zh: '发布人', en: 'By' },
  columnWhen: { zh: '时间', en: 'When' },
  columnNote: { zh: '说明', en: 'Why' },
  columnPriceChanges: { zh: '改动', en: 'Changes' },
  versionMore: { zh: '另有 {count} 处', en: 'and {count} more' },
  noRegionalPrice: { zh: '无', en: 'none' },

  'account.courier': { zh: '骑手', en: 'Courier' },
  'kind.courier.fee': { zh: '骑手配送费', en: "Courier's fee" },
} as const satisfies Record<string, LocalizedText>;
