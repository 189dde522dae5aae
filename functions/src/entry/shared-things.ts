import { imagePathOf, skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { ShareContent, SharedThing } from '@jindian/shared/contract/selling/shares';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import type { SettingsReader } from '../platform/policy-document/settings.ts';
import type { Goods } from './goods.ts';
import type { Places } from './places.ts';

/** What shares show, from the modules that know it; null where something of it is not there, or not any more. */
export function sharedThings(deps: {
  network: Pick<Places['network'], 'location'>;
  catalog: Pick<Goods['catalog'], 'current'>;
  brand: SettingsReader<'brand'>;
}) {
  return async function thingOf(content: ShareContent): Promise<SharedThing | null> {
    const { locationId } = content;
    const place = locationId === null ? null : await deps.network.location(locationId);
    if (locationId !== null && place?.kind !== 'branch') return null;
    if (content.kind === 'page')
      return { title: place?.name ?? brandNameOf(await deps.brand.current()), imagePath: null };
    const goods = await deps.catalog.current();
    if (content.kind === 'product') {
      const product = goods.product(content.productId);
      return product && { title: product.title, imagePath: imagePathOf(product) };
    }
    const found = content.lines.map(({ skuId }) => goods.sku(skuId));
    if (found.some((one, place) => one?.product.id !== content.lines[place]?.productId)) return null;
    const [first] = found;
    return first ? { title: first.product.title, imagePath: skuImagePath(first.product, first.sku) } : null;
  };
}
