import { anywhere, granted } from '@jindian/shared/access';
import { imagePathOf } from '@jindian/shared/contract/goods/catalog';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import { isHex } from '@jindian/shared/design/colour';
import { brandColour } from '@jindian/shared/design/tokens';
import { formatYuan } from '@jindian/shared/money';
import { pictureIdOf } from '@jindian/shared/picture-address';
import type { SettingsReader } from '../platform/policy-document/settings.ts';
import type { MakePoster } from '../selling/codes/posters/maker.ts';
import type { PosterThings } from '../selling/codes/posters/service.ts';
import type { Goods } from './goods.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';

/** Where a function draws none. */
export const noPosters: MakePoster = () => {
  throw new Error('this function draws no posters');
};

/** As many as a page of a storefront holds. */
const onAPage = 50;

/** What posters show, from the modules that know it. */
export function posterThings(deps: {
  places: Pick<Places, 'network'>;
  people: Pick<People, 'members'>;
  goods: Pick<Goods, 'storefront' | 'catalog' | 'pictures'>;
  brand: SettingsReader<'brand'>;
}): PosterThings {
  const { network } = deps.places;
  const { members } = deps.people;
  const { storefront, catalog, pictures } = deps.goods;

  async function sellersAt(locationId: string): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await members.staffOf(locationId, { cursor });
      for (const { memberId, grant } of page.items)
        if (granted([grant], 'selling.sell', anywhere)) found.push(memberId);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return found;
  }

  return {
    async brand() {
      const brand = await deps.brand.current();
      const colour = isHex(brand.brandColour) ? brand.brandColour : brandColour;
      return { name: brandNameOf(brand), colour, logo: brand.logo };
    },
    async product(productId, locationId) {
      const product = (await catalog.current()).product(productId);
      if (!product) return null;
      const cards = locationId === null ? null : await storefront.cards(locationId, [productId]);
      const card = cards?.ok ? cards.value[0] : undefined;
      const fen = card?.fromPriceFen ?? Math.min(...product.skus.map(({ priceFen }) => priceFen));
      return { title: product.title, fromPrice: formatYuan(fen), imagePath: imagePathOf(product) };
    },
    branch: async (locationId) => (await network.location(locationId))?.name ?? null,
    async shelves(locationId, most) {
      const products: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await storefront.storefront(locationId, { limit: onAPage, cursor });
        if (!page.ok) return null;
        products.push(...page.value.items.map(({ productId }) => productId));
        cursor = page.value.nextCursor ?? undefined;
      } while (cursor && products.length < most);
      return products.slice(0, most);
    },
    async sellers(province, most) {
      const { locations } = await network.current();
      const found = new Set<string>();
      for (const place of locations) {
        if (place.kind !== 'branch' || place.province !== province || place.status === 'closed') continue;
        for (const memberId of await sellersAt(place.id)) found.add(memberId);
        if (found.size >= most) break;
      }
      return [...found].slice(0, most);
    },
    async picture(imagePath) {
      const id = pictureIdOf(imagePath);
      const found = id && (await pictures.read(id));
      return found ? new Uint8Array(found.bytes) : null;
    },
  };
}
