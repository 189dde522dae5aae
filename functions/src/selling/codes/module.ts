import type { Module } from '../../platform/module.ts';
import { mountCodeRoutes } from './routes.ts';
import type { Codes } from './service.ts';

export function codesModule(codes: Codes, countMiss: () => Promise<void> = async () => {}): Module {
  return {
    name: 'selling/codes',
    permissions: ['codes.mint', 'codes.read', 'codes.manage'],
    items: ['Code', 'ListedCode', 'CodeScene', 'CodeVisitor', 'CodeCount'],
    routes: (mount) => mountCodeRoutes(mount, codes, countMiss),
  };
}
