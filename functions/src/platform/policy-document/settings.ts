import { askedBelow, isOlder } from '@jindian/shared/contract/client-version';
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { modulesOff } from '@jindian/shared/contract/modules/off';
import type { PolicyProblem } from '@jindian/shared/contract/policies';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import {
  type SettingValue,
  settingsSchema,
  standardSettings,
  wordsOf,
} from '@jindian/shared/contract/settings/fields';
import {
  type Settings,
  type SettingsAreaName,
  type ShopperSettings,
  settingsAreas,
} from '@jindian/shared/contract/settings/index';
import { ownVersion } from '../own-version.ts';
import type { PolicyDocument, PolicyDocuments } from './documents.ts';

/** What anybody may know of the brand, as it is set. */
const profileFields = [
  'shortName',
  'logo',
  'brandColour',
  'servicePhone',
  'serviceHours',
  'returnAddress',
  'companyName',
  'companyLine',
  'licenceLine',
  'icpNumber',
  'oldestVersion',
  'oldVersionsUntil',
] as const;
type ProfileField = (typeof profileFields)[number];

/** With the number of the version that it is. */
export type InForce<Name extends SettingsAreaName> = Settings<Name> & { readonly version: number };
/** What a module asks for its times, fees and limits: in memory, seconds behind HQ at most. */
export type SettingsReader<Name extends SettingsAreaName> = { current(): Promise<InForce<Name>> };

type SettingsDocument<Name extends SettingsAreaName> = PolicyDocument<Settings<Name>, InForce<Name>>;

/** Which work of a module is still open, as a code of problems; null: none. */
export type OpenWork = (module: ModuleName) => Promise<string | null>;

/** One policy document for each area, called `settings-<area>`. */
export function createSettings(policies: PolicyDocuments, openWork: OpenWork = async () => null) {
  /** What is switched off has nothing open: nobody could finish it. */
  async function stillOpen(switches: Readonly<Record<string, SettingValue>>): Promise<PolicyProblem[]> {
    const off = modulesOff(switches as Record<ModuleName, string>);
    const before = modulesOff(await areas.modules.current());
    const found = await Promise.all(
      off
        .filter((name) => !before.includes(name))
        .map(async (name) => ({ path: name, code: await openWork(name) })),
    );
    return found.flatMap(({ path, code }) => (code === null ? [] : [{ path, code }]));
  }

  /** Clients are built with the system: asking for a newer one than itself would shut everybody out. */
  function notYetThere(brand: Settings<'brand'>): PolicyProblem[] {
    return (['askedVersion', 'oldestVersion'] as const)
      .filter((field) => isOlder(ownVersion, brand[field]))
      .map((path) => ({ path, code: 'version_not_there' }));
  }

  const open = <Name extends SettingsAreaName>(name: Name): SettingsDocument<Name> =>
    policies.document<Settings<Name>, InForce<Name>>({
      name: `settings-${name}`,
      schema: settingsSchema(settingsAreas[name]) as never,
      permissions: {
        see: 'settings.read',
        seenFrom: 'anywhere',
        edit: 'settings.edit',
        publish: 'settings.publish',
      },
      standard: standardSettings(settingsAreas[name]) as Settings<Name>,
      ...(name === 'modules' ? { validate: (content) => stillOpen(content as never), onlyAtOnce: true } : {}),
      ...(name === 'brand' ? { validate: (content) => notYetThere(content as never) } : {}),
      compile: (content, version) =>
        // A version may be older than a field.
        ({ ...standardSettings(settingsAreas[name]), ...content, version }) as InForce<Name>,
    });
  const areas = {
    serving: open('serving'),
    goods: open('goods'),
    places: open('places'),
    selling: open('selling'),
    people: open('people'),
    money: open('money'),
    settlement: open('settlement'),
    brand: open('brand'),
    modules: open('modules'),
  } satisfies { [Name in SettingsAreaName]: SettingsDocument<Name> };

  return {
    ...areas,
    async off(): Promise<ModuleName[]> {
      return modulesOff(await areas.modules.current());
    },
    async forShoppers(): Promise<ShopperSettings> {
      const [serving, selling, people, brand] = await Promise.all([
        areas.serving.current(),
        areas.selling.current(),
        areas.people.current(),
        areas.brand.current(),
      ]);
      const {
        payWithinMinutes,
        pickUpWithinDays,
        askShopperWithinHours,
        deliveryFeeFen,
        freeDeliveryFromFen,
      } = serving;
      return {
        payWithinMinutes,
        pickUpWithinDays,
        askShopperWithinHours,
        deliveryFeeFen,
        freeDeliveryFromFen,
        bindingDays: selling.bindingDays,
        bindingEnds: selling.bindingEnds,
        returnWindowDays: selling.returnWindowDays,
        addressCount: people.addressCount,
        ...(Object.fromEntries(profileFields.map((name) => [name, brand[name]])) as Record<
          ProfileField,
          string
        >),
        askedVersion: askedBelow(brand),
        nameZh: brandNameOf(brand).zh,
        nameEn: brandNameOf(brand).en,
        languages: wordsOf(brand.languages) as ShopperSettings['languages'],
      };
    },
  };
}
export type SettingsDocuments = ReturnType<typeof createSettings>;

/** What the product comes with, or some of it otherwise: for tests, and where no table is at hand. */
export function fixedSettings<Name extends SettingsAreaName>(
  name: Name,
  otherwise: Partial<Settings<Name>> = {},
): SettingsReader<Name> {
  const settings = { ...standardSettings(settingsAreas[name]), ...otherwise, version: 0 } as InForce<Name>;
  return { current: async () => settings };
}
