import { goodsModules } from './goods.ts';
import { membershipModules } from './membership.ts';
import type { ModuleName, ModuleParts } from './names.ts';
import { sellingModules } from './selling.ts';
import { servingModules } from './serving.ts';

/** What belongs to each module, by area. */
export const modules: Readonly<Record<ModuleName, ModuleParts>> = {
  ...servingModules,
  ...sellingModules,
  ...membershipModules,
  ...goodsModules,
};
