import { createSignInTickets } from '../people/members/sign-in-tickets.ts';
import type { Module } from '../platform/module.ts';
import type { HqDeps } from './deps.ts';
import { mountHq } from './mount.ts';
import { mountHqRoutes } from './routes.ts';

/** The light web view, and the two endpoints by which the mini-program opens it. */
export function hqModule(deps: HqDeps): Module {
  return {
    name: 'hq',
    routes(mount, app) {
      mountHqRoutes(mount, { ...deps, tickets: createSignInTickets(deps, 'hq') });
      mountHq(app, deps, mount.call);
    },
  };
}
