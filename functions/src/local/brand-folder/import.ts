import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ownPricesSchema } from '@jindian/shared/contract/goods/branch-prices';
import { categorySchema, productSchema } from '@jindian/shared/contract/goods/catalog';
import type { AuditedAct } from '@jindian/shared/contract/people/audit';
import { gridSchema, locationSchema } from '@jindian/shared/contract/places/network';
import { z } from '@jindian/shared/zod';
import type { System } from '../../entry/system.ts';
import type { PictureStore } from '../../goods/pictures/store.ts';
import type { NetworkTopology } from '../../places/network/grid-index-topology.ts';
import type { ExportedBrand } from './export.ts';
import { BrandRefusal, brandFormat, fileNameOf, files } from './layout.ts';

const pictureName = /^[0-9a-f]{32}(-\d{3,4}\.webp)?$/;
const pictureTypes = { webp: 'image/webp', jpeg: 'image/jpeg' };
const ownerSchema = z.strictObject({
  ownerId: z.string().min(1).max(40),
  name: z.string().min(1),
  contact: z.string().nullable(),
  phone: z.string().nullable(),
});
const by = 'brand-folder';

/** Its begin is noted, so that one that broke off is gone on with and nothing else is ever written over. */
const job = 'brand-folder';

type Told = (done: number, total: number, what: string) => void;

/**
 * Makes an empty system this brand. Everything is read and judged before anything is written; throws `BrandRefusal` with
 * the file and what is wrong in it. Where it broke off it is begun again, and ends the same, unless people have gone on by hand.
 */
export async function importBrand(
  system: Pick<
    System,
    | 'network'
    | 'publishCatalog'
    | 'catalog'
    | 'goodsEditing'
    | 'policies'
    | 'ownership'
    | 'pictures'
    | 'branchPrices'
    | 'checkpoints'
    | 'audit'
    | 'clock'
  >,
  pictures: Pick<PictureStore, 'put'>,
  folder: string,
  onProgress: Told = () => {},
): Promise<ExportedBrand> {
  const [network, catalog, begunAtMs] = await Promise.all([
    system.network.current(),
    system.catalog.refresh(),
    system.checkpoints.read(job),
  ]);
  const goesOn = begunAtMs !== null && begunAtMs > 0;
  if (!goesOn && network.locations.length + catalog.products.length + catalog.categories.length > 0)
    throw new BrandRefusal('There is a brand already: a folder becomes one where there is none.');
  if (goesOn) await refuseOverEdits(system, begunAtMs);
  const brand = readBrand(folder);
  // Judged by their kinds, which only a running system knows.
  const policies = brand.policies;
  for (const one of policies) judge(system, one);
  const steps = 3 + policies.length + brand.pictures.length;
  let done = 0;
  const step = (what: string) => onProgress(++done, steps, what);

  if (!goesOn) await system.checkpoints.write(job, system.clock.nowMs());
  for (const name of brand.pictures) {
    const bytes = readFileSync(path.join(folder, files.pictures, name));
    const type = name.endsWith('.webp') ? pictureTypes.webp : pictureTypes.jpeg;
    await pictures.put(name, { bytes, type });
    step('pictures');
  }
  await system.pictures.adopt(brand.pictures);
  try {
    await system.network.load(brand.network);
  } catch (error) {
    throw new BrandRefusal(`${files.places}, ${files.grids} or ${files.map}: ${(error as Error).message}`);
  }
  step('network');
  await system.publishCatalog({ products: brand.products, categories: brand.categories });
  await system.goodsEditing.resumePlans('import');
  step('goods');
  const { owners } = system.ownership;
  const there = new Map((goesOn ? await owners.all() : []).map((one) => [one.ownerId, one.revision]));
  for (const { ownerId, ...said } of brand.owners) {
    const saved = await owners.save(ownerId, said, { revision: there.get(ownerId) ?? 0, by });
    if (!saved.ok) throw new BrandRefusal(`${files.owners}: ${ownerId}: ${saved.code}`);
  }
  step('owners');
  for (const { file, name, subject, content } of policies) {
    // Of an owner whom the folder itself brings, it is found now.
    const editor = await system.policies.find(name, subject);
    if (!editor) throw new BrandRefusal(`${file}: there is no such owner`);
    const { revision } = await editor.view();
    const published = await editor.publishContent(content, { revision, by, note: 'import', command: null });
    if (!published.ok) throw new BrandRefusal(`${file}: ${published.params?.detail ?? published.code}`);
    step('policies');
  }
  for (const { locationId, prices } of brand.prices) await system.branchPrices.adopt(locationId, prices);
  await system.checkpoints.write(job, 0);
  return {
    places: brand.network.locations.length,
    products: brand.products.length,
    policies: policies.length,
    pictures: brand.pictures.length,
  };
}

/** What people do to what a folder brings. */
const editingActs: ReadonlySet<AuditedAct> = new Set([
  'policy.publish',
  'policy.restore',
  'courier_policy.save',
  'sharing.set',
  'branch_price.set',
  'owner.save',
  'location.add',
  'location.change',
  'location.hours',
  'bulk.start',
  'product.add',
  'product.change',
  'product.status',
  'product.plan',
  'category.add',
  'category.change',
  'category.remove',
]);
/** Figures of stock are in no folder. */
const isEdit = ({ act, after }: { act: string; after?: unknown }) =>
  act === 'import.finish'
    ? (after as { kind?: string } | undefined)?.kind !== 'levels'
    : editingActs.has(act as AuditedAct);

