import type { Module } from '../../platform/module.ts';
import { mountAvailabilityRoutes } from './routes.ts';
import type { Availability } from './service.ts';

export function availabilityModule(availability: Availability): Module {
  return {
    name: 'goods/availability',
    permissions: ['stock.check'],
    announces: {
      'availability.check_wanted':
        'a comparison of the figures of a province with its levels has more regions to look at',
    },
    items: ['RegionStock', 'AvailabilityCheck', 'AvailabilityCheckRun', 'ShelfHead', 'ShelfBody'],
    routes: (mount) => mountAvailabilityRoutes(mount, availability),
    events: availability.eventHandlers,
  };
}
