import type { Module } from '../../platform/module.ts';
import type { Policies } from './policies.ts';
import { mountSourcingRoutes } from './routes.ts';
import type { Simulations } from './simulations.ts';

export function sourcingModule(policies: Policies, simulations: Simulations): Module {
  return {
    name: 'serving/sourcing',
    announces: {
      'sourcing_policy.published': 'HQ put a new version of the policies in force',
      'sourcing_simulation.step': 'a simulation has more orders to decide',
    },
    items: ['PolicySimulation', 'PolicyVersion', 'PolicyDraft', 'PlaceLoad'],
    routes: (mount) => mountSourcingRoutes(mount, policies, simulations),
    events: [...policies.eventHandlers, ...simulations.eventHandlers],
  };
}
