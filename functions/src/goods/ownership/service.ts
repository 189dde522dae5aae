import type { LocalizedText, Page } from '@jindian/shared/contract/common';
import type {
  DealerView,
  OwnerStatement,
  OwnerSummary,
  SharingTerms,
  SharingView,
} from '@jindian/shared/contract/goods/ownership';
import { ownerAccount, subjectOf } from '../../money/ledger/rules.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { NetworkSnapshot } from '../../places/network/snapshot.ts';
import type { PolicyDocuments } from '../../platform/policy-document/documents.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Owners } from './owners.ts';
import { createOwnershipPolicies } from './policies.ts';
import { hqOwner, transferPriceFen } from './rules.ts';

/** Whose stock is whose: what a piece is worth between owners, what a dealer shares, and what is owed to him. */
export function createOwnership(deps: {
  policies: PolicyDocuments;
  ledger: Ledger;
  network: Network;
  catalog: LiveSnapshot<Catalog>;
  owners: Owners;
}) {
  const { ledger, network, catalog, owners } = deps;
  const dealersOf = createDealerIndex();
  const { prices, sharing } = createOwnershipPolicies(deps.policies, {
    catalog,
    isDealer,
  });

  /** Whoever has a place, and whoever was written down. */
  async function isDealer(ownerId: string): Promise<boolean> {
    return dealersOf(await network.current()).has(ownerId) || (await owners.read(ownerId)) !== null;
  }

  /** All of them. */
  async function dealerIds(): Promise<string[]> {
    const [index, known] = await Promise.all([network.current().then(dealersOf), owners.all()]);
    return [...withKnown(index, known).keys()];
  }

  /** What one piece of a SKU is worth between owners now; orders and transfers keep it as it was when they began. */
  async function priceFenOf(skuId: string): Promise<number> {
    const [list, goods] = await Promise.all([prices.current(), catalog.current()]);
    const known = goods.sku(skuId);
    if (!known) throw new Error(`${skuId} is not in the catalog`);
    const { product, sku } = known;
    return transferPriceFen(list, {
      skuId,
      categoryPath: goods.categoryPath(product.categoryId),
      retailFen: sku.priceFen,
    });
  }

  async function unknownSku(skuIds: readonly string[]): Promise<boolean> {
    const goods = await catalog.current();
    return skuIds.some((skuId) => goods.sku(skuId) === null);
  }

  async function sharingView(ownerId: string): Promise<SharingView> {
    if (ownerId === hqOwner) {
      return {
        ownerId,
        mode: 'all',
        skuIds: [],
        changedAtMs: null,
        changedBySide: null,
        revision: 0,
        editable: false,
        branches: [],
      };
    }
    const { inForce, revision } = await sharing.of(ownerId).view();
    const { mode, skuIds, side } = inForce.content;
    return {
      ownerId,
      mode,
      skuIds: [...skuIds],
      changedAtMs: inForce.publishedAtMs,
      changedBySide: inForce.number === 0 ? null : side,
      revision,
      editable: true,
      branches: dealersOf(await network.current()).get(ownerId)?.firstBranches ?? [],
    };
  }

  /** In force everywhere within seconds; `stale_revision` where somebody changed it since it was seen. */
  async function setSharing(
    ownerId: string,
    wanted: SharingTerms,
    by: { memberId: string; side: 'owner' | 'hq'; revision: number },
  ): Promise<Result<SharingView>> {
    if (ownerId === hqOwner) return fail('forbidden');
    if (!(await sharing.knows(ownerId))) return fail('not_found');
    if (await unknownSku(wanted.skuIds)) return fail('product_not_offered');
    const { memberId, side, revision } = by;
    const { mode, skuIds } = wanted;
    const publication = { revision, by: memberId, note: '', command: null };
    const done = await sharing.of(ownerId).publishContent({ mode, skuIds, side }, publication);
    return answerWith(done, () => sharingView(ownerId));
  }

  /** `not_found` for an owner whom nobody knows. HQ owes itself nothing. */
  async function statement(
    ownerId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Result<OwnerStatement>> {
    if (ownerId === hqOwner) return fail('forbidden');
    if (!(await isDealer(ownerId))) return fail('not_found');
    const account = ownerAccount(ownerId);
    const [balance, postings] = await Promise.all([
      ledger.balanceOf(account),
      ledger.postingsOf(account, page),
    ]);
    if (!postings.ok) return postings;
    return ok({
      ownerId,
      balanceFen: balance.postedFen,
      items: postings.value.items.map(({ transferId, kind, atMs, creditAccount, amountFen }) => ({
        transferId,
        kind,
        atMs,
        amountFen: creditAccount === account ? amountFen : 0 - amountFen,
        subject: subjectOf(transferId),
      })),
      nextCursor: postings.value.nextCursor,
    });
  }

  /** Dealers by id; the cursor is the last id given. */
  async function dealers(query: {
    text?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<OwnerSummary>> {
    const [byPlaces, terms, known] = await Promise.all([
      network.current().then(dealersOf),
      sharing.current(),
      owners.all(),
    ]);
    const index = withKnown(byPlaces, known);
    const wanted = query.text?.toLowerCase() ?? '';
    const found = [...index]
      .filter(
        ([ownerId, { names }]) =>
          wanted === '' || [ownerId, ...names].some((name) => name.toLowerCase().includes(wanted)),
      )
      .filter(([ownerId]) => !query.cursor || ownerId > query.cursor)
      .slice(0, query.limit + 1);
    const shown = found.slice(0, query.limit);
    const balances = await ledger.balancesOf(shown.map(([ownerId]) => ownerAccount(ownerId)));
    const items = shown.map(([ownerId, { branches, firstBranches, names }]) => ({
      ownerId,
      branches,
      branchName: firstBranches[0]?.name ?? { zh: names[0] ?? ownerId, en: names[0] ?? ownerId },
      mode: terms.termsOf(ownerId).mode,
      balanceFen: balances.get(ownerAccount(ownerId))?.postedFen ?? 0,
    }));
    return { items, nextCursor: found.length > query.limit ? (items.at(-1)?.ownerId ?? null) : null };
  }

  /** What people know dealers by who have signed nothing yet: their name, else their first branch and how many there are. */
  async function branchesOf(
    ownerIds: readonly string[],
  ): Promise<Map<string, { branches: number; branchName: LocalizedText }>> {
    const [index, known] = await Promise.all([network.current().then(dealersOf), owners.all()]);
    const nameOf = new Map(known.map(({ ownerId, name }) => [ownerId, { zh: name, en: name }]));
    return new Map(
      ownerIds.flatMap((ownerId): [string, { branches: number; branchName: LocalizedText }][] => {
        const name = nameOf.get(ownerId);
        if (name) return [[ownerId, { branches: 1, branchName: name }]];
        const dealer = index.get(ownerId);
        const first = dealer?.firstBranches[0];
        return dealer && first ? [[ownerId, { branches: dealer.branches, branchName: first.name }]] : [];
      }),
    );
  }

  return {
    branchesOf,
    isDealer,
    dealerIds,
    owners,
    sharing,
    priceFenOf,
    prices,
    sharingView,
    setSharing,
    statement,
    dealers,
  };
}
export type Ownership = ReturnType<typeof createOwnership>;

type BranchName = { locationId: string; name: LocalizedText };
type Dealer = { branches: number; firstBranches: BranchName[]; names: string[] };

const branchesTold = 20;

/** With those who have no place yet, and by the names of all that were written down. */
function withKnown(
  byPlaces: ReadonlyMap<string, Dealer>,
  known: readonly DealerView[],
): ReadonlyMap<string, Dealer> {
  const all = new Map(byPlaces);
  for (const { ownerId, name, contact } of known) {
    const dealer = all.get(ownerId) ?? { branches: 0, firstBranches: [], names: [] };
    all.set(ownerId, { ...dealer, names: [name, ...(contact ? [contact] : []), ...dealer.names] });
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The dealers of the network, by id; made once for each version of it. */
function createDealerIndex() {
  let held: { version: NetworkSnapshot; index: Map<string, Dealer> } | null = null;
  return (snapshot: NetworkSnapshot): Map<string, Dealer> => {
    if (held?.version !== snapshot) {
      const index = new Map<string, Dealer>();
      for (const { id, ownerId, name } of snapshot.locations) {
        if (ownerId === hqOwner) continue;
        const dealer = index.get(ownerId) ?? { branches: 0, firstBranches: [], names: [] };
        dealer.branches += 1;
        if (dealer.firstBranches.length < branchesTold) dealer.firstBranches.push({ locationId: id, name });
        dealer.names.push(name.zh, name.en);
        index.set(ownerId, dealer);
      }
      held = { version: snapshot, index: new Map([...index].sort(([a], [b]) => (a < b ? -1 : 1))) };
    }
    return held.index;
  };
}
