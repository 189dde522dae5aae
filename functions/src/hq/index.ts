export { type HqAsset, type HqAssets, hqAssets } from './assets.ts';
export { type HqModules, hqDepsOf } from './compose.ts';
export type { HqDeps, HqMember, ShelfLabel, ShelfLabels } from './deps.ts';
export { hqModule } from './module.ts';
export { mountHq } from './mount.ts';
