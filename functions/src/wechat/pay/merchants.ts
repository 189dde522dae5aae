import type { PayTransport } from './transport.ts';
import type { Merchant, SubMerchant } from './types.ts';

/** One set of keys, and the merchants that they sign for. */
export interface Account {
  readonly mchid: string;
  readonly apiV3Key: string;
  readonly transport: PayTransport;
  /** Undefined: an ordinary merchant. */
  readonly subMerchants: ReadonlyMap<string, SubMerchant> | undefined;
}

/** How one merchant is addressed. */
export interface Addressed {
  readonly account: Account;
  readonly merchant: Merchant;
  readonly sub: SubMerchant | undefined;
}

export interface Merchants {
  /** Undefined: we have no keys for it. Without a merchant, the brand's own. */
  find(merchant: Merchant | undefined): Addressed | undefined;
  readonly accounts: readonly Account[];
}

export function createMerchants(accounts: readonly [Account, ...Account[]]): Merchants {
  const byMchid = new Map(accounts.map((account) => [account.mchid, account]));
  return {
    accounts,
    find(merchant) {
      const wanted = merchant ?? { mchid: accounts[0].mchid };
      const account = byMchid.get(wanted.mchid);
      if (account === undefined) return undefined;
      if ((account.subMerchants === undefined) !== (wanted.subMchid === undefined)) return undefined;
      const sub = wanted.subMchid === undefined ? undefined : account.subMerchants?.get(wanted.subMchid);
      if (wanted.subMchid !== undefined && sub === undefined) return undefined;
      return { account, merchant: wanted, sub };
    },
  };
}
