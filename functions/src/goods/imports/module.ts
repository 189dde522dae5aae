import type { Module } from '../../platform/module.ts';
import { mountImportRoutes } from './routes.ts';
import type { Imports } from './service.ts';

export function importsModule(imports: Imports): Module {
  return {
    name: 'goods/imports',
    permissions: ['imports.run'],
    items: ['ImportPortion'],
    routes: (mount) => mountImportRoutes(mount, imports),
  };
}
