import { expect, test } from 'vitest';
import { type SettingsArea, settingsSchema, standardSettings, unitOf } from './fields.ts';
import { settingsAreaNames, settingsAreas, shopperSettingsSchema } from './index.ts';

test.each(settingsAreaNames)(
  'the settings of %s have a unit, bounds around their standard, and a group',
  (name) => {
    const area: SettingsArea = settingsAreas[name];
    for (const [id, field] of Object.entries(area.fields)) {
      expect(() => unitOf(id)).not.toThrow();
      expect(field.min).toBeLessThanOrEqual(field.standard);
      expect(field.standard).toBeLessThanOrEqual(field.max);
      expect(Object.keys(area.groups)).toContain(field.group);
    }
    const schema = settingsSchema(area);
    expect(schema.parse(standardSettings(area))).toEqual(standardSettings(area));
    // A version that is older than a field reads as if it had the standard value.
    expect(schema.parse({})).toEqual(standardSettings(area));
    for (const [id, { min, max }] of Object.entries(area.fields)) {
      expect(schema.safeParse({ [id]: min - 1 }).success).toBe(false);
      expect(schema.safeParse({ [id]: max + 1 }).success).toBe(false);
    }
  },
);

test('what shoppers are told is a setting of some area', () => {
  const known = settingsAreaNames.flatMap((name) => Object.keys(settingsAreas[name].fields));
  expect(known).toEqual(expect.arrayContaining(Object.keys(shopperSettingsSchema.shape)));
});
