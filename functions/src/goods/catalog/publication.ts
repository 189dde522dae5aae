import type { Clock } from '../../platform/clock.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import {
  type Catalog,
  type CatalogContent,
  catalogOf,
  decodeCatalog,
  encodeCatalog,
  noGoods,
  readContent,
} from './catalog.ts';

const name = 'catalog';

/** The brand's goods as one published snapshot: read by all, replaced by whoever changes anything of it. */
export function createCatalogPublication({ snapshots, clock }: { snapshots: SnapshotStore; clock: Clock }) {
  const catalog = liveSnapshot<Catalog>({
    store: snapshots,
    clock,
    name,
    decode: decodeCatalog,
    absent: () => catalogOf(noGoods),
  });

  /** Makes these goods the brand's catalog; running functions follow within seconds. */
  async function publishCatalog(content: CatalogContent): Promise<void> {
    await snapshots.publish(name, encodeCatalog(content), clock.nowMs());
    await catalog.refresh();
  }

  /**
   * A change of the catalog as one write of its caller's transaction. It is made of the catalog that the write replaces:
   * what others publish meanwhile refuses the write, and is never lost.
   */
  function prepareCatalog(change: (inForce: CatalogContent) => CatalogContent) {
    const content = async (inForce: () => Promise<Uint8Array | null>) => {
      const bytes = await inForce();
      const before = bytes ? readContent(bytes) : noGoods;
      const after = change(before);
      return bytes && after === before ? bytes : encodeCatalog(after);
    };
    return snapshots.prepare(name, content, clock.nowMs());
  }

  return { catalog, publishCatalog, prepareCatalog };
}
