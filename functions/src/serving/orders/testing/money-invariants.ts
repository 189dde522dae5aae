import type { OrdersFixture } from './orders-fixture.ts';
import { arrivedRefunds, type Stored, type StoredOrder } from './stored.ts';

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** The order's money against its own documents: nothing is given back that was not paid, and nothing counted twice. */
function documentFaults({ head, detail, money, refunds }: StoredOrder): string[] {
  const faults: string[] = [];
  const ofOrder = refunds.filter(({ cause }) => cause !== 'late_money');
  if (sum(money.tenders.map(({ amountFen }) => amountFen)) !== head.totalFen)
    faults.push('the tenders are not the total');
  const paidFen = new Map(detail.lines.map(({ id, netFen }) => [id, netFen]));
  if (detail.deliveryFeeFen > 0) paidFen.set('delivery', detail.deliveryFeeFen);
  const paid = money.tenders.every(({ state }) => state === 'captured');
  if (paid) {
    for (const [id, fen] of paidFen) {
      if (sum(money.tenders.map(({ shares }) => shares?.[id] ?? 0)) !== fen)
        faults.push(`the shares of ${id} are not ${fen}`);
    }
    for (const { amountFen, shares, tenderId } of money.tenders)
      if (sum(Object.values(shares ?? {})) !== amountFen) faults.push(`the shares of tender ${tenderId}`);
  }
  const standing = ofOrder.filter(({ backs }) => backs.every(({ state }) => state !== 'dropped'));
  for (const [id, { quantity, byTender }] of Object.entries(money.returned)) {
    const pieces = standing.flatMap((refund) => refund.pieces).filter((piece) => piece.id === id);
    const keptFen = sum(pieces.flatMap(({ keptByTender = {} }) => Object.values(keptByTender)));
    if (sum(Object.values(byTender)) !== sum(pieces.map(({ amountFen }) => amountFen)) + keptFen)
      faults.push(`${id}: the tally is not what its refunds give back`);
    for (const [tenderId, fen] of Object.entries(byTender)) {
      const share = money.tenders.find((tender) => tender.tenderId === tenderId)?.shares?.[id] ?? 0;
      if (fen < 0 || fen > share) faults.push(`${id}: ${fen} of ${share} fen back to tender ${tenderId}`);
    }
    const line = detail.lines.find((candidate) => candidate.id === id);
    if (quantity < 0 || quantity > (line?.quantity ?? 1)) faults.push(`${id}: ${quantity} units back`);
  }
  const arrived = arrivedRefunds(refunds);
  if (head.refundedFen !== sum(arrived.map(({ amountFen }) => amountFen)))
    faults.push(`${head.refundedFen} fen counted as back`);
  for (const refund of refunds) {
    if (sum(refund.backs.map(({ amountFen }) => amountFen)) !== refund.amountFen)
      faults.push(`refund ${refund.refundId} is not what it gives back`);
  }
  const numbers = refunds.flatMap(({ backs }) => backs.map(({ number }) => number));
  if (new Set(numbers).size !== numbers.length) faults.push('a refund number twice');
  return faults;
}

/** What WeChat Pay holds of each payment against the documents. `atRest`: nothing is on its way any more. */
export function moneyFaults(fixture: OrdersFixture, { orders }: Stored, atRest: boolean): string[] {
  const faults: string[] = [];
  const paidOrders = fixture.pay.control.orders();
  const made = fixture.pay.control.refunds();
  for (const there of paidOrders) {
    const mine = orders.get(there.outTradeNo.slice(0, 26));
    const payment = mine?.money.payments.find(({ number }) => number === there.outTradeNo);
    if (!mine || !payment) {
      faults.push(`WeChat Pay knows ${there.outTradeNo}, the table does not`);
      continue;
    }
    const { head } = mine;
    const say = (fault: string) => faults.push(`order ${head.orderId} (${head.state}): ${fault}`);
    const paidFen = there.paidAtMs === undefined ? 0 : there.amountFen;
    const refunds = made.filter(({ outTradeNo }) => outTradeNo === there.outTradeNo);
    const backFen = sum(
      refunds.flatMap(({ status, refundFen }) => (status === 'SUCCESS' ? [refundFen] : [])),
    );
    const backs = mine.refunds
      .flatMap((refund) => refund.backs)
      .filter(({ paymentNumber }) => paymentNumber === payment.number);
    const givenFen = sum(backs.flatMap(({ state, amountFen }) => (state === 'dropped' ? [] : [amountFen])));
    if (there.amountFen !== payment.amountFen) say(`asked for ${there.amountFen}, owed ${payment.amountFen}`);
    const came = payment.state === 'captured' || payment.state === 'late';
    if (came && paidFen !== payment.amountFen) say(`${payment.state}, though ${paidFen} fen came`);
    if (!came && refunds.length > 0) say(`sent back of a payment that is ${payment.state}`);
    if (givenFen > paidFen) say(`${givenFen} fen of ${paidFen} are given back`);
    for (const refund of refunds) {
      const back = backs.find(({ number }) => number === refund.outRefundNo);
      // A number that the gateway closed was replaced by another.
      if (!back && refund.status !== 'CLOSED') say(`${refund.outRefundNo} is in no refund`);
      if (back && back.amountFen !== refund.refundFen) say(`${refund.outRefundNo}: ${refund.refundFen} fen`);
    }
    for (const { number, state } of backs) {
      const status = refunds.find(({ outRefundNo }) => outRefundNo === number)?.status;
      if (state === 'succeeded' && status !== 'SUCCESS') say(`${number} succeeded, at WeChat Pay ${status}`);
      if (state === 'asked' && status === undefined) say(`${number} was asked for, WeChat Pay knows nothing`);
    }
    if (!atRest) continue;
    const arrivedFen = sum(
      backs.flatMap(({ state, amountFen }) => (state === 'succeeded' ? [amountFen] : [])),
    );
    const keptFen = came ? payment.amountFen - arrivedFen : 0;
    if (paidFen - backFen !== keptFen) say(`WeChat Pay keeps ${paidFen - backFen} fen, not ${keptFen}`);
    if (payment.state === 'late' && keptFen !== 0) say(`${keptFen} fen of late money are kept`);
  }
  for (const order of orders.values()) {
    for (const { number, state } of order.money.payments) {
      const known = paidOrders.some(({ outTradeNo }) => outTradeNo === number);
      if (!known && state !== 'created' && state !== 'closed')
        faults.push(`order ${order.head.orderId}: ${state} without WeChat Pay`);
    }
    faults.push(...documentFaults(order).map((fault) => `order ${order.head.orderId}: ${fault}`));
  }
  return faults;
}
