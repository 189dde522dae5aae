import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';

export const contactPrefix = 'CONTACT#';
/** Of the list of all ways. */
export const contactWays = 'CONTACT_WAYS';
export const personPartition = (unionid: string) => `WECOM#${unionid}`;

export function createWeComItems(table: JindianTable) {
  /** A seller's way to be added. */
  const ways = new Entity({
    name: 'ContactWay',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      userId: string(),
      /** Of the seller: what WeCom tells of whoever is added. */
      code: string(),
      configId: string(),
      qrCodeUrl: string(),
      madeAtMs: number(),
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: `MEMBER#${memberId}`, sk: 'CONTACT_WAY' }),
  });

  /** Who a person of WeChat is here: WeCom knows them by what is the same in all apps of a company. */
  const people = new Entity({
    name: 'UnionMember',
    table,
    timestamps: false,
    schema: item({ unionid: string().key(), memberId: string() }),
    computeKey: ({ unionid }: { unionid: string }) => ({ pk: personPartition(unionid), sk: 'MEMBER' }),
  });

  /** The other way round, with the member, so that it goes with them. */
  const unions = new Entity({
    name: 'MemberUnion',
    table,
    timestamps: false,
    schema: item({ memberId: string().key(), unionid: string() }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: `MEMBER#${memberId}`, sk: 'UNION' }),
  });

  /** Somebody was added who is no member yet; for some days. */
  const waiting = new Entity({
    name: 'WaitingContact',
    table,
    timestamps: false,
    schema: item({
      unionid: string().key(),
      externalUserId: string(),
      code: string(),
      atMs: number().key(),
      expiresAtS: number(),
    }),
    computeKey: ({ unionid, atMs }: { unionid: string; atMs: number }) => ({
      pk: personPartition(unionid),
      sk: `${contactPrefix}${String(atMs).padStart(15, '0')}`,
    }),
  });

  /** What was heard of WeCom, and what it refused, last. */
  const connection = new Entity({
    name: 'WeComConnection',
    table,
    timestamps: false,
    schema: item({
      brand: string().key(),
      heardAtMs: number().optional(),
      refusedAtMs: number().optional(),
      workedAtMs: number().optional(),
      failedAtMs: number().optional(),
      failure: string().optional(),
    }),
    computeKey: () => ({ pk: 'WECOM', sk: 'CONNECTION' }),
  });

  return { ways, people, unions, waiting, connection };
}
export type WeComItems = ReturnType<typeof createWeComItems>;
