/**
 * Customers who change hands: chosen by a person or by HQ's settings, and carried out behind the request in steps. Each
 * customer is one transaction that also counts them, and each step says where the next begins; so that whatever is cut
 * short or told twice goes on where it was, and nobody is moved or counted twice.
 */
import type { Page } from '@jindian/shared/contract/common';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { HandoverView, MoveCustomers } from '@jindian/shared/contract/selling/sellers';
import type { FormattedItem } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { NextSeller } from '../attribution/inheriting.ts';
import type { Attribution } from '../attribution/service.ts';
import type { SellerItems } from './items.ts';
import { allSelling, type SellsAs, sellsAs } from './rules.ts';

export type HandoverDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  idempotency: Idempotency;
  settings: SettingsReader<'selling'>;
  attribution: Pick<Attribution, 'customersPage' | 'customerShards' | 'inherit'>;
  /** Name and roles as they are now; null: there is no such member. */
  sellerProfile(memberId: string): Promise<{ nickname: string; roles: readonly RoleGrant[] } | null>;
  branchName(locationId: string): Promise<string | null>;
};

type Stored = FormattedItem<SellerItems['handovers']>;
type Wanted = Pick<Stored, 'sellerId' | 'handoverId' | 'cause' | 'to'> &
  Partial<Pick<Stored, 'fromLocationId' | 'toId' | 'toLocationId' | 'by'>>;
/** As many customers as one step looks at. */
const perStep = 50;
const shownHandovers = 20;

