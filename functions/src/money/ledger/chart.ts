/**
 * The chart of accounts, as data. An account that is not in it is refused. Its version stands in every journal entry, so
 * that an old entry can be read by the chart it was made under: change a line only together with the version.
 */
export type Asset = 'fen' | 'points';
export type Side = 'debit' | 'credit';

/**
 * How an account is kept from going below its least balance.
 * `none`: it is not. `condition`: what is available is stored and is a condition of every posting, so that two cannot
 * use up the same amount; all postings of one account then wait for each other, which one member bears and a brand does
 * not. `in_turn`: whatever would take from it waits in a queue, from which one consumer pays what is there.
 */
export type Floor = 'none' | 'condition' | 'in_turn';

export type AccountClass = {
  /** The account itself, or `<class>:*` for one account for each id. */
  pattern: string;
  /** The side on which it grows. */
  normal: Side;
  asset: Asset;
  /** Folded into one balance for each shard of the journal, or into one. */
  sharded: boolean;
  floor: Floor;
  holds: string;
};

export const chart = {
  version: 6,
  classes: [
    {
      pattern: 'fund-pool',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'in_turn',
      holds: 'what HQ has for those who refer, serve and subsidise',
    },
    {
      pattern: 'hq-cash',
      normal: 'debit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'what HQ has put aside for the pool',
    },
    {
      pattern: 'wechat-clearing',
      normal: 'debit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'what WeChat Pay holds for the brand',
    },
    {
      pattern: 'sales-deferred',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'paid by shoppers, not yet handed over',
    },
    {
      pattern: 'sales',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'handed over, less what went to the fund pool',
    },
    {
      pattern: 'unallocated-receipts',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'money that came for no order, or for one that did not ask for it, until HQ decides',
    },
    {
      pattern: 'other-income',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'unallocated money that HQ decided to keep',
    },
    {
      pattern: 'paid-by-hand',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'refunds that HQ paid by other means, since a gateway could not',
    },
    {
      pattern: 'hq-stock',
      normal: 'debit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds:
        "HQ's side when goods change hands between HQ and dealers: what it took over less what they took",
    },
    {
      pattern: 'commission:*',
      normal: 'credit',
      asset: 'fen',
      sharded: false,
      floor: 'none',
      holds: 'what is owed to one seller; below zero after a clawback',
    },
    {
      pattern: 'owner:*',
      normal: 'credit',
      asset: 'fen',
      sharded: false,
      floor: 'none',
      holds: 'what HQ owes one dealer for goods and incentives; below zero, what the dealer owes',
    },
    {
      pattern: 'courier:*',
      normal: 'credit',
      asset: 'fen',
      sharded: false,
      floor: 'none',
      holds: 'what is owed to one courier for deliveries',
    },
    {
      pattern: 'payouts-in-transit',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'taken out of what people are owed and on its way to them, not yet paid',
    },
    {
      pattern: 'tax-withheld',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'withheld of what people were paid, to be handed to the tax office',
    },
    {
      pattern: 'paid-by-bank',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'paid to people out of the bank account, by its files',
    },
    {
      pattern: 'paid-with-wages',
      normal: 'credit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'handed to payroll, to be paid to employees with their wages',
    },
    {
      pattern: 'opening-balances',
      normal: 'debit',
      asset: 'fen',
      sharded: true,
      floor: 'none',
      holds: 'against what balances were taken over from the system before: its money, wherever that is',
    },
    {
      pattern: 'stored-paid:*',
      normal: 'credit',
      asset: 'fen',
      sharded: false,
      floor: 'condition',
      holds: 'what one member paid beforehand and has not spent',
    },
    {
      pattern: 'stored-granted:*',
      normal: 'credit',
      asset: 'fen',
      sharded: false,
      floor: 'condition',
      holds: 'what one member was given on top of it and has not spent',
    },
    {
      pattern: 'points-issued',
      normal: 'debit',
      asset: 'points',
      sharded: true,
      floor: 'none',
      holds: 'points that the brand has given and not yet got back',
    },
    {
      pattern: 'points:*',
      normal: 'credit',
      asset: 'points',
      sharded: false,
      floor: 'condition',
      holds: 'points of one member',
    },
    {
      pattern: 'points-promised:*',
      normal: 'credit',
      asset: 'points',
      sharded: false,
      floor: 'none',
      holds: 'points of one member for goods that may still be brought back',
    },
    {
      pattern: 'points-receivable:*',
      normal: 'debit',
      asset: 'points',
      sharded: false,
      floor: 'none',
      holds: 'points that one member had spent when the goods that earned them came back',
    },
    {
      pattern: 'points-expired',
      normal: 'credit',
      asset: 'points',
      sharded: true,
      floor: 'none',
      holds: 'points that nobody used in time',
    },
  ],
} as const satisfies { version: number; classes: readonly AccountClass[] };

