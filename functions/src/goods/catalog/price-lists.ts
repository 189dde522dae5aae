import { createHash } from 'node:crypto';
import type {
  PriceChange,
  PriceContent,
  PriceDraft,
  PriceEntry,
  PricePolicyRule,
  PriceVersion,
} from '@jindian/shared/contract/goods/prices';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import { type LiveSnapshot, liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Catalog } from './catalog.ts';
import { createPriceStore, type StoredVersion } from './price-store.ts';
import {
  compilePrices,
  noPriceContent,
  type PriceLists,
  policyFrom,
  priceChanges,
  priceKey,
} from './prices.ts';

export const pricesSnapshotName = 'price-lists';
const maxVersionsShown = 50;
const maxChangesKept = 100;
const maxPublications = 5;

/**
 * Regional prices. HQ edits a draft; publishing makes a new version of it, which running functions follow within
 * seconds, as they follow the catalog and the commission rates. No order reads the table for a price.
 */
export function createPriceLists(deps: {
  table: JindianTable;
  clock: Clock;
  snapshots: SnapshotStore;
  idempotency: Idempotency;
  catalog: LiveSnapshot<Catalog>;
  settings: SettingsReader<'goods'>;
  /** How HQ calls a member, for the record of publications. */
  nameOf(memberId: string): Promise<string>;
}) {
  const { table, clock, snapshots, catalog } = deps;
  const store = createPriceStore(table);
  const live = liveSnapshot<PriceLists>({
    store: snapshots,
    clock,
    name: pricesSnapshotName,
    absent: compilePrices(noPriceContent),
    // What is published was checked when it was set; checking it again could only keep everybody from reading it.
    decode: (bytes) => compilePrices(JSON.parse(new TextDecoder().decode(bytes)) as PriceContent),
  });

  async function draft(): Promise<PriceDraft> {
    const [held, goods, inForce] = await Promise.all([store.draft(), catalog.current(), live.refresh()]);
    const policyOf = policyFrom(held.policies);
    const { changes, policies } = priceChanges(inForce.content, { version: 0, ...contentOf(held) });
    return {
      policies: held.policies,
      publishedVersion: inForce.version,
      unpublished: changes.length + policies,
      entries: held.entries.flatMap(({ changedBy: _changedBy, ...entry }) => {
        const found = goods.sku(entry.skuId);
        // A SKU that left the catalog keeps its entry, and gets it back when it returns.
        if (!found) return [];
        const { product, sku } = found;
        return [
          {
            ...entry,
            title: product.title,
            skuName: sku.name,
            nationalFen: sku.priceFen,
            inForceFen: inForce.priceAt(product, sku, { province: entry.province, city: entry.city ?? '' }),
            applies: policyOf(product) === 'regional',
          },
        ];
      }),
    };
  }

  /** Refuses a SKU that is not sold, one whose product has a national price, and a price that is a slip. */
  async function faultOf(change: PriceChange): Promise<Result<null>> {
    const [held, goods, { oddPriceTimes }] = await Promise.all([
      store.draft(),
      catalog.current(),
      deps.settings.current(),
    ]);
    for (const { of, id } of change.policies) {
      const known =
        of === 'product' ? goods.product(id) : goods.categories.some((category) => category.id === id);
      if (!known) return fail('product_not_offered');
    }
    const changed = new Set(change.policies.map(({ of, id }) => `${of} ${id}`));
    const policyOf = policyFrom([
      ...held.policies.filter(({ of, id }) => !changed.has(`${of} ${id}`)),
      ...change.policies,
    ]);
    for (const { skuId, priceFen } of change.set) {
      const found = goods.sku(skuId);
      if (!found) return fail('product_not_offered');
      if (policyOf(found.product) === 'national') return fail('price_is_national', { sku: skuId });
      const national = found.sku.priceFen;
      if (priceFen > national * oddPriceTimes || priceFen * oddPriceTimes < national)
        return fail('invalid_request', { detail: `${skuId}: ${priceFen} / ${national}` });
    }
    return ok(null);
  }

  async function change(wanted: PriceChange, by: string, command: CommandClaim): Promise<Result<PriceDraft>> {
    const changed = await runCommand<null>(deps, {
      command,
      async attempt() {
        const fault = await faultOf(wanted);
        if (!fault.ok) return fault;
        const atMs = clock.nowMs();
        // The last word on a key counts: no two writes of a transaction may touch one item.
        const writes = new Map<string, Write>();
        for (const key of wanted.remove) writes.set(priceKey(key), store.removeEntry(key));
        for (const entry of wanted.set) writes.set(priceKey(entry), store.setEntry(entry, by, atMs));
        for (const rule of wanted.policies)
          writes.set(`${rule.of} ${rule.id}`, store.setPolicy(rule, by, atMs));
        return { writes: [...writes.values()], value: null };
      },
      replay: () => ok(null),
    });
    return answerWith(changed, draft);
  }

  /**
   * Numbers the draft as the next version, keeps who did it and what it changes, then switches everybody over. Two at
   * once get two numbers; whoever switches last looks again whether a newer version was made meanwhile.
   */
  async function publish(note: string, by: string, command: CommandClaim): Promise<Result<PriceVersion>> {
    const published = await runCommand<StoredVersion>(deps, {
      command,
      async attempt() {
        const [held, [latest], inForce] = await Promise.all([
          store.draft(),
          store.latestVersions(1),
          live.refresh(),
        ]);
        const frozen: PriceContent = { ...contentOf(held), version: 0 };
        const { changes } = priceChanges(inForce.content, frozen);
        const version: StoredVersion = {
          version: (latest?.version ?? 0) + 1,
          atMs: clock.nowMs(),
          byMemberId: by,
          note,
          entries: held.entries.length,
          changes: changes.slice(0, maxChangesKept),
          moreChanges: Math.max(0, changes.length - maxChangesKept),
          archive: await keep(frozen),
        };
        return {
          writes: [store.addVersion(version)],
          kept: { version: version.version },
          value: version,
          refused: { 'price version': 'again' },
        };
      },
      async replay(kept) {
        const found = (await store.latestVersions(maxVersionsShown)).find(
          ({ version }) => version === kept.version,
        );
        return found ? ok(found) : fail('not_found');
      },
    });
    return answerWith(published, async (version) => {
      // A process that died before it switched is made good by whoever asks again.
      await putInForce();
      return named(version);
    });
  }

  /** What was published, for ever and as it was: under the hash of its content. */
  async function keep(content: PriceContent): Promise<string> {
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const archive = `${pricesSnapshotName}-${hash}`;
    await snapshots.publish(archive, bytes, clock.nowMs());
    return archive;
  }

  async function kept(archive: string): Promise<PriceContent> {
    const pointer = await snapshots.pointer(archive);
    if (!pointer) throw new Error(`${archive} is gone`);
    const bytes = await snapshots.read(archive, pointer.version, pointer.chunks);
    return JSON.parse(new TextDecoder().decode(bytes)) as PriceContent;
  }

  /** What the newest version says; again while a newer one appears. */
  async function putInForce(): Promise<void> {
    let done = -1;
    for (let round = 0; round < maxPublications; round += 1) {
      const [latest] = await store.latestVersions(1);
      if (!latest || latest.version === done) break;
      const content: PriceContent = { ...(await kept(latest.archive)), version: latest.version };
      await snapshots.publish(
        pricesSnapshotName,
        new TextEncoder().encode(JSON.stringify(content)),
        clock.nowMs(),
      );
      done = latest.version;
    }
    await live.refresh();
  }

  async function named({ archive: _archive, ...version }: StoredVersion): Promise<PriceVersion> {
    return { ...version, byName: await deps.nameOf(version.byMemberId) };
  }

  async function versions(): Promise<PriceVersion[]> {
    return Promise.all((await store.latestVersions(maxVersionsShown)).map(named));
  }

  return { current: live.current, refresh: live.refresh, draft, change, publish, versions };
}
export type PriceListsService = ReturnType<typeof createPriceLists>;

function contentOf(held: { entries: readonly PriceEntry[]; policies: PricePolicyRule[] }) {
  return {
    policies: held.policies,
    entries: held.entries.map(({ skuId, province, city, priceFen }) => ({ skuId, province, city, priceFen })),
  };
}
