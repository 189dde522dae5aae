import { bulkSubjects } from '../contract/bulk-edits.ts';
import { locationIdSchema, ulidSchema } from '../contract/common.ts';
import { trialIdSchema } from '../contract/selling/rates-trial.ts';
import { handoverIdSchema, personKinds } from '../contract/selling/sellers.ts';
import { z } from '../zod.ts';
import { defineEvent } from './define.ts';

/** What HQ changes. `by`: the member's id. */
export const brandEvents = {
  'network.changed': defineEvent({
    aggregate: 'location',
    id: 'locationId',
    sequence: 'revision',
    version: 1,
    data: z.object({
      locationId: locationIdSchema,
      revision: z.int().min(1),
      by: z.string(),
      fields: z.array(z.string()),
    }),
  }),
  'policy.published': defineEvent({
    aggregate: 'policy',
    id: 'name',
    sequence: 'number',
    version: 1,
    data: z.object({
      name: z.string(),
      /** Of a kind with a document for each of many: which of them. */
      subject: z.string().nullable(),
      number: z.int().min(1),
      by: z.string(),
    }),
  }),
  'posters.asked': defineEvent({
    aggregate: 'poster_job',
    id: 'posterJobId',
    sequence: 'step',
    version: 1,
    data: z.object({ posterJobId: ulidSchema, step: z.int().min(0) }),
  }),
  'posters.prepared': defineEvent({
    aggregate: 'poster_job',
    id: 'posterJobId',
    sequence: 'step',
    version: 1,
    data: z.object({ posterJobId: ulidSchema, step: z.int().min(0) }),
  }),
  'wecom.contact_added': defineEvent({
    aggregate: 'wecom_contact',
    id: 'externalUserId',
    sequence: 'atMs',
    version: 1,
    data: z.object({
      /** As WeCom calls the customer. */
      externalUserId: z.string().min(1).max(64),
      /** The seller's code, which the way says. */
      codeId: z.string().min(1).max(30),
      atMs: z.int().min(0),
    }),
  }),
  'sourcing_simulation.step': defineEvent({
    aggregate: 'simulation',
    id: 'simulationId',
    sequence: 'step',
    version: 1,
    data: z.object({ simulationId: ulidSchema, step: z.int().min(0) }),
  }),
  'commission_trial.step': defineEvent({
    aggregate: 'commission_trial',
    id: 'trialId',
    sequence: 'step',
    version: 1,
    data: z.object({ trialId: trialIdSchema, step: z.int().min(0) }),
  }),
  'places.imported': defineEvent({
    aggregate: 'import',
    id: 'importId',
    sequence: null,
    version: 1,
    data: z.object({ importId: ulidSchema, portionQuantity: z.int().min(1), by: z.string() }),
  }),
  'network.many_changed': defineEvent({
    aggregate: 'network',
    id: 'causeId',
    sequence: null,
    version: 1,
    data: z.object({ causeId: z.string(), by: z.string() }),
  }),
  'bulk_edit.step': defineEvent({
    aggregate: 'bulk_edit',
    id: 'bulkEditId',
    sequence: 'step',
    version: 1,
    data: z.object({ bulkEditId: ulidSchema, subject: z.enum(bulkSubjects), step: z.int().min(0) }),
  }),
  'move.step': defineEvent({
    aggregate: 'import',
    id: 'importId',
    sequence: 'step',
    version: 1,
    data: z.object({ importId: ulidSchema, step: z.int().min(0) }),
  }),
  'moved_seller.claimed': defineEvent({
    aggregate: 'moved_member',
    id: 'number',
    sequence: null,
    version: 1,
    data: z.object({ number: z.string() }),
  }),
  'moved_member.joined': defineEvent({
    aggregate: 'moved_member',
    id: 'fromMemberId',
    sequence: null,
    version: 1,
    data: z.object({ fromMemberId: ulidSchema, toMemberId: ulidSchema }),
  }),
  'seller.left': defineEvent({
    aggregate: 'seller',
    id: 'sellerId',
    sequence: null,
    version: 1,
    data: z.object({
      sellerId: ulidSchema,
      kind: z.enum(personKinds),
      locationId: locationIdSchema.nullable(),
      atMs: z.int().min(0),
    }),
  }),
  'handover.step': defineEvent({
    aggregate: 'seller',
    id: 'sellerId',
    sequence: 'step',
    version: 1,
    data: z.object({ sellerId: ulidSchema, handoverId: handoverIdSchema, step: z.int().min(0) }),
  }),
  'open_deliveries.step': defineEvent({
    aggregate: 'open_deliveries',
    id: 'searchId',
    sequence: 'step',
    version: 1,
    data: z.object({ searchId: ulidSchema, step: z.int().min(0) }),
  }),
  'grid_replay.step': defineEvent({
    aggregate: 'grid_replay',
    id: 'replayId',
    sequence: 'step',
    version: 1,
    /** The revision of the draft that is looked at. */
    data: z.object({ replayId: z.string().regex(/^\d{1,9}$/), step: z.int().min(0) }),
  }),
};
