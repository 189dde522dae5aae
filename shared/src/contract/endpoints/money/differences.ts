import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema, pageOf } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  billDateSchema,
  differenceIdSchema,
  differenceSchema,
  reconciliationSchema,
  settlements,
} from '../../money/differences.ts';

const whySchema = words().min(1).max(200);
const params = z.object({ differenceId: differenceIdSchema });
const revision = z.int().min(1);

/** What a person says of a difference; the web view's forms read the same. */
export const differenceForms = {
  note: z.object({ revision, note: whySchema, assignee: words().max(40).optional() }),
  refund: z.object({ revision, why: whySchema }),
  settlement: z.object({ revision, settlement: z.enum(settlements), why: whySchema }),
  reconcile: z.object({ billDate: billDateSchema }),
};

export const differenceEndpoints = {
  hqListMoneyDifferences: endpoint({
    id: 'hqListMoneyDifferences',
    method: 'get',
    path: '/v1/hq/money-differences',
    tag: 'hq',
    summary:
      'Where WeChat Pay and the books differ, newest first: what waits for a person, or what was settled',
    access: needs('differences.read', 'brand'),
    query: z.object({
      state: z.enum(['open', 'settled']).default('open'),
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
    }),
    response: pageOf(differenceSchema),
  }),
  hqNoteMoneyDifference: endpoint({
    id: 'hqNoteMoneyDifference',
    method: 'post',
    path: '/v1/hq/money-differences/{differenceId}/notes',
    tag: 'hq',
    summary: 'Write down what was found out about a difference, and who looks after it',
    access: needs('differences.settle', 'brand'),
    audited: 'difference.note',
    params,
    body: differenceForms.note,
    response: differenceSchema,
    problems: ['draft_changed', 'transition_refused'],
  }),
  hqSendMoneyBack: endpoint({
    id: 'hqSendMoneyBack',
    method: 'post',
    path: '/v1/hq/money-differences/{differenceId}/refund',
    tag: 'hq',
    summary: 'Send money that belongs to no order back to where it came from',
    access: needs('differences.settle', 'brand'),
    audited: 'difference.refund',
    params,
    body: differenceForms.refund,
    response: differenceSchema,
    problems: ['draft_changed', 'transition_refused'],
  }),
  hqSettleMoneyDifference: endpoint({
    id: 'hqSettleMoneyDifference',
    method: 'post',
    path: '/v1/hq/money-differences/{differenceId}/settlement',
    tag: 'hq',
    summary: 'Close a difference: explained, returned by other means, or kept',
    access: needs('differences.settle', 'brand'),
    audited: 'difference.settle',
    params,
    body: differenceForms.settlement,
    response: differenceSchema,
    problems: ['draft_changed', 'transition_refused'],
  }),
  hqListReconciliations: endpoint({
    id: 'hqListReconciliations',
    method: 'get',
    path: '/v1/hq/reconciliations',
    tag: 'hq',
    summary: "The last comparisons with WeChat Pay's bills, newest day first",
    access: needs('differences.read', 'brand'),
    query: z.object({ limit: pageLimitSchema.default(20) }),
    response: z.object({ items: z.array(reconciliationSchema) }),
  }),
  hqReconcile: endpoint({
    id: 'hqReconcile',
    method: 'post',
    path: '/v1/hq/reconciliations',
    tag: 'hq',
    summary: "Compare a day's bills again, from the first line; what is known already is not told twice",
    access: needs('differences.settle', 'brand'),
    audited: 'money.reconcile',
    body: differenceForms.reconcile,
    response: z.object({ planned: z.int() }),
    problems: ['bill_not_ready'],
  }),
};
