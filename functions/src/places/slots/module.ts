import type { Clock } from '../../platform/clock.ts';
import type { Module } from '../../platform/module.ts';
import type { BranchHoursCommands } from './branch-hours.ts';
import { mountSlotRoutes } from './routes.ts';
import type { Slots } from './service.ts';

export function slotsModule(slots: Slots, hours: BranchHoursCommands, clock: Clock): Module {
  return {
    name: 'places/slots',
    permissions: ['slots.read', 'slots.manage'],
    items: ['SlotPlan', 'SlotCounter', 'SlotBooking', 'WatchedSlots'],
    routes: (mount) => mountSlotRoutes(mount, slots, hours, clock),
    events: slots.eventHandlers,
  };
}
