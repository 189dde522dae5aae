import { type Reach, reachOf } from '@jindian/shared/access';
import { ulidSchema } from '@jindian/shared/contract/common';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { serialSchema } from '@jindian/shared/contract/serving/serials';
import { maskPhone } from '@jindian/shared/mask';
import { auditDetails } from '../../platform/audit-context.ts';
import { recordReading } from '../../platform/command.ts';
import { filledPage } from '../../platform/filled-page.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { OrderContext } from './context.ts';
import { phoneSaid } from './finding.ts';
import { createGivenSerials } from './given-serials.ts';
import type { Among, OrderQueries } from './queries.ts';
import { seesSummary } from './reach.ts';
import type { OrderViews } from './views.ts';

export const maxFound = 20;
/** Ten thousand tails share all orders: a few hundred of one are weeks of a large brand. */
const maxLookedAt = 300;

/** What a typed text says of an order; null: nothing that orders are found by. */
export type SaidOfOrder =
  | { by: 'id'; orderId: string }
  /** The whole number, or the part after the day. */
  | { by: 'number'; number: string }
  | { by: 'phone'; tail: string; phone: string | null }
  /** Of a piece that went with it. */
  | { by: 'serial'; serial: string };

export function saidOfOrder(text: string): SaidOfOrder | null {
  const plain = text.normalize('NFKC').trim().toUpperCase();
  const id = ulidSchema.safeParse(plain);
  if (id.success) return { by: 'id', orderId: id.data };
  if (/^\d{4}\s*-?\s*[0-9A-Z]{5}$/.test(plain)) {
    const joined = plain.replace(/[\s-]/g, '');
    return { by: 'number', number: `${joined.slice(0, 4)}-${joined.slice(4)}` };
  }
  // What follows the day, as it is read out on the phone.
  if (/^[0-9A-HJKMNP-TV-Z]{5}$/.test(plain)) return { by: 'number', number: plain };
  const said = phoneSaid(text);
  if (said) return { by: 'phone', ...said };
  const serial = serialSchema.safeParse(text).data;
  return serial && serial.length >= 6 && /\d/.test(serial) ? { by: 'serial', serial } : null;
}

/** Finds orders by what a caller says of them, within reach. A phone number is looked for by whoever may read it, on record. */
export function createOrderFinding(
  { table, store, shoppers }: Pick<OrderContext, 'table' | 'store' | 'shoppers'>,
  { queries, views }: { queries: Pick<OrderQueries, 'hqSummaries'>; views: Pick<OrderViews, 'places'> },
) {
  const serials = createGivenSerials(table);

  async function idsOfNumber(number: string): Promise<string[]> {
    return store.idsSaid('number', number, maxFound);
  }

  /** Those that a piece went with, and not those that told its number and gave out another. */
  async function idsOfSerial(serial: string): Promise<string[]> {
    const records = await Promise.all((await serials.ordersOf(serial)).map((id) => store.read(id)));
    return records.flatMap((record) =>
      record?.fulfilments.some((part) => part.serials?.some((one) => one.serial === serial))
        ? [record.head.orderId]
        : [],
    );
  }

  async function seen(ids: readonly string[], reach: Reach, among?: Among): Promise<HqOrderSummary[]> {
    const [items, placeOf] = await Promise.all([queries.hqSummaries(ids, among), views.places()]);
    return items.filter((item) => seesSummary(reach, placeOf, item));
  }

  /** Orders of this number that whoever asks may see: nearly always one, a year later perhaps another. */
  async function byNumber(number: string, reach: Reach): Promise<HqOrderSummary[]> {
    const items = await seen(await idsOfNumber(number), reach);
    return items.filter((item) => item.number.endsWith(number));
  }

  /**
   * The index says the last digits. A delivery's whole number is in its address; a pickup's is its shopper's own, which
   * no order holds.
   */
  function withNumber(phone: string): Among {
    return async (orders) => {
      const pickups = orders.filter(({ detail }) => detail.address === null);
      const own = await shoppers.phones(pickups.map(({ head }) => head.memberId));
      return orders.filter(({ head, detail }) => (detail.address?.phone ?? own.get(head.memberId)) === phone);
    };
  }

  async function byPhone(tail: string, phone: string | null, reach: Reach, personal: Reach) {
    const placeOf = await views.places();
    const among = phone === null ? undefined : withNumber(phone);
    return filledPage<string, HqOrderSummary>({
      limit: maxFound,
      cursor: undefined,
      maxLookedAt,
      atOnce: 50,
      read: (count, after) => store.idsSaid('phoneTail', tail, count, after),
      cursorOf: (orderId) => orderId,
      async look(ids) {
        const shown = new Map((await seen(ids, reach, among)).map((item) => [item.id as string, item]));
        return ids.map((id) => {
          const item = shown.get(id);
          return item && seesSummary(personal, placeOf, item) ? item : null;
        });
      },
    });
  }

  async function find(
    text: string,
    reach: Reach,
    principal: Principal,
  ): Promise<Result<{ items: HqOrderSummary[]; more: boolean }, 'busy'>> {
    const said = saidOfOrder(text);
    if (said === null) return ok({ items: [], more: false });
    // Some makers number their pieces as we do orders, or as phones are numbered.
    const serial = serialSchema.safeParse(text).data;
    const ofPiece = async () => (serial ? seen(await idsOfSerial(serial), reach) : []);
    if (said.by !== 'phone') {
      const items =
        said.by === 'id'
          ? await seen([said.orderId], reach)
          : said.by === 'number'
            ? await byNumber(said.number, reach)
            : [];
      return ok({ items: items.length > 0 ? items : await ofPiece(), more: false });
    }
    const { tail, phone } = said;
    const personal = reachOf(principal, 'orders.personal_data.read');
    const pieces = phone === null ? [] : await ofPiece();
    const page = await byPhone(tail, phone, reach, personal);
    auditDetails({
      targets: page.items.map(({ id }) => ({ kind: 'order', id })),
      after: { text: phone === null ? tail : maskPhone(phone) },
    });
    const recorded = await recordReading({ table });
    if (!recorded.ok) return recorded;
    const known = new Set(pieces.map(({ id }) => id));
    return ok({
      items: [...pieces, ...page.items.filter(({ id }) => !known.has(id))],
      more: page.nextCursor !== null,
    });
  }

  return { find, byNumber };
}
export type OrderFinding = ReturnType<typeof createOrderFinding>;
