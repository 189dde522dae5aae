import type { PayFault, PayOperation } from './faults.ts';
import type { SimulatorKeys } from './keys.ts';
import type { MerchantSpec } from './merchants.ts';
import type { NotificationMode, NotifyFetch } from './notifier.ts';
import type { NotificationRecord } from './records.ts';
import type { OrderRecord, RefundRecord, RefundStatus } from './rules.ts';
import type { SigningWay } from './sealing.ts';
import type { TransferControl } from './transfer-control.ts';

export interface WechatPaySimulatorOptions {
  /** 0, unless told: any free port. */
  readonly port?: number;
  /** Keys and books are kept there; without it they live as long as the process. */
  readonly dataFolder?: string;
  readonly appid?: string;
  /** Merchant numbers beside the brand's own; their keys are made and kept with the others. */
  readonly merchants?: readonly MerchantSpec[];
  /** The most of a payment that may be shared: 3,000 (30 %) in the real service, unless agreed otherwise. */
  readonly maxShareBasisPoints?: number;
  /** Keys made before, for many short-lived simulators: making them takes most of a start. */
  readonly keys?: SimulatorKeys;
  readonly now: () => number;
  /** Where a shopper's browser finds the page on which it pays (`/simulator/h5` here); here, unless told. */
  readonly h5PageUrl?: () => string;
  /** Domains that are registered for paying from browsers; any, unless told. */
  readonly h5Domains?: readonly string[];
  /** How notifications are posted. */
  readonly notify?: NotifyFetch;
  /** 1 repeats refused notifications after as long as the real service does; 0.01 a hundred times sooner. */
  readonly backoffFactor?: number;
  /** How often what is due is sent by itself; 0: only on `control.tick()`. */
  readonly tickEveryMs?: number;
  readonly refundSettlesAfterMs?: number;
  /** How long a transfer is only accepted; 0, unless told: it waits for its payee, or is paid, at once. */
  readonly transferSettlesAfterMs?: number;
  /** 100 in the real service: more transfers in one second are not taken. */
  readonly transferCallsPerSecond?: number;
  /** 60,000 in the real service; 0 lets a demo refund twice in a row. */
  readonly minRefundIntervalMs?: number;
}

export interface WechatPaySimulator {
  readonly baseUrl: string;
  readonly merchant: SimulatorMerchant;
  /** As they were asked for; a service provider's with its sub-merchants. */
  readonly otherMerchants: readonly (SimulatorMerchant & { readonly subMchids?: readonly string[] })[];
  readonly control: PayControl;
  close(): Promise<void>;
}

/** What a merchant gets from the console, in the words of the client's configuration. */
export interface SimulatorMerchant {
  readonly mchid: string;
  readonly appid: string;
  readonly merchantSerial: string;
  readonly merchantPrivateKeyPem: string;
  readonly apiV3Key: string;
  /** The WeChat Pay public key and its id (`PUB_KEY_ID_…`). */
  readonly platformPublicKeyPem: string;
  readonly platformSerial: string;
  /** The platform certificate, which `GET /v3/certificates` hands out too. */
  readonly platformCertificatePem: string;
  readonly platformCertificateSerial: string;
}

export interface PayControl {
  notifications(mode: NotificationMode): void;
  /** Sends the notifications of this order again; how many there are. */
  resend(outTradeNo: string): Promise<number>;
  failNext(operation: PayOperation, fault: PayFault, times?: number): void;
  /** Forgets the faults still in line. */
  clearFaults(): void;
  payLate(outTradeNo: string): Promise<OrderRecord>;
  nextRefundsEnd(status: RefundStatus, times?: number): void;
  /** An operator hands over in the merchant console what ended `ABNORMAL`; the notification is due at once. */
  completeRefund(outRefundNo: string): Promise<void>;
  /** Settles refunds and sends notifications that are due by `now()`; resolves when all are answered. */
  tick(): Promise<void>;
  /** Which key signs notifications, and answers to requests that ask for none. */
  signWith(way: SigningWay): void;
  order(outTradeNo: string): OrderRecord | undefined;
  orderByTransaction(transactionId: string): OrderRecord | undefined;
  orders(): readonly OrderRecord[];
  refunds(): readonly RefundRecord[];
  sent(): readonly NotificationRecord[];
  /** Puts a line of its own into every bill from now on. */
  addBillLine(line: string): void;
  /** Payees of transfers, and the merchant's account behind them. */
  readonly transfers: TransferControl;
  readonly keys: SimulatorKeys;
}