export function createHandovers(deps: HandoverDeps & { items: Pick<SellerItems, 'handovers' | 'opens'> }) {
  const { table, clock, ids, outbox, attribution } = deps;
  const { handovers, opens } = deps.items;

  async function read(sellerId: string, handoverId: string): Promise<Stored | null> {
    const { Item } = await handovers
      .build(GetItemCommand)
      .key({ sellerId, handoverId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  /** The latest first. */
  async function latest(sellerId: string): Promise<Stored[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: `HANDOVERS#${sellerId}`, range: { beginsWith: 'HANDOVER#' } })
      .entities(handovers)
      .options({ reverse: true, limit: shownHandovers, consistent: true })
      .send();
    return Items;
  }

  const nextStep = ({ sellerId, handoverId, step }: Pick<Stored, 'sellerId' | 'handoverId' | 'step'>) =>
    outbox.announce({ type: 'handover.step', data: { sellerId, handoverId, step } });

  function beginWrites(wanted: Wanted): { stored: Stored; writes: Write[] } {
    const stored: Stored = {
      ...wanted,
      state: 'running',
      shard: 0,
      step: 0,
      moved: 0,
      atMs: clock.nowMs(),
    };
    const put = handovers
      .build(PutTransaction)
      .item(stored)
      .options({ condition: { attr: 'handoverId', exists: false } });
    return { stored, writes: [write('handover', put), nextStep(stored)] };
  }

  function openWrite({ sellerId, handoverId }: Stored): Write {
    const put = opens
      .build(PutTransaction)
      .item({ sellerId, handoverId })
      .options({ condition: { attr: 'handoverId', exists: false } });
    return write('handover open', put);
  }

  function closeWrite({ sellerId, handoverId }: Stored): Write {
    const gone = opens
      .build(DeleteTransaction)
      .key({ sellerId })
      .options({
        condition: {
          or: [
            { attr: 'handoverId', eq: handoverId },
            { attr: 'handoverId', exists: false },
          ],
        },
      });
    return write('handover open', gone);
  }

  /** By a person: of all whom somebody has, or of those who count for one branch. */
  async function move(
    sellerId: string,
    { to, toSellerId, reason: _ }: MoveCustomers,
    about: {
      locationId: string | null;
      by: string;
      command: CommandClaim;
      isWithin?: (at: SellsAs) => boolean;
    },
  ): Promise<Result<HandoverView>> {
    const done = await runCommand<Stored>(deps, {
      command: about.command,
      async attempt() {
        const from = await deps.sellerProfile(sellerId);
        if (!from) return fail('not_found');
        if ((await latest(sellerId)).some(({ state }) => state === 'running'))
          return fail('handover_running');
        const wanted: Wanted = {
          sellerId,
          handoverId: ids.next(),
          cause: 'by_hand',
          to,
          by: about.by,
          ...(about.locationId === null ? {} : { fromLocationId: about.locationId }),
        };
        if (to === 'seller') {
          const next = await nextOf(String(toSellerId), about.locationId);
          const isFit = next && toSellerId !== sellerId && (about.isWithin?.(next) ?? true);
          if (!isFit) return fail('seller_not_active');
          Object.assign(
            wanted,
            { toId: toSellerId },
            next.locationId ? { toLocationId: next.locationId } : {},
          );
        }
        if (to === 'branch') {
          const at = about.locationId ?? sellsAs(from.roles)?.locationId ?? null;
          if (at === null || (await deps.branchName(at)) === null) return fail('seller_not_active');
          Object.assign(wanted, { toId: at, toLocationId: at });
        }
        auditDetails({ targets: [{ kind: 'member', id: sellerId }] });
        const { stored, writes } = beginWrites(wanted);
        return {
          writes: [...writes, openWrite(stored)],
          value: stored,
          kept: { handoverId: stored.handoverId },
          refused: { handover: 'again', 'handover open': fail('handover_running') },
        };
      },
      async replay({ handoverId }) {
        const stored = await read(sellerId, String(handoverId));
        return stored ? ok(stored) : fail('not_found');
      },
    });
    return done.ok ? ok(await viewOf(done.value)) : done;
  }

  async function nextOf(memberId: string, at: string | null): Promise<SellsAs | null> {
    const profile = await deps.sellerProfile(memberId);
    return profile && sellsAs(profile.roles, at);
  }

  /** Somebody does not sell there any more: what HQ's settings say of their customers. `id` is that of the event. */
  async function left(
    { sellerId, kind, locationId }: { sellerId: string } & SellsAs,
    handoverId: string,
  ): Promise<void> {
    if (await read(sellerId, handoverId)) return;
    const [profile, policy] = await Promise.all([deps.sellerProfile(sellerId), deps.settings.current()]);
    const held = allSelling(profile?.roles ?? []).filter((one) => one.kind === kind);
    // They were taken in again meanwhile.
    if (held.some((one) => one.locationId === locationId)) return;
    const elsewhere = held[0];
    const from = { sellerId, handoverId, ...(locationId === null ? {} : { fromLocationId: locationId }) };
    let wanted: Wanted;
    if (elsewhere && policy.customersOfMoved === 'along')
      wanted = {
        ...from,
        cause: 'moved',
        to: 'seller',
        toId: sellerId,
        ...(elsewhere.locationId === null ? {} : { toLocationId: elsewhere.locationId }),
      };
    else {
      const cause = elsewhere ? ('moved' as const) : ('left' as const);
      const isThere = locationId !== null && (await deps.branchName(locationId)) !== null;
      // The manager chooses, for whom there is one.
      if (isThere && policy.customersOfLeft === 'successor') return;
      wanted =
        isThere && policy.customersOfLeft === 'branch'
          ? { ...from, cause, to: 'branch', toId: locationId, toLocationId: locationId }
          : { ...from, cause, to: 'nobody' };
    }
    const done = await runCommand<null, never>(deps, {
      command: null,
      attempt: () => ({ writes: beginWrites(wanted).writes, value: null, refused: { handover: ok(null) } }),
    });
    unlessBusy(done, 'customers of who left');
  }

  /** Whose they become, as that one is now; `gone`: nobody may have them any more. */
  async function targetOf(stored: Stored): Promise<NextSeller | null | 'gone'> {
    const { to, toId, toLocationId = null } = stored;
    if (to === 'nobody' || toId === undefined) return null;
    if (to === 'branch') {
      const sellerName = await deps.branchName(toId);
      return sellerName === null
        ? 'gone'
        : { sellerId: toId, sellerName, sellerKind: 'branch', locationId: toId };
    }
    const profile = await deps.sellerProfile(toId);
    const now = profile && sellsAs(profile.roles, toLocationId);
    if (!profile || !now) return 'gone';
    return { sellerId: toId, sellerName: profile.nickname, sellerKind: now.kind, locationId: now.locationId };
  }

  async function step(sellerId: string, handoverId: string, nth: number): Promise<void> {
    const before = await read(sellerId, handoverId);
    if (before?.state !== 'running' || before.step !== nth) return;
    const to = await targetOf(before);
    if (to === 'gone') return advance(before, null);
    const from = { sellerId, locationId: before.fromLocationId ?? null };
    const counted = write(
      'counted',
      handovers.build(UpdateTransaction).item({ sellerId, handoverId, moved: $add(1) }),
    );
    let at: { shard: number; after?: string | undefined } | null = before;
    for (let left = perStep; at !== null && left > 0; ) {
      const { shard, after }: { shard: number; after: string | undefined } = {
        shard: at.shard,
        after: at.after,
      };
      const found = await attribution.customersPage(sellerId, { shard, after, limit: left });
      for (const memberId of found)
        await attribution.inherit({ memberId, from, to, code: `handover:${handoverId}`, counted });
      const isWhole = found.length < left;
      left -= Math.max(1, found.length);
      if (!isWhole) at = { shard, after: found.at(-1) };
      else at = shard + 1 < attribution.customerShards ? { shard: shard + 1, after: undefined } : null;
    }
    await advance(before, at);
  }

  /** Null: it is over. */
  async function advance(
    before: Stored,
    at: { shard: number; after?: string | undefined } | null,
  ): Promise<void> {
    const { sellerId, handoverId } = before;
    const step = before.step + 1;
    const update = handovers
      .build(UpdateTransaction)
      .item({
        sellerId,
        handoverId,
        step,
        ...(at
          ? { shard: at.shard, after: at.after ?? $remove() }
          : { state: 'done' as const, after: $remove(), doneAtMs: clock.nowMs() }),
      })
      .options({
        condition: {
          and: [
            { attr: 'state', eq: 'running' },
            { attr: 'step', eq: before.step },
          ],
        },
      });
    const done = await runCommand<null, never>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          write('handover', update),
          ...(at ? [nextStep({ sellerId, handoverId, step })] : []),
          ...(at === null && before.cause === 'by_hand' ? [closeWrite(before)] : []),
        ],
        value: null,
        // Somebody else has taken this step.
        refused: { handover: ok(null) },
      }),
    });
    unlessBusy(done, 'a step of a handover');
  }

  async function viewOf(stored: Stored): Promise<HandoverView> {
    const { handoverId: id, cause, fromLocationId = null, to, toId = null, state, moved, atMs } = stored;
    const toName =
      toId === null
        ? null
        : to === 'branch'
          ? await deps.branchName(toId)
          : ((await deps.sellerProfile(toId))?.nickname ?? null);
    return { id, cause, fromLocationId, to, toId, toName, state, moved, atMs };
  }

  const views = async (sellerId: string): Promise<Page<HandoverView>['items']> =>
    Promise.all((await latest(sellerId)).map(viewOf));
  const isRunning = async (sellerId: string) =>
    (await latest(sellerId)).some(({ state }) => state === 'running');

  return { move, left, step, views, isRunning };
}
export type Handovers = ReturnType<typeof createHandovers>;
