import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import type { GridReplays } from './replays.ts';
import type { Grids } from './service.ts';

export function gridsModule(grids: Grids, replays: GridReplays): Module {
  return {
    name: 'places/grids',
    permissions: ['grids.read', 'grids.edit', 'grids.publish'],
    announces: { 'grid_replay.step': 'a replay of a draft of the grids has more orders to look at' },
    items: ['GridReplay'],
    routes(mount) {
      mount(endpoints.hqReplayGrids, ({ body }) => replays.start(body.revision));
      mount(endpoints.hqGetGridReplay, ({ params }) => replays.view(params.revision));
    },
    events: [...grids.eventHandlers, ...replays.eventHandlers],
  };
}
