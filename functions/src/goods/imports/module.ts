import type { Module } from '../../platform/module.ts';
import { mountImportRoutes } from './routes.ts';
import type { Imports } from './service.ts';

export function importsModule(imports: Imports): Module {
  return {
    name: 'goods/imports',
    permissions: ['imports.run'],
    announces: { 'places.imported': 'a table of places is whole, and they are to be put in force' },
    items: ['Import', 'ImportPortion', 'ImportedPlaces', 'GoodsImportPortion'],
    routes: (mount) => mountImportRoutes(mount, imports),
    events: imports.eventHandlers,
  };
}
