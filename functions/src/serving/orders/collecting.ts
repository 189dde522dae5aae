import type { WechatPayParams } from '@jindian/shared/contract/serving/order';
import { draftPayment } from '../../money/payments/documents.ts';
import { moneyLabel } from '../../money/payments/items.ts';
import { runCommand } from '../../platform/command.ts';
import { ok } from '../../platform/result.ts';
import type { OrderContext } from './context.ts';
import type { OrderRecord } from './store.ts';
import { checkoutIdOf, checkoutNumber, createTogether, jointParts } from './together.ts';

/** Each of them is a number at the gateway that has to be closed and looked up. */
const maxPayments = 20;

/** Asks the shopper's wallet for the money of an order. */
export function createCollecting(context: OrderContext) {
  const { table, store, payments, shoppers, logger } = context;
  const together = createTogether(context);

  const descriptionOf = ({ detail }: OrderRecord) =>
    detail.lines
      .map(({ title }) => title.zh)
      .join('、')
      .slice(0, 120);

  /** What the phone needs to pay; null when it can not be had now: the order stands, and payment can be asked for again. */
  async function collect(record: OrderRecord, payerOpenid: string): Promise<WechatPayParams | null> {
    const payment = record.money.payments.findLast(({ state }) => state === 'created');
    if (!payment) return null;
    const asked = await payments.collect({
      number: payment.number,
      amountFen: payment.amountFen,
      payerOpenid,
      description: descriptionOf(record),
      expiresAtMs: record.head.payByMs,
      merchantId: payment.merchant,
    });
    if (asked.ok && asked.value.kind === 'ready') return asked.value.params;
    if (asked.ok && (await replaceSpent(record, payment.number))) return collect(record, payerOpenid);
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
    payerOpenid: string,
  ): Promise<WechatPayParams | null> {
    const [first] = records;
    if (!first || records.some(({ money }) => money.payments[0]?.state !== 'created')) return null;
    const asked = await payments.collectTogether({
      checkoutNo: checkoutNumber(checkoutId),
      parts: jointParts(records).map((part, index) => {
        const record = records[index] as OrderRecord;
        return { ...part, amountFen: record.head.totalFen, description: descriptionOf(record) };
      }),
      payerOpenid,
      expiresAtMs: first.head.payByMs,
    });
    if (asked.ok) return asked.value;
    logger.warn({ checkoutId, code: asked.code }, 'payment not asked for');
    return null;
  }

  /** Of orders that were placed at once: by themselves or together, as they are. */
  async function collectAll(
    records: readonly [OrderRecord, ...OrderRecord[]],
    payerOpenid: string,
  ): Promise<WechatPayParams | null> {
    const checkoutId = checkoutIdOf(records[0].detail);
    return checkoutId === null
      ? collect(records[0], payerOpenid)
      : collectTogether(checkoutId, records, payerOpenid);
  }

  /**
   * The gateway takes this number no more: it was made with other parameters, or closed. Another one takes its place,
   * once nobody can pay the old one.
   */
  async function replaceSpent(record: OrderRecord, number: string): Promise<boolean> {
    const { money, head } = record;
    if (money.payments.length >= maxPayments) return false;
    const spent = money.payments.find((payment) => payment.number === number);
    if (!spent) return false;
    const closed = await payments.close(number, spent.merchant);
    if (!closed.ok || closed.value === 'already_paid') return false;
    const next = draftPayment(head.orderId, money.payments.length + 1, {
      tenderId: spent.tenderId,
      amountFen: spent.amountFen,
      merchant: spent.merchant,
    });
    const list = money.payments.map((payment) =>
      payment === spent ? { ...payment, state: 'closed' as const } : payment,
    );
    const done = await runCommand<boolean>(
      { table },
      {
        command: null,
        attempt: () => ({
          writes: [store.payments.changeMoney(money, { payments: [...list, next] })],
          value: true,
          refused: { [moneyLabel]: ok(false) },
        }),
      },
    );
    const begun = done.ok && done.value;
    if (!begun) logger.info({ orderId: head.orderId }, 'another payment was not begun');
    return begun;
  }

  async function askPayment(record: OrderRecord): Promise<WechatPayParams | null> {
    const openid = await shoppers.openid(record.head.memberId);
    const checkoutId = checkoutIdOf(record.detail);
    if (checkoutId === null) return collect(record, openid);
    return collectTogether(checkoutId, await together.siblings(record), openid);
  }

  return { collectAll, askPayment };
}
export type Collecting = ReturnType<typeof createCollecting>;
