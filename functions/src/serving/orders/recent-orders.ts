import { createHash } from 'node:crypto';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { dayMs } from '@jindian/shared/time';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { readBatchAsStored } from '../../platform/batch-read.ts';
import { Entity } from '../../platform/entity.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { Write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';
import type { OrderRecord } from './store.ts';

/** What one shopper may keep from others without paying: orders, and pieces in them. */
export type UnpaidLimit = { count: number; weight: number };
export function unpaidLimit({ unpaidOrderCount, unpaidPieceCount }: Settings<'serving'>): UnpaidLimit {
  return { count: unpaidOrderCount, weight: unpaidPieceCount };
}

/** As long as a repeated command is answered. */
const keptMs = 3 * dayMs;
/** After so many orders it is looked at which of them are paid, whatever the limit: the item stays small. */
const lookAfter = 8;
/**
 * Orders that a shopper may place as long as their commands are kept, paid, called off or not: every order writes the
 * whole item, and so does whoever places and calls off all day. With those that come before the next look it stays below
 * 6 KB.
 */
export const maxCommandsKept = 60;
/** Names of attributes that hold a command. */
const commandPrefix = 'k';

type Placed = Pick<OrderRecord, 'head' | 'detail'>;
/** An order with its pieces, while it counts as unpaid; afterwards the order alone. */
type Made = { atMs: number; inputHash: string; orders: { orderId: string; pieces: number | null }[] };

const shortHash = (text: string) => text.slice(0, 16);
const nameOf = (key: string) =>
  `${commandPrefix}${shortHash(createHash('sha256').update(key).digest('base64url'))}`;
const partitionOf = (memberId: string) => `RECENT#${memberId}`;

export function packMade({ atMs, inputHash, orders }: Made): string {
  const told = orders.map(({ orderId, pieces }) => (pieces === null ? orderId : `${orderId}:${pieces}`));
  return [Math.floor(atMs / 1000).toString(36), shortHash(inputHash), ...told].join(' ');
}

export function unpackMade(text: string): Made {
  const [atS = '', inputHash = '', ...told] = text.split(' ');
  const orders = told.map((one) => {
    const [orderId = '', pieces] = one.split(':');
    return { orderId, pieces: pieces === undefined ? null : Number(pieces) };
  });
  return { atMs: Number.parseInt(atS, 36) * 1000, inputHash, orders };
}

/** The commands in the item as it is stored, by the names of their attributes. */
export function madeIn(stored: Record<string, unknown>): Map<string, Made> {
  const commands = Object.entries(stored).filter(
    (one): one is [string, string] => one[0].startsWith(commandPrefix) && typeof one[1] === 'string',
  );
  return new Map(commands.map(([name, text]) => [name, unpackMade(text)]));
}

export function unpaidIn(commands: Iterable<Made>): UnpaidLimit {
  const pieces = [...commands].flatMap(({ orders }) => orders.flatMap((one) => one.pieces ?? []));
  return { count: pieces.length, weight: pieces.reduce((sum, n) => sum + n, 0) };
}

const piecesOf = ({ detail }: Placed) => detail.lines.reduce((sum, { quantity }) => sum + quantity, 0);

/**
 * What a shopper ordered lately, in one item: by which command, so that a repeat finds its order, and how much of it
 * counts as unpaid, so that no number of requests at once holds more than is allowed. Placing an order adds to it on
 * condition of both.
 *
 * Nothing is given back when an order is paid or called off. Whoever comes to the limit looks which of the orders still
 * wait for their payment, and writes that down with the order that is placed then: an order that waits no more never
 * waits again, so a look can only be too strict, and the item's revision says if somebody was faster.
 */
