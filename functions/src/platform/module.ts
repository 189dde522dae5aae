import { type Permission, permissionNames } from '@jindian/shared/contract/people/permissions';
import { type EventType, eventCatalogue } from '@jindian/shared/events/catalogue';
import { type EventCatalogue, knowsEvent } from '@jindian/shared/events/define';
import type { DueHandler } from './due-items.ts';
import type { ApiApp } from './http/app.ts';
import type { Mount } from './http/mount.ts';
import type { EventHandler } from './outbox.ts';

/**
 * What a module is to the rest of the system. Wiring takes a list of these and needs to know no more: routes are
 * mounted, handlers collected, and the tables of docs/events.md made from it.
 */
export type Module = {
  /** `area/module`, as its folder is called. */
  name: string;
  /** Events of the catalogue that it announces, and what has happened then. */
  announces?: Readonly<Partial<Record<EventType, string>>>;
  /** Work it plans for later: the kind, and when it is due and what is done then. */
  plans?: Readonly<Record<string, string>>;
  /** The permissions that are about its things; every permission belongs to one module (`contract/people/permissions`). */
  permissions?: readonly Permission[];
  /** The kinds of items it keeps in the table, as docs/data-model.md names them. */
  items?: readonly string[];
  routes?(mount: Mount, app: ApiApp): void;
  /** Items of others whose every change is told as this event, by the change itself: who makes it need not know. */
  follows?: readonly Follows[];
  /** What it does about events, its own and others'. */
  events?: readonly EventHandler[];
  /** What it does when planned work is due. */
  due?: readonly DueHandler[];
};

/** Changes of items of these kinds, as an event that names the attribute `id` of each. */
export type Follows = { items: readonly string[]; type: EventType; id: string };

/**
 * Which module each permission belongs to. Throws where one belongs to two or to none: at every start, like what
 * `joinModules` refuses.
 */
export function permissionOwners(modules: readonly Module[]): ReadonlyMap<Permission, string> {
  const owners = new Map<Permission, string>();
  for (const { name, permissions = [] } of modules) {
    for (const permission of permissions) {
      const other = owners.get(permission);
      if (other) throw new Error(`${permission} belongs to ${other} and to ${name}`);
      owners.set(permission, name);
    }
  }
  const nobodys = permissionNames.filter((permission) => !owners.has(permission));
  if (nobodys.length > 0) throw new Error(`of no module: ${nobodys.join(', ')}`);
  return owners;
}

export type EventRow = {
  type: string;
  version: number;
  /** What it is about, and what it says of that. */
  aggregate: string;
  fields: string[];
  means: string;
  announcedBy: string;
  /** Modules, and the queue by which each hears of it. */
  heardBy: string[];
};
export type DueRow = { kind: string; means: string; plannedBy: string; doneBy: string };

/** All modules as one. Throws where they do not fit together: it is wrong at every start, so a test finds it. */
export function joinModules(modules: readonly Module[], catalogue: EventCatalogue = eventCatalogue) {
  const events = new Map<string, EventRow>();
  const due = new Map<string, DueRow>();
  for (const { name, announces, plans } of modules) {
    for (const [type, means] of Object.entries(announces ?? {})) {
      if (events.has(type))
        throw new Error(`${type} is announced by ${events.get(type)?.announcedBy} and ${name}`);
      const known = catalogue[type];
      if (!known) throw new Error(`${name} announces ${type}, which is not in the catalogue`);
      const { version, aggregate, data } = known;
      const fields = Object.entries(data.shape).map(([field, { type: kind }]) =>
        kind === 'optional' ? `${field}?` : field,
      );
      events.set(type, { type, version, aggregate, fields, means, announcedBy: name, heardBy: [] });
    }
    for (const [kind, means] of Object.entries(plans ?? {})) {
      if (due.has(kind)) throw new Error(`${kind} is planned by ${due.get(kind)?.plannedBy} and ${name}`);
      due.set(kind, { kind, means, plannedBy: name, doneBy: '' });
    }
  }
  for (const { name, ...module } of modules) {
    for (const handler of module.events ?? []) {
      for (const type of handler.types) {
        const row = events.get(type);
        if (!row) throw new Error(`${name} hears of ${type}, which nobody announces`);
        const by = `${name} (${handler.queue})`;
        if (!row.heardBy.includes(by)) row.heardBy.push(by);
      }
    }
    for (const { kind, queue } of module.due ?? []) {
      const row = due.get(kind);
      if (!row) throw new Error(`${name} does ${kind}, which nobody plans`);
      if (row.doneBy) throw new Error(`${kind} is done by ${row.doneBy} and ${name}`);
      row.doneBy = `${name} (${queue})`;
    }
  }
  const unsaid = Object.keys(catalogue).filter((type) => !events.has(type));
  if (unsaid.length > 0) throw new Error(`announced by no module: ${unsaid.join(', ')}`);
  for (const { kind, plannedBy, doneBy } of due.values())
    if (!doneBy) throw new Error(`${plannedBy} plans ${kind}, which nobody does`);

  const known = (names: ReadonlyMap<string, unknown>, what: string) => (name: string) => {
    if (!names.has(name)) throw new Error(`${name} is ${what} by no module`);
  };
  return {
    eventHandlers: modules.flatMap((module) => module.events ?? []),
    dueHandlers: modules.flatMap((module) => module.due ?? []),
    /** Every event and every kind of planned work, for the docs. */
    events: [...events.values()],
    due: [...due.values()],
    knows: (event: { type: string; version: number }) => knowsEvent(catalogue, event),
    follows: modules.flatMap(({ follows = [] }) => follows),
    assertAnnounced: known(events, 'announced'),
    assertPlanned: known(due, 'planned'),
  };
}
