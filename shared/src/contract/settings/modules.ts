import { modules } from '../modules/index.ts';
import { type ModuleName, moduleNames } from '../modules/names.ts';
import { settingsArea, type TextField } from './fields.ts';

const fieldOf = (name: ModuleName): TextField => ({
  group: 'modules',
  form: 'switch',
  standard: modules[name].beginsOff ? 'off' : 'on',
  name: modules[name].name,
  explanation: modules[name].explanation,
});

/** What the brand uses of the product. */
export const moduleSettings = settingsArea({
  title: { zh: '功能', en: 'Modules' },
  groups: { modules: { zh: '用到的功能', en: 'What the brand uses' } },
  fields: Object.fromEntries(moduleNames.map((name) => [name, fieldOf(name)])) as Record<
    ModuleName,
    TextField
  >,
});
