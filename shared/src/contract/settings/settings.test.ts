import { expect, test } from 'vitest';
import {
  isTextField,
  type SettingsArea,
  settingsSchema,
  standardSettings,
  textForms,
  unitOf,
} from './fields.ts';
import { settingsAreaNames, settingsAreas, shopperSettingsSchema } from './index.ts';

test.each(settingsAreaNames)(
  'the settings of %s have a unit and bounds around their standard or a form, and a group',
  (name) => {
    const area: SettingsArea = settingsAreas[name];
    for (const [id, field] of Object.entries(area.fields)) {
      if (isTextField(field)) {
        expect(field.standard).toMatch(textForms[field.form].pattern);
        continue;
      }
      expect(() => unitOf(id)).not.toThrow();
      expect(field.min).toBeLessThanOrEqual(field.standard);
      expect(field.standard).toBeLessThanOrEqual(field.max);
      expect(Object.keys(area.groups)).toContain(field.group);
    }
    const schema = settingsSchema(area);
    expect(schema.parse(standardSettings(area))).toEqual(standardSettings(area));
    // A version that is older than a field reads as if it had the standard value.
    expect(schema.parse({})).toEqual(standardSettings(area));
    for (const [id, field] of Object.entries(area.fields)) {
      const refused = isTextField(field)
        ? ['、 <b>', 'x'.repeat(200), 7]
        : [field.min - 1, field.max + 1, ''];
      for (const value of refused)
        expect([id, value, schema.safeParse({ [id]: value }).success]).toEqual([id, value, false]);
    }
  },
);

test('what shoppers are told is a setting of some area', () => {
  const known = settingsAreaNames.flatMap((name) => Object.keys(settingsAreas[name].fields));
  expect(known).toEqual(expect.arrayContaining(Object.keys(shopperSettingsSchema.shape)));
});
