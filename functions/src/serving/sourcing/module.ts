import type { Module } from '../../platform/module.ts';
import { mountSourcingRoutes } from './routes.ts';
import type { Simulations } from './simulations.ts';
import type { WaysService } from './ways.ts';

export function sourcingModule(simulations: Simulations, ways: WaysService): Module {
  return {
    name: 'serving/sourcing',
    permissions: ['policies.read', 'policies.edit', 'policies.publish'],
    announces: { 'sourcing_simulation.step': 'a simulation has more orders to decide' },
    items: ['PolicySimulation', 'SimulationAsked', 'PlaceLoad'],
    routes: (mount) => mountSourcingRoutes(mount, simulations, ways),
    events: simulations.eventHandlers,
  };
}
