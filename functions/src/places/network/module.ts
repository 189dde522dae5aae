import type { Module } from '../../platform/module.ts';
import { type DeskFacts, mountNetworkRoutes } from './routes.ts';
import type { Network } from './service.ts';

export function networkModule(network: Network, desk: DeskFacts): Module {
  return {
    name: 'places/network',
    permissions: ['locations.read', 'locations.manage'],
    announces: {
      'network.changed': 'HQ made or changed a place',
      'network.many_changed': 'the places of a table, or other hours of many, are in force',
    },
    items: ['ChangedLocation'],
    routes: (mount) => mountNetworkRoutes(mount, network, desk),
    events: network.eventHandlers,
  };
}
