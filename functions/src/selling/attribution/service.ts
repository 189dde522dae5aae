import { anywhere, granted } from '@jindian/shared/access';
import type { BindingView, RoleGrant } from '@jindian/shared/contract/people/member';
import { dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { type Ids, shardOf } from '../../platform/ids.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { Codes } from '../codes/service.ts';
import { createAttributionItems, customerShards } from './items.ts';
import { bindingAfterScan, liveBinding } from './rules.ts';

export type AttributionDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  settings: SettingsReader<'selling'>;
  codes: Pick<Codes, 'resolve' | 'touchWrites'>;
  /** A member's display name and roles; null when there is no such member. */
  memberProfile(
    memberId: string,
    how?: { consistent: boolean },
  ): Promise<{ nickname: string; roles: readonly RoleGrant[] } | null>;
};

type TouchResult = Result<
  { binding: BindingView | null },
  'code_unknown' | 'code_revoked' | 'idempotency_key_reused' | 'busy'
>;

/** Scans, and which guide a member is bound to. */
export function createAttribution(deps: AttributionDeps) {
  const { table, clock, ids } = deps;
  const items = createAttributionItems(table);

  /** The guide whom the member's purchases credit at `nowMs`; null when there is none or the binding has expired. */
  async function bindingOf(memberId: string, nowMs: number): Promise<BindingView | null> {
    // In one call with whatever else is asked for of the member.
    const request = items.bindings.build(BatchGetRequest).key({ memberId });
    const [binding] = await readBatch(table, [request], { consistent: true });
    if (!binding) return null;
    const { sellerId, sellerName, sellerKind = 'guide', locationId = null, boundAtMs, expiresAtMs } = binding;
    return liveBinding({ sellerId, sellerName, sellerKind, locationId, boundAtMs, expiresAtMs }, nowMs);
  }

  async function isCustomer(sellerId: string, memberId: string): Promise<boolean> {
    const { Item } = await items.customers
      .build(GetItemCommand)
      .key({ sellerId, memberId })
      .options({ consistent: true })
      .send();
    return Item !== undefined;
  }

  /** Who left is no longer bound to: the old code is still readable, but credits nobody. */
  const sells = (profile: Awaited<ReturnType<typeof deps.memberProfile>>) =>
    profile !== null && granted(profile.roles, 'selling.sell', anywhere);
  const isGuide = async (memberId: string) => sells(await deps.memberProfile(memberId));

  /** `seen`: what has to be there still; null: nothing. */
  function bindingWrites(
    memberId: string,
    binding: BindingView,
    knownCustomer: boolean,
    seen?: { attr: 'boundAtMs'; eq: number } | null,
  ): Write[] {
    const { sellerId, sellerName, sellerKind, locationId, boundAtMs, expiresAtMs } = binding;
    const put = items.bindings.build(PutTransaction).item({
      memberId,
      sellerId,
      sellerName,
      sellerKind,
      ...(locationId === null ? {} : { locationId }),
      boundAtMs,
      expiresAtMs,
    });
    const bind =
      seen === undefined ? put : put.options({ condition: seen ?? { attr: 'memberId', exists: false } });
    const writes = [write('binding', bind)];
    if (knownCustomer) return writes;
    const customer = items.customers
      .build(PutTransaction)
      .item({ sellerId, memberId, sinceMs: boundAtMs })
      .options({ condition: { attr: 'memberId', exists: false } });
    const count = items.counters
      .build(UpdateTransaction)
      .item({ sellerId, shard: shardOf(memberId, customerShards), customers: $add(1) });
    return [...writes, write('customer', customer), write('customer count', count)];
  }

  /** Two members become one: of their bindings the later one holds, as the last scan does. */
  async function joinWrites(fromId: string, toId: string): Promise<Write[]> {
    const stored = async (memberId: string) => {
      const { Item } = await items.bindings
        .build(GetItemCommand)
        .key({ memberId })
        .options({ consistent: true })
        .send();
      return Item ?? null;
    };
    const [theirs, ours] = await Promise.all([stored(fromId), stored(toId)]);
    if (!theirs) return [];
    const gone = write(
      'binding before',
      items.bindings
        .build(DeleteTransaction)
        .key({ memberId: fromId })
        .options({ condition: { attr: 'boundAtMs', eq: theirs.boundAtMs } }),
    );
    if (theirs.sellerId === toId || (ours && ours.boundAtMs >= theirs.boundAtMs)) return [gone];
    const { memberId: _, locationId = null, sellerKind = 'guide', ...binding } = theirs;
    const known = await isCustomer(theirs.sellerId, toId);
    const seen = ours ? ({ attr: 'boundAtMs', eq: ours.boundAtMs } as const) : null;
    return [gone, ...bindingWrites(toId, { ...binding, sellerKind, locationId }, known, seen)];
  }

  /** Whose customer somebody was in the system before: unless a scan has bound them here. */
  async function movedBindingWrites(
    memberId: string,
    { sellerId, locationId }: { sellerId: string; locationId: string | null },
  ): Promise<Write[]> {
    const boundAtMs = clock.nowMs();
    const [{ Item: stored }, { bindingDays }, seller] = await Promise.all([
      items.bindings.build(GetItemCommand).key({ memberId }).options({ consistent: true }).send(),
      deps.settings.current(),
      // Their role may be seconds old.
      deps.memberProfile(sellerId, { consistent: true }),
    ]);
    // Who is suspended or gone is credited for nothing, as with a scan.
    if (sellerId === memberId || !seller || !sells(seller) || (stored && boundAtMs < stored.expiresAtMs))
      return [];
    const expiresAtMs = boundAtMs + bindingDays * dayMs;
    const sellerName = seller.nickname;
    const binding = {
      sellerId,
      sellerName,
      sellerKind: 'guide' as const,
      locationId,
      boundAtMs,
      expiresAtMs,
    };
    const seen = stored ? ({ attr: 'boundAtMs', eq: stored.boundAtMs } as const) : null;
    return bindingWrites(memberId, binding, await isCustomer(sellerId, memberId), seen);
  }

  /** The member is bound to nobody any more; again is fine. */
  async function unbind(memberId: string): Promise<void> {
    await items.bindings.build(DeleteItemCommand).key({ memberId }).send();
  }

  /** Records a scan; a guide's code binds the member, and a guide's own code leaves the guide as they are. */
  async function recordTouch(memberId: string, code: string, command: CommandClaim): Promise<TouchResult> {
    return runCommand<{ binding: BindingView | null }, 'code_unknown' | 'code_revoked'>(deps, {
      command,
      async attempt() {
        const resolved = await deps.codes.resolve(code);
        if (!resolved.ok) return resolved;
        const atMs = clock.nowMs();
        const { bindingDays } = await deps.settings.current();
        const scanned = bindingAfterScan(resolved.value, { memberId, atMs, bindingDays });
        const bound = scanned && (await isGuide(scanned.sellerId)) ? scanned : null;
        const binding = bound ?? (await bindingOf(memberId, atMs));
        const known = bound ? await isCustomer(bound.sellerId, memberId) : true;
        const touch = items.touches.build(PutTransaction).item({ memberId, touchId: ids.next(), code, atMs });
        const scan = { code, memberId, atMs, bound: !known };
        const counted = await deps.codes.touchWrites(resolved.value, scan);
        return {
          writes: [
            write('touch', touch),
            ...counted,
            ...(bound ? bindingWrites(memberId, bound, known) : []),
          ],
          kept: { binding },
          value: { binding },
          // The same two people met in two requests at once.
          refused: { customer: 'again', visitor: 'again' },
        };
      },
      replay: (kept) => ok(kept as { binding: BindingView | null }),
    });
  }

  /** Members that this seller ever bound. */
  async function customersOf(sellerId: string): Promise<number> {
    const requests = Array.from({ length: customerShards }, (_, shard) =>
      items.counters.build(BatchGetRequest).key({ sellerId, shard }),
    );
    const counts = await readBatch(table, requests);
    return counts.reduce((sum, count) => sum + (count?.customers ?? 0), 0);
  }

  return {
    recordTouch,
    bindingOf,
    unbind,
    joinWrites,
    movedBindingWrites,
    customersOf,
  };
}
export type Attribution = ReturnType<typeof createAttribution>;
