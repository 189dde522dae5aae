import type { Module } from '../../platform/module.ts';
import { mountPosterRoutes } from './posters/routes.ts';
import type { Posters } from './posters/service.ts';
import { mountCodeRoutes } from './routes.ts';
import type { Codes } from './service.ts';

export function codesModule(codes: Codes, posters: Posters, countMiss: () => Promise<void>): Module {
  return {
    name: 'selling/codes',
    permissions: ['codes.mint', 'codes.read', 'codes.manage'],
    announces: {
      'posters.asked': 'posters were asked for, or the portion before was prepared',
      'posters.prepared': 'all is known that a portion of posters shows',
    },
    items: [
      'Code',
      'ListedCode',
      'CodeScene',
      'CodeVisitor',
      'CodeCount',
      'PosterJob',
      'PosterPortion',
      'PosterCode',
    ],
    routes(mount) {
      mountCodeRoutes(mount, codes, countMiss);
      mountPosterRoutes(mount, posters);
    },
    events: posters.eventHandlers,
  };
}
