import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { storedAccount, type TransferInput } from '../../money/ledger/rules.ts';
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
  const { cardsOf, lotsOf } = deps.holdings;

  /** Into the transaction that joins them. */
  async function joinWrites(fromId: string, toId: string): Promise<Write[]> {
    if ((await cardsOf(fromId)).length === 0) return [];
    return [
      outbox.announce({ type: 'moved_member.joined', data: { fromMemberId: fromId, toMemberId: toId } }),
    ];
  }

  const posting = (id: string, leg: TransferInput['legs'][number]) =>
    ledger.postWrites({
      id,
      kind: 'moved.joined',
      orderId: null,
      reason: null,
      atMs: clock.nowMs(),
      legs: [leg],
    });

  /** One step, looked at anew at each attempt: refused, it is either done by somebody else or another step by now. */
  async function step(attempt: () => Promise<readonly Write[] | null>): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const writes = await attempt();
        return writes ? { writes, value: null, refused: { '*': 'again' } } : { ok: true, value: null };
      },
    });
    unlessBusy(done, 'joining');
  }

  async function moveLots(fromId: string, toId: string): Promise<void> {
    const from: Holder = { kind: 'member', memberId: fromId };
    const to: Holder = { kind: 'member', memberId: toId };
    for (const { memberNumber, lotId } of await lotsOf(from))
      await step(async () => {
        const found = (await lotsOf(from)).find(
          (one) => one.memberNumber === memberNumber && one.lotId === lotId,
        );
        if (!found) return null;
        const { holder, ...lot } = found;
        const { lotKind, leftFen } = lot;
        return [
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
        ];
      });
  }

  async function moveCards(fromId: string, toId: string): Promise<void> {
    for (const { memberNumber } of await cardsOf(fromId))
      await step(async () => {
        const found = (await cardsOf(fromId)).find((one) => one.memberNumber === memberNumber);
        if (!found) return null;
        const { memberId: _, ...card } = found;
        return [
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
        ];
      });
  }

  async function follow(fromId: string, toId: string): Promise<void> {
    await moveLots(fromId, toId);
    await moveCards(fromId, toId);
    // Until its card was moved a lot could still be booked to who was before.
    await moveLots(fromId, toId);
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
