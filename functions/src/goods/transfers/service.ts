import { may, wholeBrand } from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import type {
  TransferRequest,
  TransferSide,
  TransferState,
  TransferView,
} from '@jindian/shared/contract/goods/transfer';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import type { Location } from '@jindian/shared/contract/places/network';
import { placeAt } from '../../platform/access.ts';
import { type Attempt, runCommand } from '../../platform/command.ts';
import { filledPage } from '../../platform/filled-page.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { FailedWrite, Write } from '../../platform/transact.ts';
import { announcementOf, createTransferChanges } from './changes.ts';
import { actionSides, transferMachine } from './machine.ts';
import { actionsFor, type Transfer } from './rules.ts';
import { createTransferStore, type Direction } from './store.ts';
import type { CalledGoods, TransferActor, TransferDeps, TransferStep } from './types.ts';
import { transferView } from './views.ts';

/** Stock transfers between any two places: every command is one transaction with the levels, the event and its key. */
export function createTransfers(deps: TransferDeps) {
  const { outbox, network, catalog } = deps;
  const store = createTransferStore(deps.table);
  const changes = createTransferChanges(deps, store);

  type Ends = Pick<Transfer, 'fromLocationId' | 'toLocationId'>;

  /** The ends of a transfer where the caller holds the permission. */
  async function endsWith(principal: Principal, permission: Permission, transfer: Ends) {
    const [from, to] = await Promise.all([
      placeAt(transfer.fromLocationId, network.location),
      placeAt(transfer.toLocationId, network.location),
    ]);
    return { giver: may(principal, permission, from), receiver: may(principal, permission, to) };
  }

  /** The sides that the caller may act for. HQ directs; a place's own people, and who looks after it, act for it. */
  async function sidesOf(principal: Principal, transfer: Ends): Promise<TransferSide[]> {
    if (may(principal, 'transfers.direct', wholeBrand)) return ['hq'];
    const ends = await endsWith(principal, 'transfers.work', transfer);
    return (['giver', 'receiver'] as const).filter((side) => ends[side]);
  }

  async function maySee(principal: Principal, transfer: Ends): Promise<boolean> {
    const { giver, receiver } = await endsWith(principal, 'transfers.read', transfer);
    return giver || receiver;
  }

  async function view(transfer: Transfer, sides: readonly TransferSide[]): Promise<TransferView> {
    return transferView(transfer, actionsFor(transfer, sides), {
      catalog: await catalog.current(),
      network: await network.current(),
    });
  }

  /** Both ends of a request, where goods can move between them. */
  async function endsOf(
    fromLocationId: string,
    toLocationId: string,
  ): Promise<Result<{ from: Location; to: Location }>> {
    if (fromLocationId === toLocationId) return fail('invalid_request', { detail: 'fromLocationId' });
    const [from, to] = await Promise.all([network.location(fromLocationId), network.location(toLocationId)]);
    if (!from || !to) return fail('not_found');
    // What prepares is filled by transfers, what is suspended is emptied by them; what is closed is over.
    return from.status === 'closed' || to.status === 'closed' ? fail('branch_unavailable') : ok({ from, to });
  }

  /**
   * The writes that call goods, to go into the transaction that needs them: the transfer, the event, and, with
   * `approvedAllocations`, the reservation at the giver (labels `level <skuId>`). `invalid_request` for an incentive to a
   * giver that HQ owns.
   */
  async function requestWrites(
    called: CalledGoods,
  ): Promise<Result<{ transfer: Transfer; writes: Write[] }>> {
    const ends = await endsOf(called.fromLocationId, called.toLocationId);
    if (!ends.ok) return ends;
    if (called.incentiveFen && ends.value.from.ownerId === 'hq') {
      return fail('invalid_request', { detail: 'incentiveFen: the giver is HQ itself' });
    }
    const asked = changes.requested(called, ends.value);
    if (!called.approvedAllocations) {
      return ok({
        transfer: asked,
        writes: [...store.save(asked, null), outbox.announce(announcementOf(asked))],
      });
    }
    const { transfer, writes } = await changes.approved(asked, called.by, [...called.approvedAllocations]);
    return ok({
      transfer,
      writes: [
        ...store.save(transfer, null),
        ...writes,
        outbox.announce(announcementOf(asked), announcementOf(transfer)),
      ],
    });
  }

  /** A request of a place's own people or of HQ. */
  async function request(
    toLocationId: string,
    body: TransferRequest,
    principal: Principal,
    command: CommandClaim,
  ): Promise<Result<TransferView>> {
    const { fromLocationId } = body;
    const sides = await sidesOf(principal, { fromLocationId, toLocationId });
    const side = sides.includes('hq') ? 'hq' : 'receiver';
    const requested = await runCommand<Transfer>(deps, {
      command,
      async attempt() {
        if (body.incentiveFen !== undefined && side !== 'hq') return fail('forbidden');
        const { sku } = await catalog.current();
        if (body.lines.some(({ skuId }) => sku(skuId) === null)) return fail('product_not_offered');
        const made = await requestWrites({
          fromLocationId,
          toLocationId,
          lines: body.lines,
          forOrder: null,
          note: body.note || undefined,
          incentiveFen: body.incentiveFen || undefined,
          by: { side, memberId: principal.memberId },
        });
        if (!made.ok) return made;
        const { transfer, writes } = made.value;
        return { writes, kept: { transferId: transfer.id }, value: transfer };
      },
      replay,
    });
    return answerWith(requested, async (transfer) => view(transfer, await sidesOf(principal, transfer)));
  }

  /** A command that was given before is answered with the transfer as it is now. */
  async function replay({ transferId }: Record<string, unknown>): Promise<Result<Transfer>> {
    const transfer = await store.read(String(transferId));
    return transfer ? ok(transfer) : fail('not_found');
  }

  /** A transfer whose places the caller works at; anybody else's does not exist for them. */
  async function find(transferId: string, principal: Principal): Promise<Result<Transfer>> {
    const transfer = await store.read(transferId);
    return transfer && (await maySee(principal, transfer)) ? ok(transfer) : fail('not_found');
  }

  /** One step of a transfer, by a member. */
  async function act(
    transferId: string,
    step: TransferStep,
    principal: Principal,
    command: CommandClaim,
  ): Promise<Result<TransferView>> {
    const found = await find(transferId, principal);
    if (!found.ok) return found;
    const sides = await sidesOf(principal, found.value);
    if (step.action === 'approve' && step.incentiveFen !== undefined && !sides.includes('hq')) {
      return fail('forbidden');
    }
    const done = await take(found.value, step, { sides, memberId: principal.memberId }, command);
    return answerWith(done, async (transfer) => view(transfer, await sidesOf(principal, transfer)));
  }

  /** The step as one transaction with `beside`; a giver whose stock moved in between is looked at once more. */
  function take(
    transfer: Transfer,
    step: TransferStep,
    actor: TransferActor,
    command: CommandClaim | null,
    beside: readonly Write[] = [],
  ): Promise<Result<Transfer>> {
    async function attempt(tries: number): Promise<Attempt<Transfer>> {
      if (nextState(transferMachine, transfer.state, step.action) === null)
        return fail('transition_refused', { state: transfer.state });
      const side = actionSides[step.action].find((allowed) => actor.sides.includes(allowed));
      if (!side) return fail('forbidden');
      const changed = await changes.after(transfer, step, { side, memberId: actor.memberId });
      if (!changed.ok) return changed;
      const { transfer: next, writes } = changed.value;
      return {
        writes: [
          ...store.save(next, transfer.state),
          ...writes,
          outbox.announce(announcementOf(next)),
          ...beside,
        ],
        kept: { transferId: transfer.id },
        value: next,
        refused: {
          async transfer() {
            const now = await store.read(transfer.id);
            return fail('transition_refused', { state: now?.state ?? transfer.state });
          },
          // The order that the goods are for changed meanwhile: what becomes of them is asked again.
          fulfilment: 'again',
          ...(step.action === 'approve'
            ? {
                'level *': ({ label }: FailedWrite) =>
                  tries < 2 ? 'again' : fail('out_of_stock', { sku: label.split(' ').at(-1) ?? '' }),
              }
            : {}),
        },
      };
    }
    return runCommand<Transfer>(deps, { command, attempt, replay });
  }

  /** A step that the system takes by itself, e.g. calling off what an order no longer needs. */
  async function actBySystem(
    transferId: string,
    step: TransferStep,
    beside: readonly Write[] = [],
  ): Promise<Result<Transfer>> {
    const transfer = await store.read(transferId);
    if (!transfer) return fail('not_found');
    return take(transfer, step, { sides: ['system'], memberId: null }, null, beside);
  }

  type ListQuery = { state: TransferState; limit: number; cursor?: string | undefined };

  /** The index is a moment behind: what has gone on meanwhile is not in this state any more. */
  function pageOf(
    read: (limit: number, after: string | undefined) => Promise<string[]>,
    { state, limit, cursor }: ListQuery,
    principal: Principal,
    atOnce?: number,
  ): Promise<Page<TransferView>> {
    async function look(ids: readonly string[]): Promise<(TransferView | null)[]> {
      const found = new Map((await store.readMany(ids)).map((transfer) => [transfer.id, transfer]));
      return Promise.all(
        ids.map(async (id) => {
          const transfer = found.get(id);
          if (transfer?.state !== state || !(await maySee(principal, transfer))) return null;
          return view(transfer, await sidesOf(principal, transfer));
        }),
      );
    }
    return filledPage({ limit, cursor, atOnce, read, cursorOf: (id) => id, look });
  }

  /** Of a place; the caller's role there is checked by the endpoint. */
  async function list(
    locationId: string,
    query: ListQuery & { direction: Direction },
    principal: Principal,
  ): Promise<Result<Page<TransferView>>> {
    const place = await placeAt(locationId, network.location);
    if (!may(principal, 'transfers.read', place)) return fail('forbidden');
    const { direction, state } = query;
    const read = (limit: number, after: string | undefined) =>
      store.idsAt(locationId, direction, state, limit, after);
    return ok(await pageOf(read, query, principal));
  }

  /** Of a place in both directions, newest first. */
  async function listAt(
    locationId: string,
    query: ListQuery,
    principal: Principal,
  ): Promise<Result<Page<TransferView>>> {
    const [goes, comes] = await Promise.all([
      list(locationId, { ...query, direction: 'out' }, principal),
      list(locationId, { ...query, direction: 'in' }, principal),
    ]);
    if (!goes.ok) return goes;
    if (!comes.ok) return comes;
    const both = [...goes.value.items, ...comes.value.items].sort((a, b) => (a.id < b.id ? 1 : -1));
    const items = both.slice(0, query.limit);
    const hasMore =
      both.length > items.length || goes.value.nextCursor !== null || comes.value.nextCursor !== null;
    return ok({ items, nextCursor: hasMore ? (items.at(-1)?.id ?? null) : null });
  }

  /** Of the places within the caller's reach. */
  async function listAll(query: ListQuery, principal: Principal): Promise<Page<TransferView>> {
    const whole = may(principal, 'transfers.read', wholeBrand);
    const read = (limit: number, after: string | undefined) => store.idsInState(query.state, limit, after);
    return pageOf(read, query, principal, whole ? undefined : 100);
  }

  async function inTransit(locationId: string) {
    const goods = await catalog.current();
    return (await store.inTransitTo(locationId)).map(({ skuId, quantity }) => {
      const known = goods.sku(skuId);
      const unnamed = { zh: skuId, en: skuId };
      return {
        skuId,
        quantity,
        title: known?.product.title ?? unnamed,
        skuName: known?.sku.name ?? unnamed,
      };
    });
  }

  return {
    requestWrites,
    request,
    find,
    act,
    actBySystem,
    view: async (transfer: Transfer, principal: Principal) =>
      view(transfer, await sidesOf(principal, transfer)),
    list,
    listAt,
    listAll,
    inTransit,
    read: store.read,
  };
}
export type Transfers = ReturnType<typeof createTransfers>;