type Classes = (typeof chart.classes)[number];
type AccountsOf<Pattern extends string> = Pattern extends `${infer Name}:*` ? `${Name}:${string}` : Pattern;
export type FenAccount = AccountsOf<Extract<Classes, { asset: 'fen' }>['pattern']>;
export type PointsAccount = AccountsOf<Extract<Classes, { asset: 'points' }>['pattern']>;
export type Account = FenAccount | PointsAccount;

const idPattern = /^[0-9A-Za-z_-]{1,64}$/;
const byPattern = new Map<string, AccountClass>(chart.classes.map((one) => [one.pattern, one]));

/** What the chart says of an account; null for one that is not in it. */
export function findClass(account: string): AccountClass | null {
  const colon = account.indexOf(':');
  if (colon < 0) return byPattern.get(account) ?? null;
  const [name, id] = [account.slice(0, colon), account.slice(colon + 1)];
  // HQ owes itself nothing, so it has no owner's account.
  if (!idPattern.test(id) || account === 'owner:hq') return null;
  return byPattern.get(`${name}:*`) ?? null;
}

/** What the chart says of an account; throws on one that is not in it. */
export function classOf(account: string): AccountClass {
  const found = findClass(account);
  if (!found) throw new RangeError(`not an account of the chart: ${account}`);
  return found;
}

/** The shards of the journal, and of every account that is sharded. */
export const ledgerShards = 16;

export function shardsOf(account: string): number {
  return classOf(account).sharded ? ledgerShards : 1;
}

function accountOf<Name extends string>(name: Name, id: string, whose: string): `${Name}:${string}` {
  const account = `${name}:${id}` as const;
  if (!findClass(account)) throw new RangeError(`not a ${whose}'s id: ${id}`);
  return account;
}

/** `commission:<sellerId>`: what is owed to one seller. */
export const commissionAccount = (sellerId: string) => accountOf('commission', sellerId, 'seller');
/** `owner:<ownerId>`: what HQ owes one dealer. */
export const ownerAccount = (ownerId: string) => accountOf('owner', ownerId, 'dealer');
/** `courier:<memberId>`: what is owed to one courier. */
export const courierAccount = (memberId: string) => accountOf('courier', memberId, 'courier');
/** `stored-paid:<memberId>`, `stored-granted:<memberId>`: what one member paid beforehand, and what came on top. */
export const storedAccount = (kind: 'paid' | 'granted', memberId: string) =>
  accountOf(`stored-${kind}`, memberId, 'member');
/** `points:<memberId>`: the points of one member. */
export const pointsAccount = (memberId: string) => accountOf('points', memberId, 'member');
/** `points-promised:<memberId>`: points of one member that are not theirs for good yet. */
export const promisedPointsAccount = (memberId: string) => accountOf('points-promised', memberId, 'member');
/** `points-receivable:<memberId>`: points that one member owes. */
export const owedPointsAccount = (memberId: string) => accountOf('points-receivable', memberId, 'member');
