import { randomInt } from 'node:crypto';
import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  type CardCode,
  childrenVersion,
  type GreetedMember,
  type GuideNote,
  type MemberProfileData,
  type MyProfile,
  sharingVersion,
} from '@jindian/shared/contract/selling/member-card';
import { brandMonth, hourMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import type { Members } from '../../../people/members/service.ts';
import { auditDetails } from '../../../platform/audit-context.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { Ids } from '../../../platform/ids.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { write } from '../../../platform/transact.ts';
import { usableOf } from '../points/purse.ts';
import type { Points } from '../points/service.ts';
import type { Tiers } from '../tiers/service.ts';
import { cardCodeAt, readCardCode } from './card-code.ts';
import { createCardStore, isShared, saidIn } from './store.ts';

/** A note is written while somebody is there, not a week later. */
const greetedForMs = 2 * hourMs;
const mostNotes = 30;
/** Two writes each, in one transaction with the profile. */
const notesMovedAtOnce = 40;

export type Shopping = {
  bought: { title: LocalizedText; form: LocalizedText | null; atMs: number }[];
  interests: LocalizedText[];
  openOrders: number;
  openRefunds: number;
};

export type CardsDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  members: Pick<Members, 'isNow' | 'read' | 'profilesOf' | 'somebodyCheck'>;
  secret(): string;
  /** How long a code is shown. */
  codeStepMs(): Promise<number>;
  branchName(locationId: string): Promise<LocalizedText | null>;
  /** What of a member's shopping helps to serve them. Orders are above. */
  shoppingOf(memberId: string): Promise<Shopping>;
};

/**
 * The card that a member shows in any store, what they say of themselves, and what staff see of it: the card's tier and
 * points, and the rest only as far as they agreed and as long as they do (decision 0078).
 */
