/** How well a product is to be had around, and where else when it is sold out here. */
export const regionalZh = {
  county_in_stock: '本区县有货',
  county_few: '本区县有少量',
  city_in_stock: '本市有货',
  city_few: '本市有少量',
  province_in_stock: '本省有货',
  province_few: '本省有少量',
  nation_in_stock: '全国有货，可为您调货或配送',
  nation_few: '全国仅剩少量',
  none: '全国暂时无货',
  nearby: '这些门店有货',
  few: '少量',
} as const;
