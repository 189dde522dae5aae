import type { Language } from '@jindian/shared/contract/common';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove, $set } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { isSomebody, type MemberItems, memberPartition, nameKeys, phoneKeys } from './items.ts';
import { holderOf, phoneTrustMs, toldByWechat } from './phone-rules.ts';
import type { Profiles } from './profiles.ts';
import { firstNickname } from './rules.ts';
import type { Standings } from './standings.ts';
import type { Verifications } from './verifications.ts';

/** More than anybody may have: two writes for each, and a transaction has a hundred. */
const mostMoved = 25;
/** Whose orders one member reads beside their own: a new number each time, and nobody has so many. */
const mostJoined = 8;

/**
 * Which member a number leads to. One at a time, by an item of its own: who last proved that they hold the number. What
 * becomes of who had it before is a table (`phone-rules.ts`); each change is one transaction on what was seen.
 */
export function createPhoneIdentities(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  items: MemberItems;
  profiles: Pick<Profiles, 'read'>;
  standings: Pick<Standings, 'forget'>;
  openidOf(memberId: string): Promise<string | null>;
  /** What other modules keep of a member, for the one that they are joined with. */
  joinWrites(fromId: string, toId: string): Promise<Write[]>;
  verifications: Pick<Verifications, 'joinWrites'>;
}) {
  const { table, clock, ids, items, profiles } = deps;

  async function identityOf(phone: string): Promise<{ memberId: string; verifiedAtMs: number } | null> {
    const { Item } = await items.phoneIdentity
      .build(GetItemCommand)
      .key({ phone })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  async function storedProfile(memberId: string) {
    const { Item } = await items.profile
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  type Seen = { memberId: string; verifiedAtMs: number } | null;

  /** The number leads to this member, on condition that nobody proved it meanwhile. */
  const leadsTo = (phone: string, memberId: string, seen: Seen): Write =>
    write(
      'number',
      items.phoneIdentity
        .build(PutTransaction)
        .item({ phone, memberId, verifiedAtMs: clock.nowMs() })
        .options({
          condition: seen
            ? {
                and: [
                  { attr: 'memberId', eq: seen.memberId },
                  { attr: 'verifiedAtMs', eq: seen.verifiedAtMs },
                ],
              }
            : { attr: 'phone', exists: false },
        }),
    );

  /** Who had the number keeps all else. Somebody who has another number by now, or is not there, has nothing to lose. */
  async function withoutNumber(memberId: string, phone: string): Promise<Write[]> {
    const before = await storedProfile(memberId);
    if (before?.phone !== phone) return [];
    return [
      write(
        'before',
        items.profile
          .build(UpdateTransaction)
          .item({ memberId, phone: $remove(), gsi2pk: $remove(), gsi2sk: $remove() })
          .options({ condition: { attr: 'phone', eq: phone } }),
      ),
    ];
  }

  /**
   * Everything of a member who signed in by SMS only goes to the one in WeChat. Orders and money stay where they are,
   * since books and documents name the member: the one who stays has the right to see them. Sessions end, and the next
   * sign-in finds the other.
   */
  async function joining(fromId: string, toId: string, phone: string) {
    const [before, known, moved, theirs, papers] = await Promise.all([
      storedProfile(fromId),
      profiles.read(fromId, { consistent: true }),
      table
        .build(QueryCommand)
        .query({ partition: memberPartition(fromId), range: { beginsWith: 'ADDRESS#' } })
        .entities(items.address)
        .options({ limit: mostMoved, reverse: true, consistent: true })
        .send(),
      deps.joinWrites(fromId, toId),
      deps.verifications.joinWrites(fromId, toId),
    ]);
    const addresses = moved.Items ?? [];
    const writes = addresses.flatMap(({ memberId: _, ...address }) => [
      write(
        'address',
        items.address
          .build(PutTransaction)
          .item({ ...address, memberId: toId } as never)
          .options({ condition: { attr: 'id', exists: false } }),
      ),
      write(
        'address before',
        items.address
          .build(DeleteTransaction)
          .key({ memberId: fromId, id: address.id })
          .options({ condition: { attr: 'revision', eq: address.revision } }),
      ),
    ]);
    const sessions = (known?.sessions ?? [])
      .slice(0, mostMoved)
      .map(({ id }) =>
        write('session', items.session.build(DeleteTransaction).key({ memberId: fromId, id })),
      );
    const count = before?.addresses ?? 0;
    writes.push(
      write(
        'before',
        items.profile
          .build(UpdateTransaction)
          .item({
            memberId: fromId,
            joinedInto: toId,
            addresses: count - addresses.length,
            defaultAddressId: $remove(),
            ...(before?.phone === phone ? { phone: $remove(), gsi2pk: $remove(), gsi2sk: $remove() } : {}),
          })
          // An address that was saved meanwhile comes along, too; a role that was granted meanwhile keeps them apart.
          .options({
            condition: {
              and: [
                { attr: 'addresses', eq: count },
                { attr: 'roles', eq: 0 },
              ],
            },
          }),
      ),
      ...sessions,
      ...papers,
      ...theirs,
    );
    return {
      writes,
      addresses: addresses.length,
      defaultAddressId: before?.defaultAddressId,
      joined: [fromId, ...(before?.joined ?? [])],
    };
  }

  /** WeChat says that this is the member's number. */
  async function recordPhone(
    memberId: string,
    phone: string,
  ): Promise<Result<null, 'not_found' | 'phone_in_use' | 'busy'>> {
    let joined: string | null = null;
    const done = await runCommand<null, 'not_found' | 'phone_in_use'>(deps, {
      command: null,
      async attempt() {
        joined = null;
        const [mine, seen] = await Promise.all([storedProfile(memberId), identityOf(phone)]);
        if (!mine || mine.deletedAtMs !== undefined) return fail('not_found');
        auditDetails({ targets: [{ kind: 'member', id: memberId }], after: { fields: ['phone'] } });
        const other = seen && seen.memberId !== memberId ? seen.memberId : null;
        const [openid, known] = other
          ? await Promise.all([deps.openidOf(other), profiles.read(other, { consistent: true })])
          : [null, null];
        const facts = seen && {
          ...seen,
          hasWechat: openid !== null,
          // Of who is suspended as well: a person has to look.
          hasRoles: (known?.roles.length ?? 0) + (known?.suspended.length ?? 0) > 0,
        };
        const step = toldByWechat[holderOf(facts, memberId, clock.nowMs())];
        if (step === 'refuse') return fail('phone_in_use');

        const writes = [leadsTo(phone, memberId, seen)];
        let more = {
          addresses: 0,
          defaultAddressId: undefined as string | undefined,
          joined: [] as string[],
        };
        if (step === 'move' && other) writes.push(...(await withoutNumber(other, phone)));
        if (step === 'join' && other) {
          if ((mine.joined?.length ?? 0) >= mostJoined) return fail('phone_in_use');
          const { writes: moving, ...rest } = await joining(other, memberId, phone);
          writes.push(...moving);
          more = rest;
          joined = other;
        }
        const earlier = mine.phone && mine.phone !== phone ? mine.phone : null;
        if (earlier && (await identityOf(earlier))?.memberId === memberId)
          writes.push(
            write(
              'earlier number',
              items.phoneIdentity
                .build(DeleteTransaction)
                .key({ phone: earlier })
                .options({ condition: { attr: 'memberId', eq: memberId } }),
            ),
          );
        writes.push(
          write(
            'profile',
            items.profile
              .build(UpdateTransaction)
              .item({
                memberId,
                phone,
                ...phoneKeys({ memberId, phone }),
                ...(more.joined.length > 0 ? { joined: $set([...(mine.joined ?? []), ...more.joined]) } : {}),
                ...(more.addresses > 0 ? { addresses: $add(more.addresses) } : {}),
                ...(more.defaultAddressId && !mine.defaultAddressId
                  ? { defaultAddressId: more.defaultAddressId }
                  : {}),
              })
              .options({
                // Who was forgotten has no number either.
                condition: mine.phone
                  ? { attr: 'phone', eq: mine.phone }
                  : {
                      and: [...isSomebody.and, { attr: 'phone', exists: false }],
                    },
              }),
          ),
        );
        return { writes, value: null, refused: { '*': 'again' } };
      },
    });
    if (joined) deps.standings.forget(joined);
    return done;
  }

  /**
   * The member that a number leads to, for who proved by SMS that they hold it; a new one where it leads to nobody, or to
   * somebody who has not proved it for so long that it may have been given to another.
   */
  async function memberForPhone(phone: string, language: Language): Promise<Result<string, 'busy'>> {
    return runCommand<string, never>(deps, {
      command: null,
      async attempt() {
        const seen = await identityOf(phone);
        if (seen && clock.nowMs() - seen.verifiedAtMs < phoneTrustMs) {
          if (seen.verifiedAtMs === clock.nowMs()) return ok(seen.memberId);
          return {
            writes: [leadsTo(phone, seen.memberId, seen)],
            value: seen.memberId,
            refused: { number: 'again' },
          };
        }
        const memberId = ids.next();
        const profile = items.profile.build(PutTransaction).item({
          memberId,
          nickname: firstNickname(memberId, language),
          language,
          joinedAtMs: clock.nowMs(),
          addresses: 0,
          roles: 0,
          phone,
          ...phoneKeys({ memberId, phone }),
        });
        return {
          writes: [
            leadsTo(phone, memberId, seen),
            write('profile', profile),
            ...(seen ? await withoutNumber(seen.memberId, phone) : []),
          ],
          value: memberId,
          refused: { '*': 'again' },
        };
      },
    });
  }

  /** The same for who is somebody already: nobody is made, and a number that may be another's by now is left as it is. */
  async function knownForPhone(phone: string, language: Language): Promise<Result<string | null, 'busy'>> {
    const seen = await identityOf(phone);
    const isTrusted = seen !== null && clock.nowMs() - seen.verifiedAtMs < phoneTrustMs;
    return isTrusted ? memberForPhone(phone, language) : ok(null);
  }

  /** Whom a number leads to, whether or not that is still to be trusted; nothing is changed. */
  async function holderOfPhone(phone: string): Promise<{ memberId: string; isTrusted: boolean } | null> {
    const seen = await identityOf(phone);
    return seen && { memberId: seen.memberId, isTrusted: clock.nowMs() - seen.verifiedAtMs < phoneTrustMs };
  }

  /** The number goes on leading to who has it: proved anew. */
  async function renewWrite(phone: string, memberId: string): Promise<Write> {
    return leadsTo(phone, memberId, await identityOf(phone));
  }

  /** A member to be, with a name, a number and one role; whoever had the number before keeps all else. */
  async function phoneJoinWrites(
    memberId: string,
    { phone, name, language }: { phone: string; name: string; language: Language },
  ): Promise<Write[]> {
    const seen = await identityOf(phone);
    const profile = items.profile.build(PutTransaction).item({
      memberId,
      nickname: name,
      displayName: name,
      ...nameKeys({ memberId, name }),
      language,
      joinedAtMs: clock.nowMs(),
      addresses: 0,
      roles: 1,
      phone,
      ...phoneKeys({ memberId, phone }),
    });
    return [
      leadsTo(phone, memberId, seen),
      write('profile', profile),
      ...(seen ? await withoutNumber(seen.memberId, phone) : []),
    ];
  }

  return {
    identityOf,
    storedProfile,
    recordPhone,
    memberForPhone,
    knownForPhone,
    holderOfPhone,
    renewWrite,
    phoneJoinWrites,
  };
}
export type PhoneIdentities = ReturnType<typeof createPhoneIdentities>;
