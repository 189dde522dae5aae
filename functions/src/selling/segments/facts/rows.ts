import type { TableRow } from '../../../platform/analysis/tables.ts';

/** What is counted of one sign-in of a member. It holds ids and figures: no name, no number, nothing that somebody wrote. */
export const personColumns = {
  memberId: 'text',
  /** They are this member by now, who has all that is theirs; null: themselves. */
  personId: 'text',
  joinedAtMs: 'whole',
  language: 'text',
  hasPhone: 'yes_no',
  tierId: 'text',
  /** Whose customer they are, and until when. */
  sellerId: 'text',
  sellerUntilMs: 'whole',
  /** Between bars, so that each is found whole: `|vip|baby|`. */
  tags: 'text',
} as const;
export type PersonRow = TableRow<typeof personColumns> & { memberId: string };

/** What is counted of one order that was paid: what is left of it after what came back. */
export const boughtColumns = {
  memberId: 'text',
  orderId: 'text',
  atMs: 'whole',
  amountFen: 'whole',
  /** None: all of it came back, and it counts for nothing. */
  units: 'whole',
  locationId: 'text',
  /** Between bars: the categories of its goods, and those above them. */
  categories: 'text',
} as const;
export type BoughtRow = TableRow<typeof boughtColumns> & { memberId: string; orderId: string };

/** What an order says now; null: it was never paid, or counts nowhere. */
export type Bought = {
  memberId: string;
  atMs: number;
  amountFen: number;
  units: number;
  locationId: string;
  categoryIds: readonly string[];
  /** Rises with whatever changes it. */
  revision: number;
};

export const barred = (words: readonly string[]) => (words.length === 0 ? null : `|${words.join('|')}|`);