export function createCards(
  deps: CardsDeps & {
    points: Pick<Points, 'purseOf'>;
    tiers: Pick<Tiers, 'tierOf'>;
    off(): Promise<readonly string[]>;
    holderOf(memberId: string): Promise<string | null>;
  },
) {
  const { table, clock, members } = deps;
  const { items, stored, numbersIn, profileWrite, seenAs, notesUnder } = createCardStore(table);

  /** The number of the member's card, made when it is shown for the first time. */
  async function numberOf(memberId: string): Promise<Result<string, 'busy'>> {
    return runCommand<string, never>(deps, {
      command: null,
      async attempt() {
        const before = await stored(memberId);
        if (before?.cardNumber) return ok(before.cardNumber);
        const number = String(randomInt(10 ** 11, 10 ** 12 - 1));
        return {
          writes: [
            write(
              'number',
              items.numbers
                .build(PutTransaction)
                .item({ number, memberId })
                .options({ condition: { attr: 'number', exists: false } }),
            ),
            profileWrite(memberId, before, { cardNumber: number }),
            members.somebodyCheck('somebody', memberId),
          ],
          value: number,
          refused: { '*': 'again' },
        };
      },
    });
  }

  async function codeOf(memberId: string): Promise<Result<CardCode, 'busy'>> {
    const number = await numberOf(memberId);
    if (!number.ok) return number;
    return ok(cardCodeAt(deps.secret(), number.value, clock.nowMs(), await deps.codeStepMs()));
  }

  async function notesOf(memberId: string): Promise<GuideNote[]> {
    const rows = await notesUnder(memberId);
    const names = await members.profilesOf(rows.map(({ byMemberId }) => byMemberId));
    return Promise.all(
      rows.map(async ({ noteId, text, byMemberId, locationId, atMs }) => ({
        noteId,
        text,
        byName: names.get(byMemberId)?.displayName ?? byMemberId.slice(-6),
        branchName: await deps.branchName(locationId),
        atMs,
      })),
    );
  }

  async function profileOf(memberId: string): Promise<MyProfile> {
    const [one, notes] = await Promise.all([stored(memberId), notesOf(memberId)]);
    const sinceMs = one?.sharingSinceMs;
    return {
      ...saidIn(one?.said),
      revision: one?.revision ?? 0,
      sharing: isShared(one) && sinceMs !== undefined ? { version: sharingVersion, sinceMs } : null,
      notes,
    };
  }

  async function saveProfile(
    memberId: string,
    said: MemberProfileData,
    revision: number,
  ): Promise<Result<MyProfile, 'stale_revision' | 'consent_changed' | 'busy'>> {
    if (said.children && said.children.agreedVersion !== childrenVersion) return fail('consent_changed');
    const done = await runCommand<null, 'stale_revision'>(deps, {
      command: null,
      async attempt() {
        const before = await stored(memberId);
        if ((before?.revision ?? 0) !== revision) return fail('stale_revision');
        auditDetails({ targets: [{ kind: 'member', id: memberId }] });
        return {
          writes: [profileWrite(memberId, before, { said }), members.somebodyCheck('somebody', memberId)],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    return done.ok ? ok(await profileOf(memberId)) : done;
  }

  /** Agreed to this version of the text, or taken back: from the next look on staff see the card alone. */
  async function share(
    memberId: string,
    version: string | null,
  ): Promise<Result<MyProfile, 'consent_changed' | 'busy'>> {
    if (version !== null && version !== sharingVersion) return fail('consent_changed');
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await stored(memberId);
        auditDetails({
          targets: [{ kind: 'member', id: memberId }],
          before: { version: before?.sharingVersion ?? '' },
          after: { version: version ?? '' },
        });
        const agreed =
          version === null
            ? { sharingVersion: undefined, sharingSinceMs: undefined }
            : { sharingVersion: version, sharingSinceMs: clock.nowMs() };
        return {
          writes: [profileWrite(memberId, before, agreed), members.somebodyCheck('somebody', memberId)],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    return done.ok ? ok(await profileOf(memberId)) : done;
  }

  async function deleteNote(
    memberId: string,
    noteId: string,
  ): Promise<Result<MyProfile, 'not_found' | 'busy'>> {
    const done = await runCommand<null, 'not_found'>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          write(
            'note',
            items.notes
              .build(DeleteTransaction)
              .key({ memberId, noteId })
              .options({ condition: { attr: 'noteId', exists: true } }),
          ),
        ],
        value: null,
        refused: { note: fail('not_found') },
      }),
    });
    return done.ok ? ok(await profileOf(memberId)) : done;
  }

  async function viewFor(memberId: string, greetingId: string): Promise<GreetedMember> {
    const off = await deps.off();
    const [one, tier, purse, known] = await Promise.all([
      stored(memberId),
      off.includes('tiers') ? null : deps.tiers.tierOf(memberId),
      off.includes('points') ? null : deps.points.purseOf(memberId),
      members.read(memberId),
    ]);
    const shares = isShared(one);
    const said = saidIn(one?.said);
    const shopping = shares ? await deps.shoppingOf(memberId) : null;
    return {
      greetingId,
      numberTail: (one?.cardNumber ?? '').slice(-4),
      tier: tier?.tier?.name ?? null,
      points: purse && usableOf(purse),
      shared: shopping && {
        name: known?.profile.displayName ?? '',
        isBirthdayMonth: said.birthday?.slice(0, 2) === brandMonth(clock.nowMs()).slice(5),
        sizes: said.sizes,
        likes: said.likes,
        children: said.children?.bands ?? [],
        appliances: said.appliances,
        ...shopping,
        notes: await notesOf(memberId),
      },
    };
  }

  /** Staff scan a card that is shown to them: each look is on record, with who looked and where. */
  async function greet(
    text: string,
    at: { locationId: string; by: string },
  ): Promise<Result<GreetedMember, 'card_invalid' | 'card_expired' | 'busy'>> {
    const reading = readCardCode(deps.secret(), text, clock.nowMs(), await deps.codeStepMs());
    if (reading.kind === 'invalid') return fail('card_invalid');
    if (reading.kind === 'expired') return fail('card_expired');
    const { Item } = await items.numbers.build(GetItemCommand).key({ number: reading.number }).send();
    const memberId = Item ? await deps.holderOf(Item.memberId) : null;
    if (memberId === null) return fail('card_invalid');
    const greetingId = deps.ids.next();
    const done = await runCommand<null, never>(deps, {
      command: null,
      attempt() {
        auditDetails({ targets: [{ kind: 'member', id: memberId }], after: { locationId: at.locationId } });
        const greeting = {
          ...at,
          greetingId,
          memberId,
          atMs: clock.nowMs(),
          expiresAtS: Math.ceil((clock.nowMs() + greetedForMs) / 1000),
        };
        return {
          writes: [write('greeting', items.greetings.build(PutTransaction).item(greeting))],
          value: null,
        };
      },
    });
    return done.ok ? ok(await viewFor(memberId, greetingId)) : done;
  }

  /** Kept for whoever serves the member next, as long as they share; they read it too. */
  async function note(
    greetingId: string,
    text: string,
    at: { locationId: string; by: string },
  ): Promise<Result<GreetedMember, 'not_found' | 'sharing_withdrawn' | 'notes_full' | 'busy'>> {
    const { Item } = await items.greetings
      .build(GetItemCommand)
      .key({ locationId: at.locationId, greetingId })
      .send();
    if (!Item || Item.by !== at.by || Item.expiresAtS * 1000 <= clock.nowMs()) return fail('not_found');
    const { memberId: shownBy } = Item;
    const greetingKey = { locationId: at.locationId, greetingId };
    const done = await runCommand<string, 'not_found' | 'sharing_withdrawn' | 'notes_full'>(deps, {
      command: null,
      async attempt() {
        const memberId = await deps.holderOf(shownBy);
        if (memberId === null) return fail('not_found');
        const [one, there, look] = await Promise.all([
          stored(memberId),
          notesUnder(memberId),
          items.greetings.build(GetItemCommand).key(greetingKey).options({ consistent: true }).send(),
        ]);
        if (!isShared(one)) return fail('sharing_withdrawn');
        const noted = look.Item?.noted ?? [];
        // Sent again, since its answer was lost.
        if (noted.includes(text)) return ok(memberId);
        if (there.length >= mostNotes) return fail('notes_full', { max: mostNotes });
        const noteId = deps.ids.next();
        auditDetails({ targets: [{ kind: 'member', id: memberId }] });
        const put = items.notes.build(PutTransaction).item({
          memberId,
          noteId,
          text,
          byMemberId: at.by,
          locationId: at.locationId,
          atMs: clock.nowMs(),
        });
        return {
          // Taken back in this moment, or forgotten, nothing is written any more.
          writes: [
            write('note', put),
            write(
              'greeting',
              items.greetings
                .build(PutTransaction)
                .item({ ...Item, noted: [...noted, text] })
                .options({
                  condition:
                    noted.length === 0
                      ? { attr: 'noted', exists: false }
                      : { size: 'noted', eq: noted.length },
                }),
            ),
            profileWrite(memberId, one, {}),
            members.somebodyCheck('somebody', memberId),
          ],
          value: memberId,
          refused: { '*': 'again' },
        };
      },
    });
    return done.ok ? ok(await viewFor(done.value, greetingId)) : done;
  }

  /** Their numbers lead to nobody any more; what lies under the member goes with them. */
  async function forget(memberId: string): Promise<void> {
    const numbers = numbersIn(await stored(memberId));
    if (numbers.length === 0) return;
    const done = await runCommand<null, never>(deps, {
      command: null,
      attempt: () => ({
        writes: numbers.map((number) =>
          write('number', items.numbers.build(DeleteTransaction).key({ number })),
        ),
        value: null,
      }),
    });
    unlessBusy(done, 'forgetting cards');
  }

  /** Two sign-ins of one person: what was said there and not here is said here; notes and the old card go along. */
  async function follow(fromId: string, toId: string): Promise<void> {
    for (let more = true; more; ) {
      const done = await runCommand<boolean, never>(deps, {
        command: null,
        async attempt() {
          const to = await deps.holderOf(toId);
          if (to === null) return ok(false);
          const [now, rows, before] = await Promise.all([stored(fromId), notesUnder(fromId), stored(to)]);
          const others = [...(before?.otherNumbers ?? []), ...numbersIn(now)];
          const some = rows.slice(0, notesMovedAtOnce);
          if (!now && some.length === 0) return ok(false);
          const said = before?.said === undefined ? now?.said : before.said;
          return {
            writes: [
              ...(now
                ? [
                    write(
                      'profile before',
                      items.profiles
                        .build(DeleteTransaction)
                        .key({ memberId: fromId })
                        .options({ condition: seenAs(now) as never }),
                    ),
                  ]
                : []),
              // Who agreed with one sign-in agreed to no more than that: the one that stays decides.
              profileWrite(to, before, {
                ...(said === undefined ? {} : { said }),
                ...(others.length === 0 ? {} : { otherNumbers: others }),
              }),
              members.somebodyCheck('somebody', to),
              ...numbersIn(now).map((number) =>
                write('number', items.numbers.build(PutTransaction).item({ number, memberId: to })),
              ),
              ...some.flatMap(({ memberId: _, ...row }) => [
                write('note', items.notes.build(PutTransaction).item({ ...row, memberId: to } as never)),
                write(
                  'note before',
                  items.notes
                    .build(DeleteTransaction)
                    .key({ memberId: fromId, noteId: row.noteId })
                    .options({ condition: { attr: 'noteId', exists: true } }),
                ),
              ]),
            ],
            value: some.length < rows.length,
            refused: { '*': 'again' },
          };
        },
      });
      const moved = unlessBusy(done, 'joining profiles');
      more = moved.ok && moved.value;
    }
  }

  return { codeOf, profileOf, saveProfile, share, deleteNote, greet, note, forget, follow };
}
export type Cards = ReturnType<typeof createCards>;
