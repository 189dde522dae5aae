import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { pointsAccount, storedAccount, type TransferInput } from '../../money/ledger/rules.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { MovingDeps } from './deps.ts';
import type { Holdings } from './holdings.ts';
import { type Holder, holderPartition, type MovingItems } from './items.ts';

/**
 * Two members turn out to be one person (decision 0044): what one of them took over goes to the other, lot by lot behind
 * the joining itself, whose transaction is full. Each step is known by what it moves: again, it finds nothing to move.
 */
export function createJoining(deps: MovingDeps & { items: MovingItems; holdings: Holdings }) {
  const { clock, items, ledger, outbox } = deps;
  const { cardsOf, lotsOf, heldBy } = deps.holdings;

  /** Into the transaction that joins them. */
  async function joinWrites(fromId: string, toId: string): Promise<Write[]> {
    if ((await cardsOf(fromId)).length === 0) return [];
    return [
      outbox.announce({ type: 'moved_member.joined', data: { fromMemberId: fromId, toMemberId: toId } }),
    ];
  }

  async function done(writes: readonly Write[]): Promise<void> {
    unlessBusy(
      await runCommand<null, never>(deps, {
        command: null,
        attempt: () => ({ writes, value: null, refused: { '*': { ok: true, value: null } } }),
      }),
      'joining',
    );
  }

  async function follow(fromId: string, toId: string): Promise<void> {
    const from: Holder = { kind: 'member', memberId: fromId };
    const to: Holder = { kind: 'member', memberId: toId };
    const posting = (id: string, leg: TransferInput['legs'][number]) =>
      ledger.postWrites({
        id,
        kind: 'moved.joined',
        orderId: null,
        reason: null,
        atMs: clock.nowMs(),
        legs: [leg],
      });
    for (const { holder, ...lot } of await lotsOf(from)) {
      const { memberNumber, lotId, lotKind, leftFen } = lot;
      await done([
        write(
          'lot before',
          items.lots
            .build(DeleteTransaction)
            .key({ holder, memberNumber, lotId })
            .options({ condition: { attr: 'leftFen', eq: leftFen } }),
        ),
        write('lot', items.lots.build(PutTransaction).item({ ...lot, holder: holderPartition(to) })),
        ...(leftFen > 0
          ? posting(`moved.joined:${memberNumber}:${lotId}_${fromId.slice(-10)}`, {
              debit: storedAccount(lotKind, fromId),
              credit: storedAccount(lotKind, toId),
              amountFen: leftFen,
            })
          : []),
      ]);
    }
    const { points } = await heldBy(from);
    if (points > 0)
      await done(
        posting(`moved.points:${fromId}`, {
          debit: pointsAccount(fromId),
          credit: pointsAccount(toId),
          points,
        }),
      );
    // The cards last: while there is one, there may be more to do.
    for (const { memberId: _, ...card } of await cardsOf(fromId)) {
      const { memberNumber } = card;
      await done([
        write(
          'card before',
          items.cards
            .build(DeleteTransaction)
            .key({ memberId: fromId, memberNumber })
            .options({ condition: { attr: 'memberNumber', exists: true } }),
        ),
        write('card', items.cards.build(PutTransaction).item({ ...card, memberId: toId })),
        write(
          'moved member',
          items.records
            .build(UpdateTransaction)
            .item({ memberNumber, claimedBy: toId })
            .options({ condition: { attr: 'claimedBy', eq: fromId } }),
        ),
      ]);
    }
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'moving: joined',
      queue: 'heavy',
      types: ['moved_member.joined'],
      handle: ({ data: { fromMemberId, toMemberId } }) => follow(fromMemberId, toMemberId),
    }),
  ];
  return { joinWrites, eventHandlers };
}
