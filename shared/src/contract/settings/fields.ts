import { z } from '../../zod.ts';
import type { LocalizedText } from '../common.ts';

/** The last word of a field's name is its unit. */
export const settingUnits = ['Fen', 'Seconds', 'Minutes', 'Hours', 'Days', 'Count', 'Times'] as const;
export type SettingUnit = (typeof settingUnits)[number];

/** One whole number that HQ may set, with everything that a form and a reader of the form need. */
export type SettingField = {
  readonly group: string;
  /** What it is until HQ says otherwise. */
  readonly standard: number;
  readonly min: number;
  readonly max: number;
  readonly name: LocalizedText;
  readonly explanation: LocalizedText;
};
export type SettingFields = Readonly<Record<string, SettingField>>;

export type SettingsArea<Fields extends SettingFields = SettingFields> = {
  readonly title: LocalizedText;
  readonly groups: Readonly<Record<string, LocalizedText>>;
  readonly fields: Fields;
  /** What must hold between fields, each with its own code. */
  readonly checks?: readonly {
    readonly code: string;
    readonly path: string;
    readonly text: LocalizedText;
    holds(settings: Readonly<Record<string, number>>): boolean;
  }[];
};

export type SettingsOf<Area extends SettingsArea> = { readonly [Name in keyof Area['fields']]: number };

export function settingsArea<const Fields extends SettingFields>(
  area: SettingsArea<Fields>,
): SettingsArea<Fields> {
  return area;
}

export function unitOf(field: string): SettingUnit {
  const unit = settingUnits.find((each) => field.endsWith(each));
  if (!unit) throw new Error(`${field} does not end in a unit`);
  return unit;
}

/** A field that was added after a version was published has its standard value in it. */
export function settingsSchema<Area extends SettingsArea>(area: Area): z.ZodType<SettingsOf<Area>> {
  const shape = Object.fromEntries(
    Object.entries(area.fields).map(([name, { min, max, standard }]) => [
      name,
      z.int().min(min).max(max).default(standard),
    ]),
  );
  return z.object(shape).superRefine((settings, context) => {
    for (const { code, path, holds } of area.checks ?? []) {
      if (!holds(settings as Record<string, number>))
        context.addIssue({ code: 'custom', path: [path], message: code });
    }
  }) as unknown as z.ZodType<SettingsOf<Area>>;
}

export function standardSettings<Area extends SettingsArea>(area: Area): SettingsOf<Area> {
  return Object.fromEntries(
    Object.entries(area.fields).map(([name, { standard }]) => [name, standard]),
  ) as SettingsOf<Area>;
}
