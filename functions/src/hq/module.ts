import type { Module } from '../platform/module.ts';
import type { HqDeps } from './deps.ts';
import { mountHq } from './mount.ts';
import { createHqTickets } from './pages/people/tickets.ts';
import { mountHqRoutes } from './routes.ts';

/** The light web view, and the two endpoints by which the mini-program opens it. */
export function hqModule(deps: HqDeps): Module {
  return {
    name: 'hq',
    items: ['HqTicket'],
    routes(mount, app) {
      mountHqRoutes(mount, { tickets: createHqTickets(deps), config: deps.config });
      mountHq(app, deps, mount.call);
    },
  };
}
