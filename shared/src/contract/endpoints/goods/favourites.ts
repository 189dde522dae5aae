import { z } from '../../../zod.ts';
import { locationIdSchema, productIdSchema } from '../../common.ts';
import { endpoint } from '../../endpoint.ts';
import { favouriteIdsSchema, favouritesSchema } from '../../goods/favourites.ts';

const one = z.object({ productId: productIdSchema });

export const favouriteEndpoints = {
  listFavourites: endpoint({
    id: 'listFavourites',
    method: 'get',
    path: '/v1/me/favourites',
    tag: 'members',
    summary: 'What the member put a heart on, the latest first; as cards where a branch is named',
    access: 'member',
    query: z.object({ locationId: locationIdSchema.optional() }),
    response: favouritesSchema,
  }),
  addFavourite: endpoint({
    id: 'addFavourite',
    method: 'put',
    path: '/v1/me/favourites/{productId}',
    tag: 'members',
    summary: 'Put a heart on a product; one that is there already is fine',
    access: 'member',
    params: one,
    response: favouriteIdsSchema,
    problems: ['favourites_full', 'busy'],
  }),
  removeFavourite: endpoint({
    id: 'removeFavourite',
    method: 'delete',
    path: '/v1/me/favourites/{productId}',
    tag: 'members',
    summary: 'Take the heart off again; taking off what is not there is fine',
    access: 'member',
    params: one,
    response: favouriteIdsSchema,
    problems: ['busy'],
  }),
};