export function createRecentOrders({ table, clock, store }: Pick<OrderContext, 'table' | 'clock' | 'store'>) {
  const entity = new Entity({
    name: 'RecentOrders',
    table,
    timestamps: false,
    // And an attribute for each command.
    schema: item({
      memberId: string().key(),
      revision: number(),
      count: number(),
      weight: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: partitionOf(memberId), sk: 'RECENT' }),
  });

  /** Commands as they are now: without those too old to be repeated, and with what was paid or called off since. */
  async function lookedAt(commands: ReadonlyMap<string, Made>): Promise<Map<string, Made>> {
    const counted = [...commands.values()].flatMap(({ orders }) =>
      orders.flatMap(({ orderId, pieces }) => (pieces === null ? [] : [orderId])),
    );
    const unpaid = await store.unpaidOf(counted);
    const now = new Map<string, Made>();
    for (const [name, made] of commands) {
      const orders = made.orders.map(({ orderId, pieces }) => ({
        orderId,
        pieces: unpaid.has(orderId) ? pieces : null,
      }));
      const isOld = made.atMs < clock.nowMs() - keptMs;
      if (!isOld || orders.some(({ pieces }) => pieces !== null)) now.set(name, { ...made, orders });
    }
    return now;
  }

  /** For one command, over all its attempts: in the place of the records of other commands (`runCommand`). */
  function of(memberId: string) {
    const key = { pk: partitionOf(memberId), sk: 'RECENT' };
    /** The item as it was when the quick way was refused; undefined: it was not. */
    let found: Record<string, unknown> | null | undefined;
    let commands: Map<string, Made> = new Map();
    let taking: { records: readonly Placed[]; limit: UnpaidLimit } | null = null;

    /** Before the writes of an attempt: whether it would be more than he may hold, or more than he may order so soon. */
    async function take(
      records: readonly Placed[],
      limit: UnpaidLimit,
    ): Promise<'taken' | 'too_much_unpaid' | 'rate_limited'> {
      taking = { records, limit };
      if (found !== undefined) commands = await lookedAt(madeIn(found ?? {}));
      const held = unpaidIn(commands.values());
      const weight = records.reduce((sum, record) => sum + piecesOf(record), held.weight);
      if (held.count + records.length > limit.count || weight > limit.weight) return 'too_much_unpaid';
      return commands.size < maxCommandsKept ? 'taken' : 'rate_limited';
    }

    function claim({ key: commandKey, inputHash }: CommandClaim): Write {
      if (!taking) throw new Error('a claim for no orders');
      const { records, limit } = taking;
      const nowMs = clock.nowMs();
      const orders = records.map((record) => ({ orderId: record.head.orderId, pieces: piecesOf(record) }));
      const made: Made = { atMs: nowMs, inputHash, orders };
      const own = {
        names: { '#own': nameOf(commandKey), '#count': 'count', '#weight': 'weight' },
        values: { ':made': packMade(made), ':expires': Math.ceil((nowMs + keptMs) / 1000), ':one': 1 },
        sets: ['#own = :made', 'expiresAtS = :expires'],
      };
      return found === undefined ? added(own, made, limit) : rewritten(own, made);
    }
    type Own = { names: Record<string, string>; values: Record<string, unknown>; sets: string[] };

    /** Without a look at what is there. */
    function added({ names, values, sets }: Own, made: Made, limit: UnpaidLimit): Write {
      const { count, weight } = unpaidIn([made]);
      return updated({
        UpdateExpression: `SET ${sets.join(', ')}, memberId = :member, #et = :et ADD revision :one, #count :count, #weight :weight`,
        ConditionExpression:
          'attribute_not_exists(#own) AND (attribute_not_exists(revision) OR (#count <= :mostCount AND #weight <= :mostWeight))',
        ExpressionAttributeNames: { ...names, '#et': '_et' },
        ExpressionAttributeValues: {
          ...values,
          ':member': memberId,
          ':et': entity.entityName,
          ':count': count,
          ':weight': weight,
          ':mostCount': Math.min(limit.count, lookAfter) - count,
          ':mostWeight': limit.weight - weight,
        },
      });
    }

    /** With what was found of the orders before, unless somebody changed the item since. */
    function rewritten({ names, values, sets }: Own, made: Made): Write {
      const { count, weight } = unpaidIn([...commands.values(), made]);
      const before = madeIn(found ?? {});
      const own = { ...names, '#et': '_et' } as Record<string, string>;
      const all = { ...values, ':member': memberId, ':et': entity.entityName } as Record<string, unknown>;
      const changes = [...sets, 'memberId = :member', '#et = :et', '#count = :count', '#weight = :weight'];
      const removes: string[] = [];
      for (const [index, [name, was]] of [...before].entries()) {
        const now = commands.get(name);
        if (now && packMade(now) === packMade(was)) continue;
        own[`#c${index}`] = name;
        if (now) {
          all[`:c${index}`] = packMade(now);
          changes.push(`#c${index} = :c${index}`);
        } else removes.push(`#c${index}`);
      }
      return updated({
        UpdateExpression: `SET ${changes.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''} ADD revision :one`,
        ConditionExpression: found
          ? 'attribute_not_exists(#own) AND revision = :found'
          : 'attribute_not_exists(#own) AND attribute_not_exists(revision)',
        ExpressionAttributeNames: own,
        ExpressionAttributeValues: {
          ...all,
          ':count': count,
          ':weight': weight,
          ...(found ? { ':found': found.revision } : {}),
        },
      });
    }

    function updated(expressions: {
      UpdateExpression: string;
      ConditionExpression: string;
      ExpressionAttributeNames: Record<string, string>;
      ExpressionAttributeValues: Record<string, unknown>;
    }): Write {
      return {
        label: 'command',
        item: { Update: { TableName: table.getName(), Key: key, ...expressions } },
      };
    }

    async function find({ key: commandKey, inputHash }: CommandClaim) {
      const [stored] = await readBatchAsStored(table, [key], { consistent: true });
      found = stored ?? null;
      const made = madeIn(stored ?? {}).get(nameOf(commandKey));
      if (!made) return null;
      if (made.inputHash !== shortHash(inputHash)) return { kind: 'other_input' as const };
      return { kind: 'same' as const, result: { orderId: made.orders[0]?.orderId } };
    }

    return { take, claim, find };
  }

  return { of };
}
