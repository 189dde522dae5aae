import type { Module } from '../../platform/module.ts';
import { mountNetworkRoutes } from './routes.ts';
import type { Network } from './service.ts';

export function networkModule(network: Network): Module {
  return {
    name: 'places/network',
    permissions: ['locations.read', 'locations.manage'],
    announces: {
      'network.changed': 'HQ made or changed a place',
      'network.imported': 'the places of a table are in force',
    },
    items: ['ChangedLocation'],
    routes: (mount) => mountNetworkRoutes(mount, network),
    events: network.eventHandlers,
  };
}