/** What was changed by hand since it broke off would be lost: the folder says what was before. */
async function refuseOverEdits({ audit }: Pick<System, 'audit'>, fromMs: number): Promise<void> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await audit.search({ fromMs }, 100, cursor);
    const edit = items.find(isEdit);
    if (edit) {
      const what = edit.targets.map(({ kind, id }) => `${kind} ${id}`).join(', ');
      throw new BrandRefusal(
        `An import broke off, and the brand was changed by hand since (${edit.act} ${what}, ${new Date(edit.atMs).toISOString()}): going on would take that back.`,
      );
    }
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

type SaidPolicy = { file: string; name: string; subject: string | null; content: unknown };

function judge({ policies }: Pick<System, 'policies'>, { file, name, subject, content }: SaidPolicy): void {
  const kind = policies.kinds().find((one) => one.name === name);
  if (!kind || kind.bySubject !== (subject !== null))
    throw new BrandRefusal(`${file}: there is no such policy`);
  judged(kind.schema, content, file);
}

/** What is in the folder, each file by its schema. */
function readBrand(folder: string) {
  const mark = readJson(folder, files.mark);
  if ((mark as { brand?: unknown }).brand !== 'jindian')
    throw new BrandRefusal(`${folder} is no brand of Jindian.`);
  if ((mark as { format?: unknown }).format !== brandFormat)
    throw new BrandRefusal(`${files.mark}: this version reads format ${brandFormat}`);
  const several = <T>(name: string, schema: z.ZodType<T>, idOf: (one: T) => string): T[] =>
    namesIn(folder, name).map((file) => {
      const one = judged(schema, readJson(folder, name, file), path.join(name, file));
      if (fileNameOf(idOf(one)) !== file)
        throw new BrandRefusal(`${path.join(name, file)}: it is of ${idOf(one)}`);
      return one;
    });
  const grids = judged(
    z.object({ version: z.string().min(1), grids: z.array(gridSchema) }),
    readJson(folder, files.grids),
    files.grids,
  );
  const locations = several(files.places, locationSchema, ({ id }) => id);
  const known = new Set(locations.map(({ id }) => id));
  const prices = namesIn(folder, files.prices).map((file) => {
    const locationId = idOf(file);
    const said = path.join(files.prices, file);
    if (!known.has(locationId)) throw new BrandRefusal(`${said}: there is no such place`);
    return { locationId, prices: judged(ownPricesSchema, readJson(folder, files.prices, file), said) };
  });
  return {
    prices,
    network: {
      ...grids,
      locations,
      topology: readJson(folder, files.map) as NetworkTopology,
    },
    categories: judged(z.array(categorySchema), readJson(folder, files.categories), files.categories),
    products: several(files.products, productSchema, ({ id }) => id),
    owners: judged(z.array(ownerSchema), readJson(folder, files.owners), files.owners),
    policies: policiesIn(folder),
    pictures: picturesIn(folder),
  };
}

function policiesIn(folder: string): SaidPolicy[] {
  const root = path.join(folder, files.policies);
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true }).flatMap((entry): SaidPolicy[] => {
    if (entry.isDirectory())
      return namesIn(root, entry.name).map((file) => ({
        file: path.join(files.policies, entry.name, file),
        name: entry.name,
        subject: idOf(file),
        content: readJson(root, entry.name, file),
      }));
    const file = path.join(files.policies, entry.name);
    return [{ file, name: idOf(entry.name), subject: null, content: readJson(root, entry.name) }];
  });
}

function picturesIn(folder: string): string[] {
  const root = path.join(folder, files.pictures);
  if (!existsSync(root)) return [];
  const names = readdirSync(root).sort();
  const strange = names.find((name) => !pictureName.test(name));
  if (strange) throw new BrandRefusal(`${path.join(files.pictures, strange)}: no picture is called so`);
  return names;
}

function idOf(file: string): string {
  try {
    return decodeURIComponent(file.replace(/\.json$/, ''));
  } catch {
    throw new BrandRefusal(`${file}: nothing is called so`);
  }
}

function namesIn(folder: string, name: string): string[] {
  const root = path.join(folder, name);
  return existsSync(root)
    ? readdirSync(root)
        .filter((file) => file.endsWith('.json'))
        .sort()
    : [];
}

function readJson(folder: string, ...names: string[]): unknown {
  const file = path.join(...names);
  let text: string;
  try {
    text = readFileSync(path.join(folder, file), 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BrandRefusal(`${file}: ${isMissing ? 'is missing' : (error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrandRefusal(`${file}: is not JSON: ${(error as Error).message}`);
  }
}

function judged<T>(schema: z.ZodType<T>, said: unknown, file: string): T {
  const read = schema.safeParse(said);
  if (!read.success) throw new BrandRefusal(`${file}:\n${z.prettifyError(read.error)}`);
  return read.data;
}
