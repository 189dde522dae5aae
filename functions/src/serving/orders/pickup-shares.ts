import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PickupShare, SharedPickup } from '@jindian/shared/contract/serving/pickup-share';
import { maskName } from '@jindian/shared/mask';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';
import type { createFulfilmentCommands } from './fulfil.ts';
import { orderPartition } from './order-item.ts';
import type { OrderRecord } from './store.ts';
import { timingOf } from './timing.ts';
import { type OrderViews, placeView } from './views.ts';

const orderIdLength = 26;

/**
 * Somebody else fetches a pickup. Its shopper gives a token away, which stands for this one order until it is called back,
 * another is made, or the goods are handed over; the table holds a hash of it. It yields the same code that the shopper
 * sees, which hands over once.
 */
export function createPickupShares(
  context: Pick<OrderContext, 'table' | 'clock' | 'store' | 'idempotency' | 'pickupSecret' | 'settings'>,
  {
    fulfilment,
    views,
  }: {
    fulfilment: Pick<ReturnType<typeof createFulfilmentCommands>, 'pickupCode'>;
    views: Pick<OrderViews, 'places'>;
  },
) {
  const { table, clock, store, idempotency, pickupSecret, settings } = context;
  const entity = new Entity({
    name: 'PickupShare',
    table,
    timestamps: false,
    schema: item({ orderId: string().key(), hash: string(), sharedAtMs: number() }),
    computeKey: ({ orderId }: { orderId: string }) => ({ pk: orderPartition(orderId), sk: 'PICKUP_SHARE' }),
  });

  const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

  /** The same for the same command: a repeat is told the same, and nothing has to be kept of it. */
  function tokenOf(orderId: string, { scope, key }: CommandClaim): string {
    const own = createHmac('sha256', pickupSecret()).update(`share.${orderId}.${scope}.${key}`).digest();
    return `${orderId}${own.subarray(0, 24).toString('base64url')}`;
  }

  async function kept(orderId: string) {
    const { Item } = await entity.build(GetItemCommand).key({ orderId }).options({ consistent: true }).send();
    return Item ?? null;
  }

  async function share(record: OrderRecord, command: CommandClaim) {
    const { orderId } = record.head;
    const token = tokenOf(orderId, command);
    return runCommand<{ token: string; sharedAtMs: number }>(
      { table, idempotency },
      {
        command,
        replay: ({ sharedAtMs }) => ok({ token, sharedAtMs: Number(sharedAtMs) }),
        async attempt() {
          const waits = await fulfilment.pickupCode(record);
          if (!waits.ok) return waits;
          const sharedAtMs = clock.nowMs();
          const put = entity.build(PutTransaction).item({ orderId, hash: hashOf(token), sharedAtMs });
          return { writes: [write('share', put)], value: { token, sharedAtMs }, kept: { sharedAtMs } };
        },
      },
    );
  }

  /** Over with the goods, whether or not it was called back. */
  async function shareOf(record: OrderRecord): Promise<PickupShare> {
    const [found, waits] = await Promise.all([kept(record.head.orderId), fulfilment.pickupCode(record)]);
    return { sharedAtMs: found && waits.ok ? found.sharedAtMs : null };
  }

  async function revoke({ head: { orderId } }: OrderRecord): Promise<PickupShare> {
    await entity.build(DeleteItemCommand).key({ orderId }).send();
    return { sharedAtMs: null };
  }

  /** Why it is none is told to nobody: called back, called off, and made up look the same. Whoever fetched it reads that it was. */
  async function open(token: string): Promise<Result<SharedPickup>> {
    const orderId = token.slice(0, orderIdLength);
    const [found, record] = await Promise.all([kept(orderId), store.read(orderId)]);
    const given = Buffer.from(hashOf(token));
    if (!found || !record || !timingSafeEqual(given, Buffer.from(found.hash)))
      return fail('pickup_share_over');
    const part = record.fulfilments.find(({ method }) => method === 'pickup');
    const isOver = part?.state === 'fulfilled';
    const code = isOver ? ok(null) : await fulfilment.pickupCode(record);
    if (!code.ok || !part) return fail('pickup_share_over');
    const packed = part.history.filter(({ state }) => state === 'ready').at(-1);
    const { pickUpWithinMs } = timingOf(await settings.serving.current());
    const titles = new Map(record.detail.lines.map(({ productId, title }) => [productId, title]));
    return ok({
      state: isOver ? 'picked_up' : part.state === 'ready' ? 'ready' : 'packing',
      from: maskName(record.detail.shopperName),
      code: code.value,
      pickUpByMs: part.state === 'ready' && packed ? packed.atMs + pickUpWithinMs : null,
      pieces: part.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      place: placeView(part.locationId, await views.places()),
      titles: [...titles.values()],
    });
  }

  return { share, shareOf, revoke, open };
}
