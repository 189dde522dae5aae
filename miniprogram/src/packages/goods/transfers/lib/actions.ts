import type { DifferenceReason, TransferView } from '@jindian/shared/contract/goods/transfer';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { notice } from '../../../../state/questions.ts';

export type Step =
  | { action: 'approve' | 'cancel' }
  | { action: 'reject'; reason: string }
  | { action: 'ship'; lines: { skuId: string; quantity: number }[] }
  | {
      action: 'receive';
      differences: { skuId: string; receivedQuantity: number; reason: DifferenceReason }[];
    };

const intention = createIntention();
const done = {
  approve: 'approved',
  cancel: 'cancelled',
  reject: 'rejected',
  ship: 'shippedDone',
  receive: 'receivedDone',
} as const;

function send(transferId: string, step: Step): Promise<TransferView> {
  const input = { params: { transferId }, idempotencyKey: intention.keyFor({ transferId, step }) };
  switch (step.action) {
    case 'approve':
      return call(endpoints.approveTransfer, { ...input, body: {} });
    case 'cancel':
      return call(endpoints.cancelTransfer, input);
    case 'reject':
      return call(endpoints.rejectTransfer, { ...input, body: { reason: step.reason } });
    case 'ship':
      return call(endpoints.shipTransfer, { ...input, body: { lines: step.lines } });
    case 'receive':
      return call(endpoints.receiveTransfer, { ...input, body: { differences: step.differences } });
  }
}

/** Takes a step. The transfer as it then is; `stale`: somebody was quicker, read it again; null: nothing changed. */
export async function take(transferId: string, step: Step): Promise<TransferView | 'stale' | null> {
  const t = transfersTexts.now();
  try {
    const view = await send(transferId, step);
    intention.settle();
    notice(t(done[step.action]));
    return view;
  } catch (error) {
    const problem = error instanceof ApiProblem ? error : null;
    if (problem && !problem.isUnsettled) intention.settle();
    if (problem?.code === 'transition_refused') {
      notice(t('movedOn'));
      return 'stale';
    }
    noticeProblem(error);
    return null;
  }
}
