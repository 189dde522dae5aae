import type { Module } from '../../platform/module.ts';
import { mountAvailabilityRoutes } from './routes.ts';
import type { Availability } from './service.ts';

export function availabilityModule(availability: Availability): Module {
  return {
    name: 'goods/availability',
    permissions: ['stock.check'],
    announces: {
      'availability.check_wanted': 'HQ asked for the figures of a province to be compared with its levels',
    },
    items: ['RegionStock', 'AvailabilityCheck'],
    routes: (mount) => mountAvailabilityRoutes(mount, availability),
    events: availability.eventHandlers,
  };
}
