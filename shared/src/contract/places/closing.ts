/** What keeps a place from closing: whatever of it is still there has to be brought to an end or handed on first. */
import { z } from '../../zod.ts';
import { type LocalizedText, locationIdSchema } from '../common.ts';

export const stillThereKinds = [
  'orders',
  'courier_jobs',
  'slots',
  'stock',
  'consigned',
  'transfers',
  'staff',
  'grids',
  'owner_money',
] as const;
export const stillThereKindSchema = z.enum(stillThereKinds);
export type StillThereKind = z.infer<typeof stillThereKindSchema>;

export const stillThereTexts: Readonly<Record<StillThereKind, LocalizedText>> = {
  orders: { zh: '未完成的订单', en: 'open orders' },
  courier_jobs: { zh: '配送中的任务', en: 'delivery jobs under way' },
  slots: { zh: '还没到的预约', en: 'booked slots still to come' },
  stock: { zh: '自有库存', en: 'stock of its owner' },
  consigned: { zh: '其他货主的库存', en: 'stock of other owners' },
  transfers: { zh: '未完成的调拨', en: 'open transfers' },
  staff: { zh: '在岗人员', en: 'staff' },
  grids: { zh: '由它负责的网格', en: 'grids that it is responsible for' },
  owner_money: { zh: '与货主未结清的款项', en: 'money to settle with its owner' },
};

/** `count`: how many, as far as they were counted; pieces of stock; fen of `owner_money`, below zero where the owner owes. */
export const stillThereItemSchema = z.object({ kind: stillThereKindSchema, count: z.int() });
export type StillThere = z.infer<typeof stillThereItemSchema>;
export const placeStillThereSchema = z.object({
  locationId: locationIdSchema,
  items: z.array(stillThereItemSchema),
});
