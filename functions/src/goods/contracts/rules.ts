/** Who sells a line of an order: a matter of whose goods they are, whose customer it is, and what was agreed. Pure. */
import {
  type OwnerContract,
  type SaleCase,
  saleCases,
  standardContract,
} from '@jindian/shared/contract/goods/contracts';
import type { PolicyProblem } from '@jindian/shared/contract/policies';
import { hqOwner } from '../ownership/rules.ts';

/** The contracts in force, in memory. */
export type Contracts = {
  /** The standard one for HQ and for who has none. */
  of(ownerId: string): OwnerContract;
};

/** `today`: one that has run out is none, from the first moment of the next day. */
export function contractsOf(contents: ReadonlyMap<string, OwnerContract>, today: () => string): Contracts {
  return {
    of(ownerId) {
      const contract = contents.get(ownerId) ?? standardContract;
      return contract.validUntil !== undefined && contract.validUntil < today()
        ? { ...standardContract, legalName: contract.legalName }
        : contract;
    },
  };
}

/** What is known of a sale when it is placed. */
export type SaleFacts = {
  /** Of the shop that the shopper is in. */
  storefrontOwnerId: string;
  /** Of the branch whose guide or code brought the shopper; null: nobody's, or no branch's. */
  broughtByOwnerId: string | null;
};

/** The terms of one line, frozen on it: settlement goes by them whatever the contract says later. */
export type Deal = {
  /** `hq`, or the dealer who sells. */
  sellerId: string;
  /** Whose contract it is and which of its cases; null where only HQ is in it. */
  under: { ownerId: string; saleCase: SaleCase; ownerBasisPoints: number | null } | null;
};

function caseOf(goodsOwnerId: string, facts: SaleFacts): { ownerId: string; saleCase: SaleCase } | null {
  const { storefrontOwnerId, broughtByOwnerId } = facts;
  if (goodsOwnerId === hqOwner)
    return storefrontOwnerId === hqOwner
      ? null
      : { ownerId: storefrontOwnerId, saleCase: 'hq_goods_own_shop' };
  const his = storefrontOwnerId === goodsOwnerId || broughtByOwnerId === goodsOwnerId;
  return { ownerId: goodsOwnerId, saleCase: his ? 'own_goods_own_customer' : 'own_goods_hq_customer' };
}

/** The seller of goods of one owner. A dealer sells only under his own contract, and only with a merchant of his own. */
export function sellerOf(goodsOwnerId: string, facts: SaleFacts, contracts: Contracts): Deal {
  const found = caseOf(goodsOwnerId, facts);
  if (!found) return { sellerId: hqOwner, under: null };
  const contract = contracts.of(found.ownerId);
  const { seller, ownerBasisPoints } = contract[found.saleCase];
  const sellsHimself = seller === 'owner' && contract.merchant !== null;
  return { sellerId: sellsHimself ? found.ownerId : hqOwner, under: { ...found, ownerBasisPoints } };
}

/** What keeps a contract from being put in force. `payable`: money for it can be taken together with HQ's. */
export function contractProblems(
  contract: OwnerContract,
  payable: (merchantId: string) => boolean,
): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const { merchant, legalName } = contract;
  const selling = saleCases.find((saleCase) => contract[saleCase].seller === 'owner');
  if (selling && merchant === null)
    problems.push({ path: `${selling}.seller`, code: 'seller_without_merchant' });
  if (selling && legalName === '') problems.push({ path: 'legalName', code: 'seller_without_name' });
  if (merchant !== null && !payable(merchant))
    problems.push({ path: 'merchant', code: 'merchant_not_payable' });
  return problems;
}
