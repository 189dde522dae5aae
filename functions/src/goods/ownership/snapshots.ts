import {
  type SharingTerms,
  sharingTermsSchema,
  type TransferPriceList,
  transferPriceListSchema,
} from '@jindian/shared/contract/goods/ownership';
import { z } from '@jindian/shared/zod';
import type { Clock } from '../../platform/clock.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import { defaultPriceList, defaultTerms, hqOwner, sharesUnder } from './rules.ts';

export const sharingSnapshotName = 'sharing';
export const pricesSnapshotName = 'transfer-prices';

/** Who shares what, in memory. */
export type Sharing = {
  /** May this owner's pieces of the SKU serve other people's orders? HQ's always do. */
  shares(ownerId: string, skuId: string): boolean;
  termsOf(ownerId: string): SharingTerms;
};

const contractsSchema = z.record(z.string(), sharingTermsSchema);

export function sharingOf(contracts: ReadonlyMap<string, SharingTerms>): Sharing {
  const sets = new Map([...contracts].map(([ownerId, terms]) => [ownerId, new Set(terms.skuIds)]));
  const termsOf = (ownerId: string) =>
    ownerId === hqOwner ? defaultTerms : (contracts.get(ownerId) ?? defaultTerms);
  return {
    termsOf,
    shares(ownerId, skuId) {
      const { mode } = termsOf(ownerId);
      const named = sets.get(ownerId);
      if (mode === 'except') return !named?.has(skuId);
      if (mode === 'only') return named?.has(skuId) ?? false;
      return sharesUnder({ mode, skuIds: [] }, skuId);
    },
  };
}

/** A snapshot that may never have been published: until then, the default. */
function liveOr<T>(deps: {
  snapshots: SnapshotStore;
  clock: Clock;
  name: string;
  fallback: T;
  decode(bytes: Uint8Array): T;
}) {
  const { snapshots, clock, name, decode } = deps;
  const live = liveSnapshot({ store: snapshots, clock, name, decode, absent: deps.fallback });
  return {
    current: live.current,
    async publish(content: unknown): Promise<void> {
      await snapshots.publish(name, new TextEncoder().encode(JSON.stringify(content)), clock.nowMs());
      await live.refresh();
    },
  };
}

const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

export function createSharingSnapshot(deps: { snapshots: SnapshotStore; clock: Clock }) {
  const live = liveOr<Sharing>({
    ...deps,
    name: sharingSnapshotName,
    fallback: sharingOf(new Map()),
    decode: (bytes) => sharingOf(new Map(Object.entries(contractsSchema.parse(parse(bytes))))),
  });
  return {
    current: live.current,
    publish: (contracts: ReadonlyMap<string, SharingTerms>) => live.publish(Object.fromEntries(contracts)),
  };
}
export type SharingSnapshot = ReturnType<typeof createSharingSnapshot>;

export function createPriceSnapshot(deps: { snapshots: SnapshotStore; clock: Clock }) {
  return liveOr<TransferPriceList>({
    ...deps,
    name: pricesSnapshotName,
    fallback: defaultPriceList,
    decode: (bytes) => transferPriceListSchema.parse(parse(bytes)),
  });
}
