import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, pageOf, ulidSchema } from '../common.ts';

/**
 * Acts that leave a record of their own, wherever they are done: money, personal data, rights, policies, contracts,
 * and what overrides the system's own decisions. An endpoint that does one of them names it. What members change of
 * their own data is recorded without the values.
 */
export const auditedActs = [
  'pool.deposit',
  'order.call_off',
  'order.note',
  'order.note_remove',
  'order.refund',
  'rating.answer',
  'rating.settle',
  'rating.decide',
  'refund.resolve',
  'return.find',
  'return.receive',
  'return.decide',
  'return.lose',
  'return.blind',
  'exchange.make',
  'fulfilment.cancel',
  'fulfilment.assign',
  'fulfilment.ask_again',
  'fulfilment.call_goods',
  'fulfilment.delivery',
  'order.personal_data.read',
  'order.find',
  'difference.note',
  'difference.refund',
  'difference.settle',
  'money.reconcile',
  'import.finish',
  'coupon.give',
  'policy.publish',
  'policy.restore',
  'policy.cancel',
  'site_file.put',
  'site_file.remove',
  'stop.set',
  'stop.lift',
  'courier_policy.save',
  'sharing.set',
  'branch_price.set',
  'owner.save',
  'brand.begin',
  'location.add',
  'location.change',
  'rollout.wave',
  'bulk.start',
  'bulk.discard',
  'location.hours',
  'product.add',
  'product.change',
  'product.status',
  'product.plan',
  'picture.add',
  'category.add',
  'category.change',
  'category.remove',
  'invitation.make',
  'invitation.send',
  'invitation.revoke',
  'invitation.accept',
  'invitation.verify',
  'staff.suspend',
  'staff.resume',
  'staff.remove',
  'staff.move',
  'role.grant',
  'role.revoke',
  'sessions.end',
  'sign_in_link.make',
  'sign_in_link.use',
  'member.find',
  'member.verify',
  'member.change',
  'member.phone',
  'member.consent',
  'member.deletion',
  'member.deletion_cancel',
  'address.save',
  'address.delete',
  'code.make',
  'code.revoke',
  'scene.save',
  'commission.decide',
  'seller.standing',
  'seller.customers_move',
  'seller.contact_code',
  'settlement.start',
  'settlement.approve',
  'settlement.tax_report',
  'settlement.drop',
  'settlement.go_on',
  'payee.set',
  'payout.invoice',
  'payout.release',
  'payout.give_back',
  'payout_file.make',
  'payout_file.return',
  'payout_file.hand_over',
  'move.sign',
  'move.refuse',
  'moved.find',
  'moved.give',
  'moved.claim',
  'moved.refuse',
  'points.adjust',
  'tier.set',
  'segment.save',
  'segment.remove',
  'segment.members',
  'member.tags',
  'member.store_profile',
  'member.sharing',
  'member.greet',
  'member.note',
  'work.retry',
  'work.drop',
] as const;
/** What members do with their own data. */
export const ownDataActs = [
  'member.change',
  'member.phone',
  'member.consent',
  'member.deletion',
  'member.deletion_cancel',
  'member.store_profile',
  'member.sharing',
  'address.save',
  'address.delete',
  'moved.claim',
  'moved.refuse',
] as const;
/**
 * Fields that say who somebody is, wherever they stand in what was asked for or was there before: a record says that
 * they changed, and no value.
 */
export const withheldFields: ReadonlySet<string> = new Set(['contactName', 'contactPhone']);
export const auditedActSchema = z.enum(auditedActs);
export type AuditedAct = z.infer<typeof auditedActSchema>;

export const auditTargetSchema = z.object({ kind: z.string().max(40), id: z.string().max(64) });
export type AuditTarget = z.infer<typeof auditTargetSchema>;

/** `actor` as records have it, `member:<id>`; `targetKind` and `targetId` go together; times are half open. */
export const auditSearchSchema = z.object({
  actor: words().max(80).optional(),
  targetKind: words().max(40).optional(),
  targetId: words().max(64).optional(),
  act: auditedActSchema.optional(),
  fromMs: z.coerce.number().int().min(0).optional(),
  toMs: z.coerce.number().int().min(0).optional(),
});

export const auditRecordSchema = z.object({
  id: ulidSchema,
  atMs: epochMsSchema,
  act: auditedActSchema,
  /** `member:<id>`, `app:<id>` or `system`. */
  actor: z.string(),
  actorName: z.string(),
  /** What it was done to, the thing itself first. */
  targets: z.array(auditTargetSchema.extend({ name: z.string().optional() })),
  /** As it was, where that is small; null where it is not kept. */
  before: z.unknown(),
  /** What was asked for. */
  after: z.unknown(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  requestId: z.string(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;
export const auditPageSchema = pageOf(auditRecordSchema);
