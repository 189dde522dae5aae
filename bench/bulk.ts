/**
 * Bulk edits at size: 20,000 places and 50,000 SKUs, as the engine meters them, with the CPU of the process that does them
 * (engine included). One JSON line a figure: `node --import tsx bench/bulk.ts`.
 */
import { wholeReach } from '@jindian/shared/access';
import type { BulkSubject } from '@jindian/shared/contract/bulk-edits';
import type { Product } from '@jindian/shared/contract/goods/catalog';
import { productTarget } from '../functions/src/goods/bulk/target.ts';
import { createCatalogEditing } from '../functions/src/goods/catalog/editing-service.ts';
import { createProductPreviews } from '../functions/src/goods/catalog/product-previews.ts';
import { createCatalogPublication } from '../functions/src/goods/catalog/publication.ts';
import { demoCategories, demoProducts } from '../functions/src/local/demo/catalog/index.ts';
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { placeTarget } from '../functions/src/places/bulk/target.ts';
import { createNetwork } from '../functions/src/places/network/service.ts';
import { createRollout } from '../functions/src/places/rollout/service.ts';
import { createAuditLog } from '../functions/src/platform/audit.ts';
import { audited } from '../functions/src/platform/audit-context.ts';
import { createBulkEdits } from '../functions/src/platform/bulk/service.ts';
import type { BulkTarget } from '../functions/src/platform/bulk/target.ts';
import { createDueItems } from '../functions/src/platform/due-items.ts';
import { commandClaim, createIdempotency } from '../functions/src/platform/idempotency.ts';
import { createIds } from '../functions/src/platform/ids.ts';
import { createOutbox } from '../functions/src/platform/outbox.ts';
import { fixedSettings } from '../functions/src/platform/policy-document/settings.ts';
import { createSnapshotStore } from '../functions/src/platform/snapshot-store.ts';
import { eventsOf } from '../functions/src/platform/testing/deliver.ts';
import { openTable } from '../functions/src/platform/testing/table.ts';
import { rounded } from './support/figures.ts';

const placesWanted = 20_000;
const skusWanted = 50_000;
const bed = await openTable();
const { table, clock, engine } = bed;
const ids = createIds(clock);
const outbox = createOutbox({ table, clock, ids });
const idempotency = createIdempotency({ table, clock });
const snapshots = createSnapshotStore({ table });
const audit = createAuditLog({ table, clock, ids });
const nameOf = async (id: string) => id;

async function cost<T>(bench: string, work: () => Promise<T>, more: (value: T) => object): Promise<T> {
  const before = engine.meter.snapshot();
  const [cpu, at] = [process.cpuUsage(), performance.now()];
  const value = await work();
  const { user, system } = process.cpuUsage(cpu);
  const after = engine.meter.snapshot();
  // With what its indexes are written and read.
  const unitsOf = (name: 'readUnits' | 'writeUnits') =>
    Object.entries(after.resources).reduce(
      (sum, [resource, units]) => sum + units[name] - (before.resources[resource]?.[name] ?? 0),
      0,
    );
  console.log(
    JSON.stringify({
      bench,
      seconds: rounded((performance.now() - at) / 1_000),
      cpuSeconds: rounded((user + system) / 1e6),
      writeUnits: unitsOf('writeUnits'),
      readUnits: unitsOf('readUnits'),
      ...more(value),
    }),
  );
  return value;
}

const network = createNetwork({ table, clock, outbox, snapshots, nameOf });
const built = buildDemoNetwork({ size: 'full' });
await network.load({
  ...built,
  locations: built.locations.slice(0, Math.max(placesWanted, built.grids.length)),
});
const rollout = createRollout({
  table,
  clock,
  ids,
  idempotency,
  network,
  nameOf,
  facts: async () => ({ staff: false, stock: false, practice: false }),
});

const products: Product[] = [];
for (let copy = 0, skus = 0; skus < skusWanted; copy += 1)
  for (const one of demoProducts) {
    products.push({
      ...one,
      id: `${one.id}.${copy}`,
      skus: one.skus.map((sku) => ({ ...sku, id: `${sku.id}.${copy}`, barcodes: [] })),
    });
    skus += one.skus.length;
  }
const { catalog, publishCatalog, prepareCatalog } = createCatalogPublication({ snapshots, clock });
await publishCatalog({ products, categories: demoCategories });
const editing = createCatalogEditing({
  table,
  clock,
  catalog,
  dueItems: createDueItems({ table }),
  previews: createProductPreviews({ table, clock }),
  settings: fixedSettings('goods'),
  prepareCatalog,
  nameOf,
  claimPictures: async () => [],
});

const bulk = createBulkEdits({
  table,
  clock,
  ids,
  outbox,
  idempotency,
  audit,
  nameOf,
  targets: {
    places: placeTarget({ network, rollout, clock, ownerNames: async () => new Map() }) as BulkTarget,
    products: productTarget({ clock, catalog, editing, prepareCatalog }) as BulkTarget,
  },
});
const tell = eventsOf(bed, bulk.eventHandlers);
// What was announced while it was loaded.
while ((await tell()).length > 0);

async function edit(subject: BulkSubject, change: Record<string, unknown>, name: string): Promise<void> {
  const wanted = { choice: { filter: {} }, change };
  const who = { by: 'bench', reach: wholeReach };
  const made = await cost(
    `${name}: looked at`,
    () =>
      bulk.make(subject, wanted, { ...who, command: commandClaim('bench', subject, `key-${name}`, wanted) }),
    (draft) => (draft.ok ? { count: draft.value.count, changed: draft.value.changed } : { code: draft.code }),
  );
  if (!made.ok) throw new Error(made.code);
  const { id } = made.value;
  const caller = { kind: 'member' as const, memberId: 'bench', roles: [] };
  const act = { act: 'bulk.start' as const, targets: [{ kind: 'bulkEdit', id }] };
  await audited(audit.pending({ caller, origin: { requestId: 'bench' } as never }, act), () =>
    bulk.start(subject, id, who),
  );
  await cost(
    `${name}: carried out`,
    async () => {
      // A look at the stream holds a thousand records, of which few are events.
      for (;;) {
        await tell();
        const now = await bulk.get(subject, id, who);
        if (!now.ok || now.value.state !== 'running') return now;
      }
    },
    (done) => (done.ok ? { state: done.value.state, changed: done.value.changed } : {}),
  );
}

await edit('places', { maxOrdersPerDay: 40, deliveryFee: { feeFen: 600, freeFromFen: 9_900 } }, 'places');
await cost(
  'places: one publication of all of them',
  () => network.putInForce(null),
  () => ({}),
);
const [first] = (await network.current()).locations;
if (first)
  await cost(
    'places: one changed by hand after that, and published',
    async () => {
      const edited = await network.edited(first.id);
      if (!edited.ok) throw new Error(edited.code);
      const { revision } = edited.value;
      const changed = await network.changeLocation(
        first.id,
        { maxOrdersPerDay: 7 },
        { revision, by: 'bench' },
      );
      await network.putInForce(null);
      return changed;
    },
    ({ ok }) => ({ ok }),
  );
await edit('products', { warrantyMonths: 12, addTags: [{ zh: '联名', en: 'Joint' }] }, 'goods');
await bed.close();
