import type { Language } from '@jindian/shared/contract/common';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, type Write, write } from '../../platform/transact.ts';
import { type MemberItems, nameKeys, phoneKeys } from './items.ts';
import { firstNickname } from './rules.ts';
import { type Standings, shortMemory, standingAgeMs } from './standings.ts';

/** Whom WeChat says this is. Told by code2Session or by the gateway, never by a client. */
export type WechatCaller = { openid: string; unionid?: string };

/** What may be known of a member beforehand. */
export type NewMember = WechatCaller & {
  language?: Language;
  nickname?: string;
  displayName?: string;
  phone?: string;
  roles?: readonly RoleGrant[];
};

export function createAccounts(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  items: MemberItems;
  standings: Standings;
  grantWrites(memberId: string, grant: RoleGrant): Write[];
  /** Who was met, by what they are in all apps of a company; now and then, not with every request. */
  met(memberId: string, unionid: string): Promise<void>;
}) {
  const { table, clock, ids, items, standings } = deps;
  /** Which member an openid is never changes; that it is nobody yet may. */
  const known = shortMemory<string>(clock, dayMs);
  const unknown = shortMemory<true>(clock, standingAgeMs);

  async function memberIdOf(openid: string, consistent: boolean): Promise<string | null> {
    const { Item } = await items.identity
      .build(GetItemCommand)
      .key({ openid })
      .options({ consistent })
      .send();
    return Item?.memberId ?? null;
  }

  /**
   * A new member for an openid that has none: identity, profile and openid are written together or not at all, and
   * the identity on condition that it is absent. However many ask at once, the openid gets one member.
   */
  async function join(caller: NewMember): Promise<string> {
    const { openid, unionid, language = 'zh', roles = [] } = caller;
    const memberId = ids.next();
    const name = caller.displayName ?? caller.nickname;
    const result = await transact(table, [
      write(
        'identity',
        items.identity
          .build(PutTransaction)
          .item({ openid, memberId })
          .options({ condition: { attr: 'openid', exists: false } }),
      ),
      write(
        'profile',
        items.profile.build(PutTransaction).item({
          memberId,
          nickname: caller.nickname ?? firstNickname(memberId, language),
          language,
          joinedAtMs: clock.nowMs(),
          addresses: 0,
          roles: roles.length,
          ...(caller.displayName ? { displayName: caller.displayName } : {}),
          ...(name ? nameKeys({ memberId, name }) : {}),
          ...(caller.phone ? { phone: caller.phone, ...phoneKeys({ memberId, phone: caller.phone }) } : {}),
        }),
      ),
      write(
        'account',
        items.wechatAccount.build(PutTransaction).item({ memberId, openid, ...(unionid ? { unionid } : {}) }),
      ),
      ...(caller.phone
        ? [
            write(
              'number',
              items.phoneIdentity
                .build(PutTransaction)
                .item({ phone: caller.phone, memberId, verifiedAtMs: clock.nowMs() }),
            ),
          ]
        : []),
      ...roles.flatMap((grant) => deps.grantWrites(memberId, grant)),
    ]);
    if (result.kind === 'done') return memberId;
    const other = await memberIdOf(openid, true);
    if (!other) throw new Error('an identity could be neither written nor read');
    return other;
  }

  async function principalOf(memberId: string): Promise<Principal> {
    // The identity may be newer than the replica that an eventually consistent read would ask.
    const standing =
      (await standings.read(memberId, 'remembered')) ?? (await standings.read(memberId, 'fresh'));
    if (!standing) throw new Error(`member ${memberId} has an identity and no profile`);
    return { kind: 'member', memberId, roles: standing.roles };
  }

  /** Somebody who was forgotten comes as somebody new, also where who they were is remembered. */
  async function isThere(memberId: string): Promise<boolean> {
    return (await standings.read(memberId, 'remembered'))?.profile.isDeleted !== true;
  }

  /**
   * The member behind a WeChat caller, made on their first call that is not public. Names and roles count only for who
   * is new.
   */
  async function memberForWechat(caller: NewMember): Promise<Principal> {
    const { openid, unionid } = caller;
    const isKnown = known.get(openid) !== undefined;
    const seen = known.get(openid) ?? (await memberIdOf(openid, false));
    const memberId =
      (seen && (await isThere(seen)) ? seen : await memberIdOf(openid, true)) ?? (await join(caller));
    if (!isKnown && unionid) await deps.met(memberId, unionid);
    known.put(openid, memberId);
    unknown.forget(openid);
    return principalOf(memberId);
  }

  /** The same for what anybody may see: who never did more than look around is nobody, and nothing is written. */
  async function knownForWechat(openid: string): Promise<Principal | null> {
    if (unknown.get(openid)) return null;
    const memberId = known.get(openid) ?? (await memberIdOf(openid, false));
    if (memberId === null || !(await isThere(memberId))) {
      unknown.put(openid, true);
      return null;
    }
    known.put(openid, memberId);
    return principalOf(memberId);
  }

  /** For paying and for messages only: it goes to WeChat and nowhere else. */
  async function openidOf(memberId: string): Promise<string | null> {
    const { Item } = await items.wechatAccount.build(GetItemCommand).key({ memberId }).send();
    return Item?.openid ?? null;
  }

  /** What placing an order needs of its payer, in one read; `null`: no member. Without an openid they pay elsewhere. */
  async function payerOf(
    memberId: string,
  ): Promise<{ nickname: string; openid: string | null; phoneTail: string | null } | null> {
    const [profile, account] = await readBatch(table, [
      items.profile.build(BatchGetRequest).key({ memberId }),
      items.wechatAccount.build(BatchGetRequest).key({ memberId }),
    ]);
    if (!profile) return null;
    const { nickname, phone } = profile;
    return { nickname, openid: account?.openid ?? null, phoneTail: phone?.slice(-4) ?? null };
  }

  /** A member known beforehand, with names and roles; who is there already is left as they are. For seeding. */
  async function enrol(member: NewMember): Promise<string> {
    return (await memberIdOf(member.openid, true)) ?? (await join(member));
  }

  const memberIdOfOpenid = (openid: string) => memberIdOf(openid, true);

  return { memberForWechat, knownForWechat, openidOf, memberIdOfOpenid, payerOf, enrol };
}
