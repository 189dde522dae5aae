import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { System } from '../../entry/system.ts';
import type { PictureStore } from '../../goods/pictures/store.ts';
import { BrandRefusal, brandFormat, fileNameOf, files } from './layout.ts';

/** Keys in the order of the alphabet: the same brand is the same text, whatever wrote it. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, ordered(one)]),
  );
}

export type ExportedBrand = { places: number; products: number; policies: number; pictures: number };

/** Into a folder that is not there yet, or empty. */
export async function exportBrand(
  system: Pick<System, 'network' | 'catalog' | 'policies' | 'ownership' | 'branchPrices'>,
  pictures: Pick<PictureStore, 'list' | 'get'>,
  folder: string,
): Promise<ExportedBrand> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new BrandRefusal(`${folder} holds something: a brand goes into a folder of its own.`);
  const write = (value: unknown, ...names: string[]) => {
    const file = path.join(folder, ...names);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(ordered(value), null, 2)}\n`);
  };

  const { version, grids, locations, topology } = await system.network.taken();
  write({ version, grids }, files.grids);
  // In one line: nobody reads arcs, and there are a million numbers in them.
  writeFileSync(path.join(folder, files.map), `${JSON.stringify(ordered(topology))}\n`);
  for (const place of locations) write(place, files.places, fileNameOf(place.id));

  const { products, categories } = await system.catalog.refresh();
  write(categories, files.categories);
  for (const product of products) write(product, files.products, fileNameOf(product.id));

  const owners = await system.ownership.owners.all();
  write(
    owners.map(({ ownerId, name, contact, phone }) => ({ ownerId, name, contact, phone })),
    files.owners,
  );
  for (const { locationId, prices } of await system.branchPrices.everyOwn(locations))
    write(prices, files.prices, fileNameOf(locationId));
  let policies = 0;
  for (const { name, bySubject } of system.policies.kinds()) {
    const subjects = bySubject ? await ownerIdsOf(system) : [null];
    for (const subject of subjects) {
      const { number, content } = (await (await system.policies.find(name, subject))?.inForce()) ?? {
        number: 0,
      };
      // Nobody has said anything: what holds then comes with the program.
      if (number === 0) continue;
      policies += 1;
      if (subject === null) write(content, files.policies, fileNameOf(name));
      else write(content, files.policies, name, fileNameOf(subject));
    }
  }

  const names = (await pictures.list('')).filter((name) => !name.startsWith('sent/'));
  for (const name of names) {
    const picture = await pictures.get(name);
    if (!picture) continue;
    mkdirSync(path.join(folder, files.pictures), { recursive: true });
    writeFileSync(path.join(folder, files.pictures, name), picture.bytes);
  }
  // Last: a folder without it is no brand.
  write({ brand: 'jindian', format: brandFormat }, files.mark);
  return { places: locations.length, products: products.length, policies, pictures: names.length };
}

async function ownerIdsOf({ network, ownership }: Pick<System, 'network' | 'ownership'>): Promise<string[]> {
  const [{ locations }, owners] = await Promise.all([network.current(), ownership.owners.all()]);
  const ids = [...locations.map(({ ownerId }) => ownerId), ...owners.map(({ ownerId }) => ownerId)];
  return [...new Set(ids)].filter((id) => id !== 'hq').sort();
}
