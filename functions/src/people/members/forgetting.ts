import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import type { Clock } from '../../platform/clock.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { MemberItems } from './items.ts';
import type { PhoneIdentities } from './phone-identities.ts';
import { firstNickname } from './rules.ts';

/** What is left of somebody who asked to be forgotten. */
export function createForgetting(deps: {
  clock: Clock;
  items: MemberItems;
  identities: Pick<PhoneIdentities, 'identityOf' | 'storedProfile'>;
  openidOf(memberId: string): Promise<string | null>;
}) {
  const { clock, items } = deps;
  const { identityOf, storedProfile } = deps.identities;

  /**
   * Closes every way in, and leaves of the member an id under which books go on: by WeChat or by the number somebody new is
   * met. Refused where a role was given meanwhile.
   */
  async function forgetPerson(memberId: string): Promise<Write[]> {
    const [before, openid] = await Promise.all([storedProfile(memberId), deps.openidOf(memberId)]);
    if (!before) return [];
    const number = before.phone === undefined ? null : await identityOf(before.phone);
    const others = await Promise.all((before.joined ?? []).map(storedProfile));
    return [
      // Whom they were by their number before WeChat told it: the name that they chose there is theirs as well.
      ...others.flatMap((other) =>
        other
          ? [
              write(
                'joined',
                items.profile
                  .build(PutTransaction)
                  .item({
                    memberId: other.memberId,
                    nickname: firstNickname(other.memberId, other.language),
                    language: other.language,
                    joinedAtMs: other.joinedAtMs,
                    addresses: 0,
                    roles: other.roles,
                    deletedAtMs: clock.nowMs(),
                    joinedInto: memberId,
                  })
                  .options({ condition: { attr: 'roles', eq: other.roles } }),
              ),
            ]
          : [],
      ),
      write(
        'profile',
        items.profile
          .build(PutTransaction)
          .item({
            memberId,
            nickname: firstNickname(memberId, before.language),
            language: before.language,
            joinedAtMs: before.joinedAtMs,
            addresses: 0,
            roles: 0,
            deletedAtMs: clock.nowMs(),
            ...(before.joined ? { joined: before.joined } : {}),
          })
          .options({ condition: { attr: 'roles', eq: 0 } }),
      ),
      ...(before.phone !== undefined && number?.memberId === memberId
        ? [
            write(
              'number',
              items.phoneIdentity
                .build(DeleteTransaction)
                .key({ phone: before.phone })
                .options({ condition: { attr: 'memberId', eq: memberId } }),
            ),
          ]
        : []),
      ...(openid
        ? [
            write('identity', items.identity.build(DeleteTransaction).key({ openid })),
            write('account', items.wechatAccount.build(DeleteTransaction).key({ memberId })),
          ]
        : []),
    ];
  }

  return { forgetPerson };
}
