import type { Hono } from 'hono';
import { searchLocations } from '../../places/network/within.ts';
import type { HqDeps } from '../deps.ts';
import { pickedText } from '../forms/picked.ts';
import { type HqContext, type HqEnvironment, reachOn } from '../visit.ts';

const maxChoices = 12;
const maxTextLength = 60;

/** What a picker offers for what was typed so far. */
export function pickPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<
    HqDeps,
    | 'network'
    | 'staff'
    | 'ownership'
    | 'ownerNames'
    | 'searchSkus'
    | 'searchKinds'
    | 'searchCategories'
    | 'searchProducts'
  >,
): void {
  const typedIn = (text: string | undefined) => (text ?? '').trim().slice(0, maxTextLength);

  async function places(c: HqContext): Promise<string[]> {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    if (text === '') return [];
    const reach = reachOn(c, 'locations.read');
    const { items } = await searchLocations(await deps.network.current(), text, maxChoices, reach);
    return items.map(({ id, name }) => pickedText(name[language], id));
  }

  async function people(c: HqContext): Promise<string[]> {
    const text = typedIn(c.req.query('text'));
    if (text === '' || !reachOn(c, 'roles.read').whole) return [];
    const found = await deps.staff.colleagues(text);
    return found.slice(0, maxChoices).map(({ memberId, name }) => pickedText(name, memberId));
  }

  hq.get('/pick/places', async (c) => c.json(await places(c)));
  hq.get('/pick/people', async (c) => c.json(await people(c)));
  /** Dealers, by their branches: nobody knows them by number. */
  hq.get('/pick/owners', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    if (text === '') return c.json([]);
    const { items } = await deps.ownership.dealers({ text, limit: maxChoices });
    const names = await deps.ownerNames(items.map(({ ownerId }) => ownerId));
    return c.json(items.map(({ ownerId }) => pickedText(names.get(ownerId)?.[language] ?? ownerId, ownerId)));
  });
  /** Whatever a record or an account may be of. */
  hq.get('/pick/things', async (c) => c.json((await Promise.all([people(c), places(c)])).flat()));

  hq.get('/pick/kinds', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    const found = text === '' ? [] : await deps.searchKinds(text, maxChoices);
    return c.json(found.map(({ id, name }) => pickedText(name[language], id)));
  });

  hq.get('/pick/categories', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    const found = text === '' ? [] : await deps.searchCategories(text, maxChoices);
    return c.json(found.map(({ id, name }) => pickedText(name[language], id)));
  });

  hq.get('/pick/products', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    const found = text === '' ? [] : await deps.searchProducts(text, maxChoices);
    return c.json(found.map(({ id, name }) => pickedText(name[language], id)));
  });

  hq.get('/pick/goods', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    const found = text === '' ? [] : (await deps.searchSkus(text, maxChoices)).items;
    return c.json(found.map(({ skuId, title }) => pickedText(title[language], skuId)));
  });
}
