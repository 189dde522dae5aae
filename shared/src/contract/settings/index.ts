/** All durations, fees, limits and short texts that a brand may want otherwise, by area. Technical bounds stay constants. */
import { z } from '../../zod.ts';
import { brandSettings } from './brand.ts';
import { type SettingsArea, type SettingsOf, textForms } from './fields.ts';
import { goodsSettings } from './goods.ts';
import { moduleSettings } from './modules.ts';
import { moneySettings } from './money.ts';
import { peopleSettings } from './people.ts';
import { placesSettings } from './places.ts';
import { sellingSettings } from './selling.ts';
import { servingSettings } from './serving.ts';
import { settlementSettings } from './settlement.ts';

export const settingsAreas = {
  serving: servingSettings,
  goods: goodsSettings,
  places: placesSettings,
  selling: sellingSettings,
  people: peopleSettings,
  money: moneySettings,
  settlement: settlementSettings,
  brand: brandSettings,
  modules: moduleSettings,
} as const satisfies Record<string, SettingsArea>;
export type SettingsAreaName = keyof typeof settingsAreas;
export const settingsAreaNames = Object.keys(settingsAreas) as SettingsAreaName[];
export type Settings<Name extends SettingsAreaName> = SettingsOf<(typeof settingsAreas)[Name]>;

/** What a shopper may know before they act: their screens say these, never figures of their own. */
export const shopperSettingsSchema = z.object({
  payWithinMinutes: z.int(),
  pickUpWithinDays: z.int(),
  askShopperWithinHours: z.int(),
  deliveryFeeFen: z.int(),
  freeDeliveryFromFen: z.int(),
  bindingDays: z.int(),
  /** `never`: whoever is bound stays so. */
  bindingEnds: z.string().optional(),
  returnWindowDays: z.int(),
  addressCount: z.int(),
  nameZh: z.string(),
  nameEn: z.string(),
  /** Empty: the first of the name. */
  shortName: z.string(),
  languages: z.array(z.enum(['zh', 'en'])),
  logo: z.string(),
  brandColour: z.string().regex(textForms.colour.pattern),
  serviceHours: z.string(),
  returnAddress: z.string(),
  companyName: z.string(),
  companyLine: z.string(),
  licenceLine: z.string(),
  icpNumber: z.string(),
  /** An older client asks its user to update; empty: none does. */
  askedVersion: z.string(),
  /** What is older works until the end of this day of the brand, and is refused after it; empty: no such day was announced. */
  oldestVersion: z.string().optional(),
  oldVersionsUntil: z.string().optional(),
  /** Empty: the brand has none. */
  servicePhone: z.string(),
});
export type ShopperSettings = z.infer<typeof shopperSettingsSchema>;
