import { isIP } from 'node:net';
import type { PayWay, WechatPayment } from '@jindian/shared/contract/serving/order';
import { draftPayment } from '../../money/payments/documents.ts';
import type { Payer } from '../../money/payments/facts.ts';
import { moneyLabel } from '../../money/payments/items.ts';
import { runCommand } from '../../platform/command.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';
import { headAttributes } from './order-item.ts';
import type { OrderRecord } from './store.ts';
import { checkoutIdOf, checkoutNumber, createTogether, jointParts, lastAttempt } from './together.ts';

const wantedLabel = 'wanted';
const isWanted = ({ head }: OrderRecord) => head.state === 'awaiting_payment';

/** Each of them is a number at the gateway that has to be closed and looked up. */
const maxPayments = 20;

/** Who wants to pay, where their phone pays, and the address that the call came from. */
export type PayFrom = { memberId: string; by: PayWay; address: string | null };

/** In WeChat by their account there; from a browser by where they are on the network. */
export function payerBy(
  { by, address }: Pick<PayFrom, 'by' | 'address'>,
  openid: string | null,
): Result<Payer, 'wechat_needed' | 'payment_unavailable'> {
  if (by === 'jsapi') return openid === null ? fail('wechat_needed') : ok({ by, openid });
  const clientIp = address?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
  return isIP(clientIp) === 0 ? fail('payment_unavailable') : ok({ by, clientIp });
}

/** Asks the shopper's wallet for the money of an order. */
export function createCollecting(context: OrderContext) {
  const { table, store, payments, logger } = context;
  const together = createTogether(context);

  const descriptionOf = ({ detail }: OrderRecord) =>
    detail.lines
      .map(({ title }) => title.zh)
      .join('、')
      .slice(0, 120);

  /** What the phone needs to pay; null when it can not be had now: the order stands, and payment can be asked for again. */
  async function collect(record: OrderRecord, payer: Payer): Promise<WechatPayment | null> {
    const payment = record.money.payments.findLast(({ state }) => state === 'created');
    if (!payment || !isWanted(record)) return null;
    const nth = lastAttempt([record]);
    const asked = await payments.collect({
      number: payment.number,
      amountFen: payment.amountFen,
      payer,
      description: descriptionOf(record),
      expiresAtMs: record.head.payByMs,
      merchantId: payment.merchant,
    });
    if (asked.ok && asked.value.kind === 'ready') return asked.value.params;
    if (asked.ok) {
      await replaceSpent(record, payment.number);
      const [now] = await together.reread([record]);
      if (now && lastAttempt([now]) > nth) return collect(now, payer);
    }
    context.logger.warn(
      { orderId: record.head.orderId, code: asked.ok ? 'spent' : asked.code },
      'payment not asked for',
    );
    return null;
  }

  /** The same for all orders of a checkout: one payment, of which each merchant gets his part. */
  async function collectTogether(
    checkoutId: string,
    records: readonly OrderRecord[],
    payer: Payer,
  ): Promise<WechatPayment | null> {
    const [first] = records;
    const nth = lastAttempt(records);
    const waits = (record: OrderRecord) =>
      isWanted(record) &&
      record.money.payments.length === nth &&
      record.money.payments.at(-1)?.state === 'created';
    if (!first || !records.every(waits)) return null;
    const asked = await payments.collectTogether({
      checkoutNo: checkoutNumber(checkoutId, nth),
      parts: jointParts(records, nth).map((part, index) => {
        const record = records[index] as OrderRecord;
        return { ...part, amountFen: record.head.totalFen, description: descriptionOf(record) };
      }),
      payer,
      expiresAtMs: first.head.payByMs,
    });
    if (asked.ok && asked.value.kind === 'ready') return asked.value.params;
    if (asked.ok) {
      await replaceSpentTogether(checkoutId, records);
      const now = await together.reread(records);
      if (lastAttempt(now) > nth) return collectTogether(checkoutId, now, payer);
    }
    logger.warn({ checkoutId, code: asked.ok ? 'spent' : asked.code }, 'payment not asked for');
    return null;
  }

  /** Of orders that were placed at once: by themselves or together, as they are. */
  async function collectAll(
    records: readonly [OrderRecord, ...OrderRecord[]],
    payer: Payer,
  ): Promise<WechatPayment | null> {
    const checkoutId = checkoutIdOf(records[0].detail);
    return checkoutId === null ? collect(records[0], payer) : collectTogether(checkoutId, records, payer);
  }

  /**
   * The gateway takes this number no more: it was made with other parameters, or closed. Another one takes its place,
   * once nobody can pay the old one. Of two who replace it at once one does, and both go on with that.
   */
  async function replaceSpent(record: OrderRecord, number: string): Promise<void> {
    const { money, head } = record;
    const spent = money.payments.find((payment) => payment.number === number);
    if (!spent || money.payments.length >= maxPayments) return;
    const closed = await payments.close(number, spent.merchant);
    if (closed.ok && closed.value === 'closed') await begin([record], head.orderId);
  }

  /** The same for a checkout: all of its payments were asked for at once, and all are replaced at once. */
  async function replaceSpentTogether(checkoutId: string, records: readonly OrderRecord[]): Promise<void> {
    if (lastAttempt(records) >= maxPayments) return;
    const closed = await together.close(checkoutId, records);
    if (closed.ok && closed.value === 'closed') await begin(records, checkoutId);
  }

  /**
   * The next attempt to pay each of these, in the place of the last, unless something else happened to one of them: of
   * an order that is being called off, all payments are known to who closes them.
   */
  async function begin(records: readonly OrderRecord[], id: string): Promise<void> {
    const writes = records.map(({ head, money }) => {
      const spent = money.payments.findLast(({ state }) => state === 'created');
      if (!spent) return null;
      const list = money.payments.map((payment) =>
        payment === spent ? { ...payment, state: 'closed' as const } : payment,
      );
      const { tenderId, amountFen, merchant } = spent;
      const next = draftPayment(head.orderId, money.payments.length + 1, { tenderId, amountFen, merchant });
      return [stillWanted(head.orderId), store.payments.changeMoney(money, { payments: [...list, next] })];
    });
    if (writes.some((one) => one === null)) return;
    const done = await runCommand<boolean>(
      { table },
      {
        command: null,
        attempt: () => ({
          writes: writes.flatMap((one) => one ?? []),
          value: true,
          refused: { [moneyLabel]: ok(false), [wantedLabel]: ok(false) },
        }),
      },
    );
    if (!done.ok || !done.value) logger.info({ id }, 'another payment was not begun');
  }

  /** Whatever was read: nothing is begun once somebody calls the order off. It lies in one item with the money. */
  function stillWanted(orderId: string): Write {
    const wanted = headAttributes({ state: 'awaiting_payment' }, orderId);
    return store.patchOrder(wantedLabel, { orderId }, { set: {}, equal: wanted });
  }

  async function askPayment(record: OrderRecord, payer: Payer): Promise<WechatPayment | null> {
    const checkoutId = checkoutIdOf(record.detail);
    if (checkoutId === null) return collect(record, payer);
    return collectTogether(checkoutId, await together.siblings(record), payer);
  }

  return { collectAll, askPayment };
}
export type Collecting = ReturnType<typeof createCollecting>;
