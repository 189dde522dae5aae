import { createHmac } from 'node:crypto';
import type { LocalizedText, Page } from '@jindian/shared/contract/common';
import type { SellerTouch } from '@jindian/shared/contract/selling/attribution';
import type { CommissionWhy } from '@jindian/shared/contract/selling/commission-parts';
import {
  type CustomerMatter,
  type Earning,
  type Earnings,
  guideReadsNameSince,
  notSeenDays,
  type SellerCockpit,
  type SellerCustomer,
  type SellerRanking,
  type SellerTasks,
} from '@jindian/shared/contract/selling/seller';
import { maskName } from '@jindian/shared/mask';
import { brandDay, brandMonth, dayMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { Attribution } from '../attribution/service.ts';
import { broughtBy, comingBy, dailyBy, monthTimes } from './cockpit.ts';
import { type FrozenAttribution, whyOf } from './frozen.ts';
import { type Colleague, rankedBy, soldBy } from './ranking.ts';
import type { Commission } from './service.ts';

type SoldLine = { id: string; productId: string; name: LocalizedText; imagePath: string; quantity: number };
type SoldOrder = {
  memberId: string;
  lines: readonly SoldLine[];
  attribution: FrozenAttribution | null;
  /** Something may be open about it. */
  mayBeOpen: boolean;
};

/** What was called off, or taken back, is no purchase. */
const isBought = ({ amountFen, state }: Earning) => amountFen > 0 && state !== 'voided';

/** Whatever is still pending was earned since: the longest return window, and a while for orders to be completed. */
const pendingDays = 45;
/** Entries that one look reads: more in a month than any guide at a counter has. */
const mostEntries = 400;
const customersPage = 50;
const trendDays = 30;
/** Who has not come for longer than that has gone. */
const lookedBackDays = 365;
const mostTasks = 50;

/**
 * What a seller sees of what they sold: their own earnings and nobody else's, since everything begins with their id. Of
 * customers they see what each agreed to, and never a number, an address or an id.
 */
export function createSellerDesk(deps: {
  clock: Clock;
  commission: Pick<Commission, 'earnings' | 'earningsBetween' | 'balanceOf'>;
  /** Orders are above: given at wiring, read in one call. */
  ordersOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, SoldOrder>>;
  /** What is open about an order; null: nothing. */
  matterOf(orderId: string): Promise<{ kind: CustomerMatter; sinceMs: number } | null>;
  namesOf(
    memberIds: readonly string[],
  ): Promise<ReadonlyMap<string, { nickname: string; privacyVersion: string | null }>>;
  /** Who met this seller's codes and shares. */
  touchesOf: Attribution['touchesOfSeller'];
  /** Whose customer a member is now. */
  sellerNow(memberId: string): Promise<string | null>;
  /** The guides of the branch that somebody sells for, themselves included; null: no branch, or HQ show no ranking. */
  colleaguesOf(memberId: string): Promise<readonly Colleague[] | null>;
  idSecret(): string;
}) {
  const { clock, commission } = deps;

  const customerId = (sellerId: string, memberId: string) =>
    createHmac('sha256', deps.idSecret())
      .update(`customer\n${sellerId}\n${memberId}`)
      .digest('hex')
      .slice(0, 20);

  /** What of their name each agreed to. */
  async function namesOf(memberIds: readonly string[]) {
    const names = await deps.namesOf([...new Set(memberIds)]);
    return (memberId: string | null): string | null => {
      const known = names.get(memberId ?? '');
      const agreed = known?.privacyVersion != null && known.privacyVersion >= guideReadsNameSince;
      return known && agreed ? maskName(known.nickname) : null;
    };
  }

  /** Two calls for a page of earnings, however many customers it is about. */
  async function aboutOrders(orderIds: readonly string[]) {
    const orders = await deps.ordersOf([...new Set(orderIds)]);
    const nameOf = await namesOf([...orders.values()].map(({ memberId }) => memberId));
    return {
      mayBeOpen: (orderId: string) => orders.get(orderId)?.mayBeOpen ?? false,
      memberOf: (orderId: string) => orders.get(orderId)?.memberId ?? null,
      productsOf: (orderId: string) =>
        (orders.get(orderId)?.lines ?? []).map(({ productId, name, imagePath, quantity }) => ({
          productId,
          name,
          imagePath,
          quantity,
        })),
      whyOf(orderId: string, payeeId: string): CommissionWhy[] {
        const { attribution, lines } = orders.get(orderId) ?? { attribution: null, lines: [] };
        return attribution
          ? whyOf(attribution, payeeId, new Map(lines.map(({ id, name }) => [id, name])))
          : [];
      },
      nameOf: (orderId: string) => nameOf(orders.get(orderId)?.memberId ?? null),
    };
  }

  type AboutOrders = Awaited<ReturnType<typeof aboutOrders>>;

  async function earnings(
    sellerId: string,
    { month, ...page }: { limit: number; cursor?: string | undefined; month?: string | undefined },
  ): Promise<Result<Earnings, 'invalid_request'>> {
    const found = await commission.earnings(sellerId, { ...page, ...(month ? monthTimes(month) : {}) });
    if (!found.ok) return found;
    const about = await aboutOrders(found.value.items.map(({ orderId }) => orderId));
    return ok({
      ...found.value,
      items: found.value.items.map((earning) => ({
        ...earning,
        why: about.whyOf(earning.orderId, sellerId),
        products: about.productsOf(earning.orderId),
        customerName: about.nameOf(earning.orderId),
      })),
    });
  }

  async function cockpit(sellerId: string, wanted?: string): Promise<SellerCockpit> {
    const nowMs = clock.nowMs();
    const thisMonth = brandMonth(nowMs);
    const month = wanted ?? thisMonth;
    const times = monthTimes(month);
    const recentFromMs = Math.min(nowMs - pendingDays * dayMs, monthTimes(thisMonth).fromMs);
    const isRecent = times.fromMs >= recentFromMs;
    const [recent, earlier, balance] = await Promise.all([
      commission.earningsBetween(sellerId, { fromMs: recentFromMs, beforeMs: nowMs + 1 }, mostEntries),
      isRecent ? null : commission.earningsBetween(sellerId, times, mostEntries),
      commission.balanceOf(sellerId),
    ]);
    const ofMonth = (earlier ?? recent).items.filter(
      ({ atMs }) => atMs >= times.fromMs && atMs < times.beforeMs,
    );
    const today = brandDay(nowMs);
    const coming = comingBy(recent.items, nowMs);
    return {
      today: broughtBy(recent.items.filter(({ atMs }) => brandDay(atMs) === today)),
      month: { month, ...broughtBy(ofMonth) },
      days: dailyBy(recent.items, nowMs, trendDays),
      ...balance,
      coming,
      // What has no day yet, and what was not looked at: together they are what the books say.
      waitingFen: balance.pendingFen - coming.reduce((sum, { amountFen }) => sum + amountFen, 0),
      isWhole: recent.isWhole && (earlier?.isWhole ?? true),
    };
  }

  async function customers(
    sellerId: string,
    cursor?: string,
  ): Promise<Result<{ items: SellerCustomer[]; nextCursor: string | null }, 'invalid_request'>> {
    const found = await commission.earnings(sellerId, { limit: customersPage, cursor });
    if (!found.ok) return found;
    const about = await aboutOrders(found.value.items.filter(isBought).map(({ orderId }) => orderId));
    const customers = buyersOf(sellerId, found.value.items, about);
    return ok({ items: [...customers.values()], nextCursor: found.value.nextCursor });
  }

  /** Who bought, by member, with what they bought last; earnings are the newest first. */
  function buyersOf(
    sellerId: string,
    earned: readonly Earning[],
    about: AboutOrders,
  ): Map<string, SellerCustomer> {
    const customers = new Map<string, SellerCustomer>();
    for (const { orderId, atMs } of earned.filter(isBought)) {
      const memberId = about.memberOf(orderId);
      if (memberId === null) continue;
      const known = customers.get(memberId);
      // The first that is met is the last that was bought.
      if (known) known.orders += 1;
      else
        customers.set(memberId, {
          id: customerId(sellerId, memberId),
          name: about.nameOf(orderId),
          lastAtMs: atMs,
          orders: 1,
          product: about.productsOf(orderId)[0] ?? null,
        });
    }
    return customers;
  }

  /** Whom to look after: who is this seller's customer still, and waits for something, or has not bought for long. */
  async function tasks(sellerId: string): Promise<SellerTasks> {
    const nowMs = clock.nowMs();
    const times = { fromMs: nowMs - lookedBackDays * dayMs, beforeMs: nowMs + 1 };
    const { items, isWhole } = await commission.earningsBetween(sellerId, times, mostEntries);
    const about = await aboutOrders(items.map(({ orderId }) => orderId));
    const buyers = buyersOf(sellerId, items, about);
    const late = [...buyers].filter(([, { lastAtMs }]) => lastAtMs < nowMs - notSeenDays * dayMs);
    const shown = late.sort(([, a], [, b]) => a.lastAtMs - b.lastAtMs).slice(0, mostTasks);
    const { items: matters, isAll } = await openOrders(sellerId, items, about);
    const asked = [
      ...new Set([...shown.map(([memberId]) => memberId), ...matters.map((one) => one.memberId)]),
    ];
    const holders = await Promise.all(asked.map((memberId) => deps.sellerNow(memberId)));
    const isOwn = (memberId: string) => holders[asked.indexOf(memberId)] === sellerId;
    return {
      afterSales: matters.filter(({ memberId }) => isOwn(memberId)).map(({ view }) => view),
      notSeen: shown.filter(([memberId]) => isOwn(memberId)).map(([, customer]) => customer),
      isWhole: isWhole && late.length <= mostTasks && isAll,
    };
  }

  /** Each order that something is open about, what has been so for longest first. */
  async function openOrders(sellerId: string, earned: readonly Earning[], about: AboutOrders) {
    const numbers = new Map(earned.map(({ orderId, orderNumber }) => [orderId, orderNumber]));
    const perhaps = [...numbers].filter(([orderId]) => about.mayBeOpen(orderId));
    const looked = perhaps.slice(0, mostTasks);
    const matters = await Promise.all(looked.map(([orderId]) => deps.matterOf(orderId)));
    const items = looked
      .flatMap(([orderId, orderNumber], nth) => {
        const [matter, memberId] = [matters[nth], about.memberOf(orderId)];
        if (!matter || memberId === null) return [];
        const view: SellerTasks['afterSales'][number] = {
          orderId,
          orderNumber,
          customer: { id: customerId(sellerId, memberId), name: about.nameOf(orderId) },
          product: about.productsOf(orderId)[0] ?? null,
          matter: matter.kind,
          sinceMs: matter.sinceMs,
        };
        return [{ memberId, view }];
      })
      .sort((a, b) => a.view.sinceMs - b.view.sinceMs);
    return { items, isAll: looked.length === perhaps.length };
  }

  /** What the guides of one branch sold this month. */
  async function ranking(sellerId: string): Promise<SellerRanking> {
    const month = brandMonth(clock.nowMs());
    const colleagues = await deps.colleaguesOf(sellerId);
    if (!colleagues || colleagues.length === 0) return { month, ranked: null };
    const sold = await Promise.all(
      colleagues.map(async (colleague) => {
        const { items } = await commission.earningsBetween(
          colleague.memberId,
          monthTimes(month),
          mostEntries,
        );
        return { ...colleague, ...soldBy(items) };
      }),
    );
    return { month, ranked: rankedBy(sold, sellerId, (memberId) => customerId(sellerId, memberId)) };
  }

  /** Who met this seller's codes and shares, and why each is, or is not, a customer. */
  async function touches(
    sellerId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<SellerTouch>> {
    const found = await deps.touchesOf(sellerId, page);
    const nameOf = await namesOf(found.items.map(({ memberId }) => memberId));
    return {
      items: found.items.map(({ memberId, touchId, atMs, way, reason, afterId }) => ({
        touchId,
        id: customerId(sellerId, memberId),
        name: nameOf(memberId),
        atMs,
        way,
        reason,
        isMine: afterId === sellerId,
      })),
      nextCursor: found.nextCursor,
    };
  }

  return { earnings, cockpit, customers, tasks, ranking, touches };
}
export type SellerDesk = ReturnType<typeof createSellerDesk>;
