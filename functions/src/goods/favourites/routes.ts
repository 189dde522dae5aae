import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { FavouritesService } from './service.ts';

export function mountFavouriteRoutes(mount: Mount, favourites: FavouritesService): void {
  mount(endpoints.listFavourites, ({ memberId, query, principal }) =>
    favourites.list(memberId, query.locationId, principal),
  );
  mount(endpoints.addFavourite, ({ memberId, params }) => favourites.add(memberId, params.productId));
  mount(endpoints.removeFavourite, ({ memberId, params }) => favourites.remove(memberId, params.productId));
}
