import type { Module } from '../../platform/module.ts';
import type { Grids } from './service.ts';

export function gridsModule(grids: Grids): Module {
  return { name: 'places/grids', events: grids.eventHandlers };
}
