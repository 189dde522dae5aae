/**
 * Books a signed file, a portion at a time. Each row is one transaction with what it is known by as its condition, and the
 * portion that follows is announced with the mark that this one is done: whatever is done twice changes nothing.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type {
  MovedDealerRow,
  MovedLotRow,
  MovedMemberRow,
  OldCodeRow,
} from '@jindian/shared/contract/selling/moving';
import { maxLotsOfMember } from '@jindian/shared/import-table';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import type { TransferInput } from '../../money/ledger/rules.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { MovingDeps } from './deps.ts';
import type { createFiles } from './files.ts';
import { cardOfMoved, type Holder, holderPartition, type MovingItems, phoneOfMoved } from './items.ts';
import {
  dealerOpening,
  dealerOpeningId,
  digestOf,
  isSameDealer,
  isSameLot,
  lotOpening,
  lotOpeningId,
  pointsOpening,
} from './rules.ts';
import type { StandingRows } from './standing-rows.ts';

/** Rows under way at once. */
const atOnce = 16;

async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
}

/** What became of rows; those that another file had moved in otherwise in between are left as they are, and told. */
type Booked = { booked: number; conflicts: number };

export function createBooking(
  deps: MovingDeps & {
    items: MovingItems;
    standing: StandingRows;
    files: Pick<ReturnType<typeof createFiles>, 'stored' | 'portionOf'>;
  },
) {
  const { items, ledger, standing, outbox, files } = deps;

  async function post(transfer: TransferInput, beside: readonly Write[]): Promise<void> {
    const outcome = await ledger.post(transfer, beside);
    if (outcome === 'busy' || outcome === 'short') throw new Error(`${transfer.id}: ${outcome}`);
  }

  function recordOf(row: MovedMemberRow) {
    const { memberNumber, cardNumber, memberName, phone, joinedOn, points = 0, sellerAt, boundTo } = row;
    return {
      memberNumber,
      state: 'waiting' as const,
      digest: digestOf(deps.secret(), row),
      points,
      lots: 0,
      ...(cardNumber ? { cardNumber, gsi2pk: cardOfMoved(cardNumber), gsi2sk: memberNumber } : {}),
      ...(memberName ? { memberName } : {}),
      ...(phone ? { phone, gsi1pk: phoneOfMoved(phone), gsi1sk: memberNumber } : {}),
      ...(joinedOn ? { joinedOn } : {}),
      ...(sellerAt ? { sellerAt } : {}),
      ...(boundTo ? { boundTo } : {}),
    };
  }

  async function bookMembers(rows: readonly MovedMemberRow[], atMs: number): Promise<Booked> {
    const there = await standing.recordsOf(rows.map(({ memberNumber }) => memberNumber));
    const isAsSaid = (row: MovedMemberRow) =>
      there.get(row.memberNumber)?.digest === digestOf(deps.secret(), row);
    const conflicts = rows.filter((row) => there.has(row.memberNumber) && !isAsSaid(row)).length;
    const fresh = rows.filter(({ memberNumber }) => !there.has(memberNumber));
    let late = 0;
    await each(fresh, async (row) => {
      const transfer = pointsOpening(row, atMs);
      const record = recordOf(row);
      const isNew = { condition: { attr: 'memberNumber' as const, exists: false as const } };
      if (transfer) {
        const put = items.records.build(PutTransaction).item(record).options(isNew);
        return post(transfer, [write('moved member', put)]);
      }
      try {
        await items.records.build(PutItemCommand).item(record).options(isNew).send();
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // Somebody was first in this moment: this very row, delivered twice at once, or another file.
        const there = await standing.recordsOf([row.memberNumber]);
        if (there.get(row.memberNumber)?.digest !== record.digest) late += 1;
      }
    });
    return { booked: rows.length - conflicts - late, conflicts: conflicts + late };
  }

  async function bookLots(rows: readonly MovedLotRow[], atMs: number): Promise<Booked> {
    const [records, known] = await Promise.all([
      standing.recordsOf(rows.map(({ memberNumber }) => memberNumber)),
      ledger.transfersById(rows.map(lotOpeningId)),
    ]);
    let conflicts = 0;
    const fresh: MovedLotRow[] = [];
    const lots = new Map([...records.values()].map((one) => [one.memberNumber, one.lots]));
    for (const row of rows) {
      const transfer = known.get(lotOpeningId(row));
      const count = lots.get(row.memberNumber);
      if (transfer) conflicts += isSameLot(transfer, row) ? 0 : 1;
      else if (count === undefined || count >= maxLotsOfMember) conflicts += 1;
      else {
        lots.set(row.memberNumber, count + 1);
        fresh.push(row);
      }
    }
    // One member's lots one after the other: each counts on their record.
    const byMember = new Map<string, MovedLotRow[]>();
    for (const row of fresh) byMember.set(row.memberNumber, [...(byMember.get(row.memberNumber) ?? []), row]);
    await each([...byMember.values()], async (theirs) => {
      for (const row of theirs) {
        const record = records.get(row.memberNumber);
        if (!record) throw new Error('a lot of nobody');
        const holder: Holder = record.claimedBy
          ? { kind: 'member', memberId: record.claimedBy }
          : { kind: 'moved', memberNumber: row.memberNumber };
        const put = items.lots
          .build(PutTransaction)
          .item({
            holder: holderPartition(holder),
            memberNumber: row.memberNumber,
            lotId: row.lotId,
            lotKind: row.lotKind,
            leftFen: row.amountFen,
            lotOn: row.lotOn,
            ...(row.expiresOn ? { expiresOn: row.expiresOn } : {}),
          })
          .options({ condition: { attr: 'lotId', exists: false } });
        // Claimed in this moment, it goes to who claimed it; and of two files at once none brings more than a claim can take
        // over. The portion is delivered again, and looks anew.
        const count = items.records
          .build(UpdateTransaction)
          .item({ memberNumber: row.memberNumber, lots: $add(1) })
          .options({
            condition: {
              and: [
                { attr: 'state', eq: record.state },
                record.claimedBy === undefined
                  ? { attr: 'claimedBy', exists: false }
                  : { attr: 'claimedBy', eq: record.claimedBy },
                { attr: 'lots', lt: maxLotsOfMember },
              ],
            },
          });
        await post(lotOpening(row, holder, atMs), [write('lot', put), write('moved member', count)]);
      }
    });
    return { booked: rows.length - conflicts, conflicts };
  }

  async function bookDealers(rows: readonly MovedDealerRow[], atMs: number): Promise<Booked> {
    const known = await ledger.transfersById(rows.map(({ ownerId }) => dealerOpeningId(ownerId)));
    const conflicts = rows.filter((row) => {
      const transfer = known.get(dealerOpeningId(row.ownerId));
      return transfer !== undefined && !isSameDealer(transfer, row);
    }).length;
    await each(
      rows.filter(({ ownerId }) => !known.has(dealerOpeningId(ownerId))),
      async (row) => {
        const transfer = dealerOpening(row, atMs);
        if (transfer) await post(transfer, []);
      },
    );
    return { booked: rows.length - conflicts, conflicts };
  }

  async function bookCodes(rows: readonly OldCodeRow[]): Promise<Booked> {
    await each(rows, async ({ oldCode, memberNumber, locationId, productId }) => {
      await items.oldCodes
        .build(PutItemCommand)
        .item({
          oldCode,
          ...(memberNumber ? { memberNumber } : {}),
          ...(locationId ? { locationId } : {}),
          ...(productId ? { productId } : {}),
        })
        .send();
    });
    return { booked: rows.length, conflicts: 0 };
  }

  async function step(importId: string, portion: number): Promise<void> {
    const move = await files.stored(importId);
    if (move?.state !== 'booking' || move.done !== portion) return;
    const rows = await files.portionOf(importId, portion);
    if (!rows) throw new Error(`${importId}: portion ${portion} is gone before it was booked`);
    // When it was signed: the same at each delivery, and the same for all of it.
    const atMs = move.signedAtMs ?? move.atMs;
    const { booked, conflicts } =
      move.kind === 'members'
        ? await bookMembers(rows as MovedMemberRow[], atMs)
        : move.kind === 'balances'
          ? await bookLots(rows as MovedLotRow[], atMs)
          : move.kind === 'dealer_balances'
            ? await bookDealers(rows as MovedDealerRow[], atMs)
            : await bookCodes(rows as OldCodeRow[]);
    const next = portion + 1;
    const isLast = next >= move.portions;
    unlessBusy(
      await runCommand<null, never>(deps, {
        command: null,
        attempt: () => ({
          writes: [
            write(
              'move',
              items.moves
                .build(UpdateTransaction)
                .item({
                  importId,
                  done: next,
                  booked: $add(booked),
                  conflicts: $add(conflicts),
                  ...(isLast ? { state: 'done' as const } : {}),
                })
                .options({ condition: { attr: 'done', eq: portion } }),
            ),
            write('portion', items.portions.build(DeleteTransaction).key({ importId, portion })),
            ...(isLast ? [] : [outbox.announce({ type: 'move.step', data: { importId, step: next } })]),
          ],
          value: null,
          // Another delivery was first, and announced what follows.
          refused: { move: { ok: true, value: null } },
        }),
      }),
      'moving in',
    );
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'moving: step',
      queue: 'heavy',
      types: ['move.step'],
      handle: ({ data }) => step(data.importId, data.step),
    }),
  ];
  return { step, eventHandlers };
}
