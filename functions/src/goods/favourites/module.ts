import type { Module } from '../../platform/module.ts';
import { mountFavouriteRoutes } from './routes.ts';
import type { FavouritesService } from './service.ts';

export function favouritesModule(favourites: FavouritesService): Module {
  return {
    name: 'goods/favourites',
    items: ['MemberFavourites'],
    routes: (mount) => mountFavouriteRoutes(mount, favourites),
  };
}
