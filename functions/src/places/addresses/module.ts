import type { Module } from '../../platform/module.ts';
import { mountAddressRoutes } from './routes.ts';
import type { AddressSearch } from './service.ts';

export function addressesModule(addresses: AddressSearch): Module {
  return {
    name: 'places/addresses',
    routes: (mount) => mountAddressRoutes(mount, addresses),
  };
}
