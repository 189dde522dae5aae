/** Emergency stops: what headquarters hold at once, and lift again. */
import { words } from '../text.ts';
import { z } from '../zod.ts';
import { epochMsSchema, ulidSchema } from './common.ts';
import { shortProvinceName } from './goods/catalog.ts';
import { shortCityName } from './goods/prices.ts';
import { moduleNames } from './modules/names.ts';

export const stopKinds = ['orders', 'module', 'payouts'] as const;
/** Where an order comes from: the app in WeChat, a browser, or whoever calls the API and says neither. */
export const stopChannels = ['mini_program', 'h5', 'api'] as const;
export type StopChannel = (typeof stopChannels)[number];

const areaSchema = words().min(2).max(40);
const why = {
  /** For headquarters: nobody else is told. */
  reason: words().min(1).max(200),
  /** It lifts itself then; null: when somebody lifts it. */
  untilMs: epochMsSchema.nullable(),
};
/** Orders of all, of a province or a city of it, of a channel, or of both. */
export const stopInputSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('orders'),
      province: areaSchema.nullable(),
      city: areaSchema.nullable(),
      channel: z.enum(stopChannels).nullable(),
      ...why,
    })
    .refine(({ province, city }) => city === null || province !== null, { path: ['province'] }),
  z.object({ kind: z.literal('module'), module: z.enum(moduleNames), ...why }),
  z.object({ kind: z.literal('payouts'), ...why }),
]);
export type StopInput = z.infer<typeof stopInputSchema>;

const bySchema = { id: ulidSchema, setAtMs: epochMsSchema, setBy: z.string() };
export const stopSchema = z.intersection(stopInputSchema, z.object(bySchema));
export type Stop = StopInput & { id: string; setAtMs: number; setBy: string };
export const maxStops = 20;

/** Whether orders from there, by that channel, are stopped. */
export function stopsOrder(
  stop: StopInput,
  { province, city, channel }: { province: string; city: string; channel: StopChannel },
): boolean {
  return (
    stop.kind === 'orders' &&
    (stop.province === null || shortProvinceName(stop.province) === shortProvinceName(province)) &&
    (stop.city === null || shortCityName(stop.city) === shortCityName(city)) &&
    (stop.channel === null || stop.channel === channel)
  );
}
