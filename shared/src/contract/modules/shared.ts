import type { ModuleName, PartLists } from './names.ts';

/** What several modules need, each for itself: it is off once all of them are. */
type SharedParts = {
  readonly of: readonly ModuleName[];
  readonly endpoints: readonly string[];
  readonly hqPages: readonly string[];
  readonly parts: { readonly [List in keyof PartLists]?: readonly PartLists[List][] };
};

export const sharedParts: readonly SharedParts[] = [
  // Guides and whoever sells beside them are paid, couriers for what they carried, dealers by their contracts.
  {
    of: ['guides', 'couriers', 'dealers'],
    endpoints: ['hqStartSettlementRun'],
    hqPages: ['/settlement'],
    parts: {
      permission: [
        'settlement.read',
        'settlement.run',
        'settlement.approve',
        'settlement.pay',
        'settlement.tax',
      ],
      setting: [
        'payCycle',
        'settledAfterDays',
        'leastPayoutFen',
        'twoPeopleFromFen',
        'payerName',
        'payerAccountNo',
        'payerBank',
      ],
      account: ['payouts-in-transit', 'tax-withheld', 'paid-by-bank'],
    },
  },
];
