/**
 * Members of the system before, and who they are here. What waits under a number is offered to who proves that they hold
 * it; taken over once, by one transaction: its record, its lots, and one posting from the old accounts to the member's.
 */
import { branchGrant } from '@jindian/shared/access';
import type { MemberCard, MovedMember } from '@jindian/shared/contract/selling/moving';
import { maskName } from '@jindian/shared/mask';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { scopeKey } from '../../people/members/items.ts';
import { maxRoles } from '../../people/members/rules.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { runCommand } from '../../platform/command.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { write } from '../../platform/transact.ts';
import type { MovingDeps } from './deps.ts';
import type { createMovedDesk } from './desk.ts';
import type { Held, Holdings, StoredRecord } from './holdings.ts';
import {
  cardOfMoved,
  type Holder,
  holderPartition,
  type MovingItems,
  phoneOfMoved,
  refusedByThem,
  waitingForSeller,
} from './items.ts';
import { claimIdOf, claimPosting } from './rules.ts';
import type { StandingRows } from './standing-rows.ts';

/** So many members of the system before may share a number: families do. */
const mostUnderANumber = 10;

export function createClaims(
  deps: MovingDeps & {
    items: MovingItems;
    standing: StandingRows;
    holdings: Holdings;
    desk: Pick<ReturnType<typeof createMovedDesk>, 'viewsOf'>;
  },
) {
  const { clock, items, ledger, members, attribution, standing } = deps;
  const { listed, recordOf, lotsOf, heldByAll, cardsOf } = deps.holdings;

  /** The number that the member has proved within its rest at the carrier: it is nobody else's. */
  async function provedPhone(memberId: string): Promise<string | null> {
    const phone = (await members.phonesOf([memberId])).get(memberId);
    if (phone === undefined) return null;
    const holder = await members.holderOfPhone(phone);
    return holder?.memberId === memberId && holder.isTrusted ? phone : null;
  }

  async function waitingUnder(phone: string): Promise<StoredRecord[]> {
    const found = await listed(indexNames.byOwner, phoneOfMoved(phone), mostUnderANumber);
    const records = await standing.recordsOf(found.map(({ gsi1sk }) => String(gsi1sk)));
    return [...records.values()].filter((one) => one.state === 'waiting' && one.phone === phone);
  }

  /** What the member has, and what waits under their number. */
  async function card(memberId: string): Promise<MemberCard> {
    const holder: Holder = { kind: 'member', memberId };
    const [lots, kept, phone] = await Promise.all([lotsOf(holder), cardsOf(memberId), provedPhone(memberId)]);
    const waiting = phone === null ? [] : await waitingUnder(phone);
    const [held, ...theirs] = await heldByAll([
      holder,
      ...waiting.map(({ memberNumber }): Holder => ({ kind: 'moved', memberNumber })),
    ]);
    const claims = waiting.map((one, index) => ({
      claimId: claimIdOf(deps.secret(), one.memberNumber),
      nameMasked: one.memberName === undefined ? null : maskName(one.memberName),
      numberTail: one.memberNumber.slice(-4),
      joinedOn: one.joinedOn ?? null,
      ...(theirs[index] as Held),
    }));
    return {
      ...(held as Held),
      lots: lots
        .filter(({ leftFen }) => leftFen > 0)
        .map(({ lotId, lotKind, leftFen, lotOn, expiresOn }) => ({
          id: lotId,
          kind: lotKind,
          leftFen,
          on: lotOn,
          expiresOn: expiresOn ?? null,
        })),
      cards: kept.map(({ memberNumber, cardNumber, claimedAtMs }) => ({
        memberNumber,
        cardNumber: cardNumber ?? null,
        claimedAtMs,
      })),
      claims,
    };
  }

  /** Everything of the record becomes the member's, on condition that nobody took it and nothing came to it meanwhile. */
  async function takingOver(record: StoredRecord, memberId: string) {
    const { memberNumber, cardNumber, joinedOn, boundTo, sellerAt } = record;
    const from: Holder = { kind: 'moved', memberNumber };
    const to: Holder = { kind: 'member', memberId };
    const [opening, lots, seller, known, isPlace] = await Promise.all([
      deps.points.opening(memberId, record.points),
      lotsOf(from),
      boundTo === undefined ? null : recordOf(boundTo),
      members.read(memberId, { consistent: true }),
      sellerAt === undefined ? false : deps.knows.place(sellerAt),
    ]);
    const sum = (kind: 'paid' | 'granted') =>
      lots.reduce((total, { lotKind, leftFen }) => (lotKind === kind ? total + leftFen : total), 0);
    const posting = claimPosting(
      memberNumber,
      memberId,
      { points: record.points, paidFen: sum('paid'), grantedFen: sum('granted') },
      clock.nowMs(),
      opening.legs,
    );
    const sellerId = seller?.claimedBy;
    const bound = sellerId
      ? await attribution.movedBindingWrites(memberId, { sellerId, locationId: seller.sellerAt ?? null })
      : [];
    // A seller who claims in this moment looks for who waits for them: whoever does not wait yet reads anew, and is bound.
    const waitsForSeller =
      boundTo === undefined || sellerId
        ? []
        : [
            write(
              'seller',
              items.records
                .build(ConditionCheck)
                .key({ memberNumber: boundTo })
                .condition({ attr: 'claimedBy', exists: false }),
            ),
          ];
    const grant = sellerAt === undefined || !isPlace ? null : branchGrant('guide', sellerAt);
    const held = [...(known?.roles ?? []), ...(known?.suspended ?? [])];
    const isHeld =
      grant !== null &&
      held.some((one) => one.role === grant.role && scopeKey(one.scope) === scopeKey(grant.scope));
    return [
      write(
        'moved member',
        items.records
          .build(UpdateTransaction)
          .item({
            memberNumber,
            state: 'claimed',
            claimedBy: memberId,
            claimedAtMs: clock.nowMs(),
            cardNumber: $remove(),
            memberName: $remove(),
            phone: $remove(),
            joinedOn: $remove(),
            boundTo: $remove(),
            gsi1pk: $remove(),
            gsi1sk: $remove(),
            gsi2pk: $remove(),
            gsi2sk: $remove(),
          })
          .options({
            condition: {
              and: [
                { attr: 'state', eq: record.state },
                { attr: 'lots', eq: record.lots },
              ],
            },
          }),
      ),
      write(
        'card',
        items.cards.build(PutTransaction).item({
          memberId,
          memberNumber,
          claimedAtMs: clock.nowMs(),
          ...(joinedOn ? { joinedOn } : {}),
          ...(cardNumber ? { cardNumber, gsi2pk: cardOfMoved(cardNumber), gsi2sk: memberNumber } : {}),
          ...(boundTo && !sellerId
            ? { boundTo, gsi1pk: waitingForSeller(boundTo), gsi1sk: memberNumber }
            : {}),
        }),
      ),
      ...lots.flatMap(({ holder, ...lot }) => [
        write(
          'lot before',
          items.lots
            .build(DeleteTransaction)
            .key({ holder, memberNumber: lot.memberNumber, lotId: lot.lotId })
            .options({ condition: { attr: 'leftFen', eq: lot.leftFen } }),
        ),
        write('lot', items.lots.build(PutTransaction).item({ ...lot, holder: holderPartition(to) } as never)),
      ]),
      ...(posting ? ledger.postWrites(posting) : []),
      ...opening.writes,
      ...waitsForSeller,
      ...bound,
      // Somebody who is forgotten in this moment, or found to be another member, takes nothing over.
      ...(grant && !isHeld
        ? members.newGrantWrites(memberId, grant, record.memberName ?? null)
        : [members.somebodyCheck('claimant', memberId)]),
      ...(sellerAt === undefined
        ? []
        : [deps.outbox.announce({ type: 'moved_seller.claimed', data: { number: memberNumber } })]),
    ];
  }

  type NotTaken = 'not_found' | 'moved_claimed' | 'roles_full';

  async function takeOver<NotTheirs extends 'moved_phone_needed' | 'moved_to_oneself'>(
    find: () => Promise<Result<StoredRecord, 'not_found' | NotTheirs>>,
    memberId: string,
    states: readonly StoredRecord['state'][],
  ): Promise<Result<null, NotTaken | NotTheirs | 'busy'>> {
    const done = await runCommand<null, NotTaken | NotTheirs>(deps, {
      command: null,
      async attempt() {
        const found = await find();
        if (!found.ok) return found;
        const record = found.value;
        const { memberNumber } = record;
        auditDetails({
          targets: [
            { kind: 'moved_member', id: memberNumber },
            { kind: 'member', id: memberId },
          ],
          after: { points: record.points, lots: record.lots },
        });
        // A tap whose answer was lost is tapped again.
        if (record.claimedBy === memberId) return ok(null);
        if (!states.includes(record.state)) return fail('moved_claimed');
        return {
          writes: await takingOver(record, memberId),
          value: null,
          refused: {
            profile: fail('roles_full', { max: maxRoles }),
            claimant: fail('not_found'),
            '*': 'again',
          },
        };
      },
    });
    if (done.ok) members.standings.forget(memberId);
    return done;
  }

  /** What the claim names, of what waits under the member's number or is theirs already. */
  async function claimed(
    claimId: string,
    memberId: string,
  ): Promise<Result<StoredRecord, 'not_found' | 'moved_phone_needed'>> {
    const phone = await provedPhone(memberId);
    if (phone === null) return fail('moved_phone_needed');
    const isIt = (memberNumber: string) => claimIdOf(deps.secret(), memberNumber) === claimId;
    const waiting = (await waitingUnder(phone)).find(({ memberNumber }) => isIt(memberNumber));
    if (waiting) return ok(waiting);
    const own = (await cardsOf(memberId)).find(({ memberNumber }) => isIt(memberNumber));
    const record = own ? await recordOf(own.memberNumber) : null;
    return record ? ok(record) : fail('not_found');
  }

  async function claim(
    claimId: string,
    memberId: string,
  ): Promise<Result<MemberCard, NotTaken | 'moved_phone_needed' | 'busy'>> {
    const done = await takeOver<'moved_phone_needed'>(() => claimed(claimId, memberId), memberId, [
      'waiting',
    ]);
    return done.ok ? ok(await card(memberId)) : done;
  }

  /** The number is somebody else's now: it is offered no more, and headquarters finds out whose it was. */
  async function refuse(
    claimId: string,
    memberId: string,
  ): Promise<Result<MemberCard, 'not_found' | 'moved_claimed' | 'moved_phone_needed' | 'busy'>> {
    const done = await runCommand<null, 'not_found' | 'moved_claimed' | 'moved_phone_needed'>(deps, {
      command: null,
      async attempt() {
        const found = await claimed(claimId, memberId);
        if (!found.ok) return found;
        const { memberNumber, state } = found.value;
        auditDetails({ targets: [{ kind: 'moved_member', id: memberNumber }] });
        if (state !== 'waiting') return fail('moved_claimed');
        const update = items.records
          .build(UpdateTransaction)
          .item({ memberNumber, state: 'refused', gsi1pk: refusedByThem, gsi1sk: memberNumber })
          .options({ condition: { attr: 'state', eq: 'waiting' } });
        return { writes: [write('moved member', update)], value: null, refused: { '*': 'again' } };
      },
    });
    return done.ok ? ok(await card(memberId)) : done;
  }

  /** Headquarters saw who somebody is. Nobody sees that of themselves: what waits under the own number is claimed. */
  async function give(
    memberNumber: string,
    memberId: string,
    reason: string,
    by: string,
  ): Promise<Result<MovedMember, NotTaken | 'moved_to_oneself' | 'busy'>> {
    // Who came by number before WeChat said who they are is looked up under either id, and has what is theirs under one.
    const to = await members.isNow(memberId);
    const known = await members.read(to, { consistent: true });
    if (!known || known.profile.isDeleted) return fail('not_found');
    const [giver, phones] = await Promise.all([members.isNow(by), members.phonesOf([by, to])]);
    const own = phones.get(by);
    if (to === giver || (own !== undefined && phones.get(to) === own)) return fail('moved_to_oneself');
    const done = await takeOver<'moved_to_oneself'>(
      async () => {
        const record = await recordOf(memberNumber);
        auditDetails({ after: { reason } });
        if (!record) return fail('not_found');
        return own !== undefined && record.phone === own ? fail('moved_to_oneself') : ok(record);
      },
      to,
      ['waiting', 'refused'],
    );
    if (!done.ok) return done;
    const [view] = await deps.desk.viewsOf([(await recordOf(memberNumber)) as StoredRecord]);
    return ok(view as MovedMember);
  }

  return { card, claim, refuse, give };
}
