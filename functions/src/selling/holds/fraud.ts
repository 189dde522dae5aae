import { createHash } from 'node:crypto';
import type { Address } from '@jindian/shared/contract/people/member';
import type { HoldEvidence, HoldReason } from '@jindian/shared/contract/selling/holds';
import { dayMs } from '@jindian/shared/time';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../../platform/entity.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { addressText, suspicionsOf } from './suspicions.ts';

/** Longer than any return window: by then it was looked at. */
const keptMs = 180 * dayMs;
/** More than this many at one address are as many as this. */
const mostCounted = 100;

export type Sold = {
  buyerId: string;
  boundAtMs: number;
  /** The channel by which the buyer came last. */
  sceneId: string | null;
  /** Where it was sent; null: it was fetched. */
  address: Pick<Address, 'province' | 'city' | 'county' | 'detail'> | null;
};
/** People who are paid for it; branches are none. */
type Payees = readonly [sellerId: string, ...others: string[]];

/**
 * Whether the commission of an order waits for a person. It is looked at when the return window is over and the
 * commission would be paid: by then it is known how many were bound in that hour, who else had goods sent there, and
 * what was banned since.
 */
export function createFraud(deps: {
  table: JindianTable;
  settings: SettingsReader<'selling'>;
  /** How many the seller bound in the clock's hour of that moment: at most so many are counted. */
  bindsInHour(sellerId: string, atMs: number, most: number): Promise<number>;
  /** Nothing is paid without a look for whom this channel, or its campaign, brought. */
  isBanned(sceneId: string): Promise<boolean>;
  /** Who a member is now: themselves, or the one whom they were found to be. */
  isNow(memberId: string): Promise<string>;
  /** Where a member is paid, by names that are the same for the same account; none where nothing is known yet. */
  accountsOf(memberId: string): Promise<readonly string[]>;
}) {
  const { table, settings } = deps;
  const entity = new Entity({
    name: 'SellerAddress',
    table,
    timestamps: false,
    schema: item({
      sellerId: string().key(),
      addressKey: string().key(),
      buyerId: string().key(),
      expiresAtS: number(),
    }),
    computeKey: ({
      sellerId,
      addressKey,
      buyerId,
    }: Record<'sellerId' | 'addressKey' | 'buyerId', string>) => ({
      pk: partitionOf(sellerId, addressKey),
      sk: `BUYER#${buyerId}`,
    }),
  });

  /** To go with the goods of an order that credits somebody: who had goods of whom sent where, each once. */
  function noticeWrites(sellerId: string, { buyerId, address }: Sold, atMs: number): Write[] {
    if (address === null) return [];
    const put = entity.build(PutTransaction).item({
      sellerId,
      addressKey: keyOf(address),
      buyerId,
      expiresAtS: Math.ceil((atMs + keptMs) / 1000),
    });
    return [write('seller address', put)];
  }

  /** How many had this seller's goods sent there. */
  async function membersAt(sellerId: string, address: Sold['address']): Promise<number> {
    if (address === null) return 0;
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: partitionOf(sellerId, keyOf(address)) })
      .entities(entity)
      .options({ limit: mostCounted, consistent: true })
      .send();
    return Items.length;
  }

  async function sharesAccount(memberIds: readonly string[]): Promise<boolean> {
    const accounts = await Promise.all(memberIds.map(deps.accountsOf));
    const all = accounts.flatMap((of) => [...new Set(of)]);
    return new Set(all).size < all.length;
  }

  async function suspicions(
    payees: Payees,
    sold: Sold,
  ): Promise<{ reasons: HoldReason[]; evidence: HoldEvidence; people: string[] }> {
    const [sellerId] = payees;
    const policy = await settings.current();
    const buyer = await deps.isNow(sold.buyerId);
    const people = [...new Set([buyer, ...payees])];
    const [bindsInHour, membersAtAddress, fromBannedSource, isShared] = await Promise.all([
      policy.hourlyBindsCount === 0 ? 0 : deps.bindsInHour(sellerId, sold.boundAtMs, policy.hourlyBindsCount),
      policy.sharedAddressCount === 0 ? 0 : membersAt(sellerId, sold.address),
      sold.sceneId !== null && deps.isBanned(sold.sceneId),
      sharesAccount(people),
    ]);
    const found = suspicionsOf(policy, {
      // Who bought for themselves knowingly is settled by its own rule, when the order is placed.
      isOwn: buyer !== sold.buyerId && payees.includes(buyer),
      sharesAccount: isShared,
      fromBannedSource,
      bindsInHour,
      membersAtAddress,
    });
    return { ...found, people: [...people, sold.buyerId] };
  }

  return { noticeWrites, membersAt, suspicions };
}
export type Fraud = ReturnType<typeof createFraud>;

function keyOf(address: NonNullable<Sold['address']>): string {
  return createHash('sha256').update(addressText(address)).digest('base64url').slice(0, 22);
}

const partitionOf = (sellerId: string, addressKey: string) => `SELLER_ADDRESS#${sellerId}#${addressKey}`;
