import type { branchPricesZh } from './branch-prices.zh.ts';

export const branchPricesEn: { [Key in keyof typeof branchPricesZh]: string } = {
  title: 'Prices of this branch',
  band: 'By the contract a price here may be {below}% below and {above}% above that of the area. It is in force within seconds.',
  noBand: 'The contract allows no prices of this branch: shoppers see those of the area.',
  search: 'Find what to price',
  none: 'No prices of its own yet',
  noneNote: 'Find a product above, then set its price here.',
  nothingFound: 'Nothing found',
  nothingFoundNote:
    'Goods with one national price have none of a branch. Headquarters can let a product or a category differ by area.',
  area: 'Area price {price}',
  set: 'Set',
  own: 'Price here (yuan)',
  between: 'From {low} to {high}',
  save: 'Save',
  remove: 'Back to the area price',
  saved: 'Saved',
  state_outside: 'Not allowed any more: sold at the area price',
  state_national: 'Has one national price now',
};
