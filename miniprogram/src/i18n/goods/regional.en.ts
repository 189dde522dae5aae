import type { regionalZh } from './regional.zh.ts';

export const regionalEn: { [Key in keyof typeof regionalZh]: string } = {
  county_in_stock: 'In stock in this district',
  county_few: 'Few left in this district',
  city_in_stock: 'In stock in this city',
  city_few: 'Few left in this city',
  province_in_stock: 'In stock in this province',
  province_few: 'Few left in this province',
  nation_in_stock: 'In stock elsewhere; it can be sent to you',
  nation_few: 'Few left nationwide',
  none: 'Out of stock everywhere for now',
  nearby: 'In stock at these branches',
  few: 'Few left',
};
