import { randomBytes } from 'node:crypto';
import type { Journal } from '../../journal.ts';
import type { Merchants } from './merchants.ts';
import type { NotificationRecord, OriginalType, PayRecords } from './records.ts';
import { type SigningWay, seal, signedHeaders } from './sealing.ts';

export type NotificationMode =
  | { readonly mode: 'normal' }
  /** Made, but never sent by itself. */
  | { readonly mode: 'drop'; readonly count?: number }
  | { readonly mode: 'duplicate'; readonly count?: number }
  | { readonly mode: 'delay'; readonly count?: number; readonly delayMs: number }
  /** Holds back until `count` (2 unless told) are there, then sends the last first. */
  | { readonly mode: 'reorder'; readonly count?: number };

export type NotifyFetch = (url: string, init: RequestInit) => Promise<Response>;

/** 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h: https://pay.weixin.qq.com/doc/v3/merchant/4012791902 */
export const BACKOFF_MS: readonly number[] = [
  15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
].map((seconds) => seconds * 1_000);

const ANSWER_WITHIN_MS = 5_000;

export class Notifier {
  #mode: NotificationMode = { mode: 'normal' };
  #left = 0;
  #running: Promise<void> = Promise.resolve();
  #busy = false;
  #again = false;
  #sequence: number;
  signingWay: SigningWay = 'public_key';

  constructor(
    private readonly options: {
      readonly merchants: Merchants;
      readonly journal: Journal<PayRecords>;
      readonly now: () => number;
      readonly fetch: NotifyFetch;
      /** 1 waits as long as the real service; smaller is quicker. */
      readonly backoffFactor: number;
    },
  ) {
    this.#sequence = options.journal.all('notification').length;
  }

  setMode(mode: NotificationMode): void {
    this.#release();
    this.#mode = mode;
    this.#left = 'count' in mode && mode.count !== undefined ? mode.count : Number.POSITIVE_INFINITY;
    if (mode.mode === 'reorder') this.#left = mode.count ?? 2;
  }

  add(event: {
    readonly eventType: string;
    readonly summary: string;
    readonly originalType: OriginalType;
    readonly outTradeNo: string;
    readonly mchid: string;
    readonly notifyUrl: string;
    readonly resource: object;
  }): void {
    const nowMs = this.options.now();
    const mode = this.#takeMode();
    this.#sequence += 1;
    const record: NotificationRecord = {
      id: `EV-${randomBytes(10).toString('hex')}`,
      sequence: this.#sequence,
      eventType: event.eventType,
      summary: event.summary,
      originalType: event.originalType,
      outTradeNo: event.outTradeNo,
      mchid: event.mchid,
      notifyUrl: event.notifyUrl,
      createdAtMs: nowMs,
      clear: JSON.stringify(event.resource),
      state: mode.mode === 'drop' ? 'dropped' : mode.mode === 'reorder' ? 'held' : 'waiting',
      copies: mode.mode === 'duplicate' ? 2 : 1,
      attempts: 0,
      nextAtMs: mode.mode === 'delay' ? nowMs + mode.delayMs : nowMs,
    };
    this.#put(record);
    if (mode.mode === 'reorder' && this.#left === 0) this.#release();
  }

  /** Sends what was made for this order once more, dropped or delivered alike. */
  resend(outTradeNo: string): number {
    const records = this.options.journal
      .all('notification')
      .filter((record) => record.outTradeNo === outTradeNo);
    for (const record of records) {
      this.#put({ ...record, state: 'waiting', copies: 1, attempts: 0, nextAtMs: this.options.now() });
    }
    return records.length;
  }

  /** Sends everything that is due, one after another, and resolves when all of it has been answered. */
  async deliverDue(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return this.#running;
    }
    this.#busy = true;
    this.#running = this.#deliverAll();
    return this.#running;
  }

  async #deliverAll(): Promise<void> {
    try {
      do {
        this.#again = false;
        for (const record of this.#due()) await this.#deliver(record);
      } while (this.#again);
    } finally {
      // In the same step as the last look at `#again`, so that no caller falls between the two.
      this.#busy = false;
    }
  }

  #due(): NotificationRecord[] {
    const nowMs = this.options.now();
    return this.options.journal
      .all('notification')
      .filter(({ state, nextAtMs }) => state === 'waiting' && nextAtMs <= nowMs)
      .sort((a, b) => a.nextAtMs - b.nextAtMs || a.sequence - b.sequence);
  }

  async #deliver(record: NotificationRecord): Promise<void> {
    let accepted = true;
    for (let copy = 0; copy < record.copies; copy += 1) accepted = (await this.#post(record)) && accepted;
    if (accepted) {
      this.#put({ ...record, state: 'delivered', attempts: record.attempts + 1 });
      return;
    }
    const backoffMs = BACKOFF_MS[record.attempts];
    this.#put({
      ...record,
      copies: 1,
      attempts: record.attempts + 1,
      state: backoffMs === undefined ? 'given_up' : 'waiting',
      nextAtMs: this.options.now() + (backoffMs ?? 0) * this.options.backoffFactor,
    });
  }

  async #post(record: NotificationRecord): Promise<boolean> {
    const { merchants, now } = this.options;
    const { keys } = merchants;
    const receiver = merchants.account(record.mchid)?.keys ?? keys;
    const body = JSON.stringify({
      id: record.id,
      create_time: beijingTime(record.createdAtMs),
      resource_type: 'encrypt-resource',
      event_type: record.eventType,
      summary: record.summary,
      resource: {
        original_type: record.originalType,
        ...seal(receiver.apiV3Key, record.originalType, record.clear),
      },
    });
    try {
      const response = await this.options.fetch(record.notifyUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signedHeaders(keys, this.signingWay, now(), body) },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await response.arrayBuffer();
      return response.status === 200 || response.status === 204;
    } catch {
      return false;
    }
  }

  #takeMode(): NotificationMode {
    if (this.#mode.mode === 'normal' || this.#left <= 0) return { mode: 'normal' };
    this.#left -= 1;
    return this.#mode;
  }

  #release(): void {
    const held = this.options.journal.all('notification').filter(({ state }) => state === 'held');
    const sequences = held.map(({ sequence }) => sequence).reverse();
    for (const [index, record] of held.entries()) {
      const sequence = sequences[index] ?? record.sequence;
      this.#put({ ...record, sequence, state: 'waiting', nextAtMs: this.options.now() });
    }
  }

  #put(record: NotificationRecord): void {
    this.options.journal.put('notification', record.id, record);
  }
}

export function beijingTime(epochMs: number): string {
  return `${new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
