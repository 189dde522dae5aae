import type { Refusal } from './rules.ts';

export const payOperations = [
  'createOrder',
  'createH5Order',
  'queryOrder',
  'closeOrder',
  'createCombinedOrder',
  'createCombinedH5Order',
  'queryCombinedOrder',
  'closeCombinedOrder',
  'refund',
  'queryRefund',
  'addReceiver',
  'deleteReceiver',
  'share',
  'queryShare',
  'returnShare',
  'queryReturn',
  'finishSharing',
  'unsharedAmount',
  'transfer',
  'transferAuthorized',
  'queryTransfer',
  'queryTransferByBillId',
  'cancelTransfer',
  'authorizeTransfers',
  'queryTransferAuthorization',
  'closeTransferAuthorization',
  'tradeBill',
  'downloadBill',
  'certificates',
] as const;
export type PayOperation = (typeof payOperations)[number];

export type PayFault =
  /** No answer, and nothing done. */
  | 'timeout'
  /** Done, but the answer is lost. */
  | 'timeout_after'
  /** The line is cut, and nothing done. */
  | 'disconnect'
  /** Done, and then the line is cut. */
  | 'disconnect_after'
  | '500'
  /** Done, and then a 500. */
  | '500_after'
  | '429'
  /** A good answer whose signature belongs to something else. */
  | 'bad_signature'
  | 'unsigned'
  /** Any refusal of the platform's tables. */
  | Refusal
  /** Another body, as genuine as any. */
  | { readonly answer: object };

/** Faults wait in line, per operation. */
export class FaultLine {
  readonly #lines = new Map<PayOperation, PayFault[]>();

  add(operation: PayOperation, fault: PayFault, times: number): void {
    const line = this.#lines.get(operation) ?? [];
    for (let index = 0; index < times; index += 1) line.push(fault);
    this.#lines.set(operation, line);
  }

  take(operation: PayOperation): PayFault | undefined {
    return this.#lines.get(operation)?.shift();
  }

  clear(): void {
    this.#lines.clear();
  }
}
