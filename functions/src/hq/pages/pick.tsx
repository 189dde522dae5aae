import type { Hono } from 'hono';
import { searchLocations } from '../../places/network/within.ts';
import type { HqDeps } from '../deps.ts';
import { pickedText } from '../forms/picked.ts';
import { type HqEnvironment, reachOn } from '../visit.ts';

const maxChoices = 12;
const maxTextLength = 60;

/** What a picker offers for what was typed so far. */
export function pickPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'searchSkus' | 'searchKinds'>,
): void {
  const typedIn = (text: string | undefined) => (text ?? '').trim().slice(0, maxTextLength);

  hq.get('/pick/places', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    const found =
      text === ''
        ? []
        : (
            await searchLocations(
              await deps.network.current(),
              text,
              maxChoices,
              reachOn(c, 'locations.read'),
            )
          ).items;
    return c.json(found.map(({ id, name }) => pickedText(name[language], id)));
  });

  hq.get('/pick/kinds', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    const found = text === '' ? [] : await deps.searchKinds(text, maxChoices);
    return c.json(found.map(({ id, name }) => pickedText(name[language], id)));
  });

  hq.get('/pick/goods', async (c) => {
    const text = typedIn(c.req.query('text'));
    const { language } = c.get('visit');
    const found = text === '' ? [] : (await deps.searchSkus(text, maxChoices)).items;
    return c.json(found.map(({ skuId, title }) => pickedText(title[language], skuId)));
  });
}
