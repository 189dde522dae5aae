import { anywhere, granted, worksAtPlaces } from '@jindian/shared/access';
import type { LocalizedText, Page } from '@jindian/shared/contract/common';
import type { BindingView, RoleGrant } from '@jindian/shared/contract/people/member';
import type { TouchView, TouchWay } from '@jindian/shared/contract/selling/attribution';
import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import { dayMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Codes } from '../codes/service.ts';
import { sellsAs } from '../sellers/rules.ts';
import { createBindings, maxRecent, type RecentTouch, type StoredBinding } from './bindings.ts';
import { createBursts } from './bursts.ts';
import { afterOrder, type Binding, decide, endOf, liveBinding, type Touch } from './deciding.ts';
import { createInheriting } from './inheriting.ts';
import { createAttributionItems, customerShards } from './items.ts';
import { createTouches } from './touches.ts';

type Profile = { nickname: string; roles: readonly RoleGrant[] };

export type AttributionDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  settings: SettingsReader<'selling'>;
  codes: Pick<Codes, 'resolve' | 'touchWrites'>;
  /** A member's display name and roles; null when there is no such member. */
  memberProfile(memberId: string, how?: { consistent: boolean }): Promise<Profile | null>;
  /** A branch that serves, or will; null when there is none. */
  branchName(locationId: string): Promise<LocalizedText | null>;
};

type TouchResult = Result<
  { binding: BindingView | null },
  'code_unknown' | 'code_revoked' | 'idempotency_key_reused' | 'busy'
>;

export type TouchHow = {
  way?: TouchWay;
  /** The share that was opened. */
  shareId?: string | null;
  /** What is written with it: counts of the share. Asked anew at each attempt. */
  also?: (atMs: number) => Promise<Write[]>;
};

/** Scans and opened shares, what is decided of them, and whose customer each member is. */
export function createAttribution(deps: AttributionDeps) {
  const { table, clock, ids } = deps;
  const items = createAttributionItems(table);
  const bindings = createBindings({ table, items });
  const touches = createTouches({ table, items });
  const bursts = createBursts({ table, clock, items });
  const inherit = createInheriting({ table, clock, ids, bindings, touches });

  /** Whom the member's purchases credit at `nowMs`; null when there is nobody or the binding has expired. */
  const standingOf = async (memberId: string, nowMs: number): Promise<StoredBinding | null> =>
    liveBinding(await bindings.find(memberId), nowMs);
  /** What somebody who is nobody's customer met of late: as long back as a binding would last. */
  async function recentOf(memberId: string, nowMs: number): Promise<readonly RecentTouch[]> {
    const { bindingDays } = await deps.settings.current();
    return touches.latest(memberId, nowMs - bindingDays * dayMs, maxRecent);
  }

  async function bindingOf(memberId: string, nowMs: number): Promise<BindingView | null> {
    const binding = await standingOf(memberId, nowMs);
    return binding && viewOf(binding);
  }

  /** Who left is no longer bound to: the old code is still readable, but credits nobody. */
  const sells = (profile: Profile | null): profile is Profile =>
    profile !== null && granted(profile.roles, 'selling.sell', anywhere);

  /** Whose code it is, if they sell now. */
  async function sellerOf(meaning: CodeMeaning): Promise<Touch['seller']> {
    const { kind, sellerId, sellerKind, locationId } = meaning;
    if (sellerId !== null) {
      const profile = await deps.memberProfile(sellerId);
      if (!sells(profile)) return null;
      // A code says what its seller was when it was made.
      const now = sellsAs(profile.roles, locationId);
      return {
        sellerId,
        sellerName: profile.nickname,
        sellerKind: now?.kind ?? sellerKind ?? 'guide',
        locationId: now ? now.locationId : locationId,
      };
    }
    const name = kind === 'branch' && locationId !== null ? await deps.branchName(locationId) : null;
    if (locationId === null || name === null) return null;
    return { sellerId: locationId, sellerName: name.zh, sellerKind: 'branch', locationId };
  }

  async function isStaff(memberId: string): Promise<boolean> {
    const profile = await deps.memberProfile(memberId);
    return profile !== null && worksAtPlaces(profile.roles, 'fulfilments.read');
  }

  /** A scan, or a share that was opened: it is kept, with what was decided of it. */
  async function recordTouch(
    memberId: string,
    code: string,
    command: CommandClaim,
    { way = 'scan', shareId = null, also }: TouchHow = {},
  ): Promise<TouchResult> {
    return runCommand<{ binding: BindingView | null }, 'code_unknown' | 'code_revoked'>(deps, {
      command,
      async attempt() {
        const resolved = await deps.codes.resolve(code);
        if (!resolved.ok) return resolved;
        const [policy, seller, stored] = await Promise.all([
          deps.settings.current(),
          sellerOf(resolved.value),
          bindings.findNow(memberId),
        ]);
        const atMs = clock.nowMs();
        const staff = seller !== null && policy.staffPurchase === 'none' && (await isStaff(memberId));
        const touch: Touch = { seller, atMs };
        const { binding, reason } = decide(policy, { memberId, isStaff: staff, before: stored, touch });
        const before = liveBinding(stored, atMs);
        const touchId = ids.next();
        // A code of a campaign alone counts for the campaign.
        const sceneId = resolved.value.sceneId ?? resolved.value.campaignId;
        const kept = touches.add({
          memberId,
          touchId,
          code,
          atMs,
          way,
          seller,
          sceneId,
          shareId,
          reason,
          beforeId: before?.sellerId ?? null,
          afterId: binding?.sellerId ?? null,
          policyVersion: policy.version,
        });
        const recent = { touchId, atMs, ...(sceneId === null ? {} : { sceneId }) };
        // Whose customer they are, or were last, counted them when that began.
        const customer =
          binding && binding.sellerId !== stored?.sellerId
            ? await bindings.customerWrites(binding.sellerId, memberId, atMs)
            : [];
        const scan = { code, memberId, atMs, bound: customer.length > 0 };
        const counted = await deps.codes.touchWrites(resolved.value, scan);
        const value = { binding: binding && viewOf(binding) };
        return {
          writes: [
            kept,
            ...(binding ? [bindings.put(memberId, binding, stored, recent)] : []),
            ...customer,
            ...counted,
            ...((await also?.(atMs)) ?? []),
          ],
          kept: value,
          value,
          // Two touches of one member at once, or of the same two people.
          refused: { binding: 'again', customer: 'again', visitor: 'again', 'share visitor': 'again' },
        };
      },
      replay: (kept) => ok(kept as { binding: BindingView | null }),
    });
  }

  /** Two members become one: of their bindings the later one holds, of those that are not over; to themselves they have none. */
  async function joinWrites(fromId: string, toId: string): Promise<Write[]> {
    const [theirs, ours] = await Promise.all([bindings.findNow(fromId), bindings.findNow(toId)]);
    const nowMs = clock.nowMs();
    const isOwn = ours?.sellerId === fromId;
    const stays = isOwn ? null : ours;
    const comes =
      theirs !== null &&
      theirs.sellerId !== toId &&
      theirs.sellerId !== fromId &&
      (!stays || holdsBefore(theirs, stays, nowMs));
    return [
      ...(theirs ? [bindings.drop(theirs)] : []),
      ...(comes
        ? [
            bindings.put(toId, theirs, ours),
            ...(await bindings.customerWrites(theirs.sellerId, toId, theirs.boundAtMs)),
          ]
        : ours && isOwn
          ? [bindings.drop(ours)]
          : []),
    ];
  }

  /** Whose customer somebody was in the system before: unless a scan has bound them here. */
  async function movedBindingWrites(
    memberId: string,
    { sellerId, locationId }: { sellerId: string; locationId: string | null },
  ): Promise<Write[]> {
    const boundAtMs = clock.nowMs();
    const [stored, policy, seller] = await Promise.all([
      bindings.findNow(memberId),
      deps.settings.current(),
      // Their role may be seconds old.
      deps.memberProfile(sellerId, { consistent: true }),
    ]);
    // Who is suspended or gone is credited for nothing, as with a scan.
    if (sellerId === memberId || !sells(seller) || liveBinding(stored, boundAtMs)) return [];
    const binding: Binding = {
      sellerId,
      sellerName: seller.nickname,
      sellerKind: 'guide',
      locationId,
      boundAtMs,
      expiresAtMs: endOf(policy, boundAtMs, true),
      protectedUntilMs: boundAtMs,
      // A customer already, who was not waited for.
      hasOrdered: true,
    };
    return [
      bindings.put(memberId, binding, stored),
      ...(await bindings.customerWrites(sellerId, memberId, boundAtMs)),
    ];
  }

  /** A paid order that credits the seller: the binding knows of it, and it may renew it. Again is fine. */
  async function orderPaid(memberId: string, order: { sellerId: string; atMs: number }): Promise<void> {
    await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const [policy, stored] = await Promise.all([deps.settings.current(), bindings.findNow(memberId)]);
        const before = stored && stored.sellerId === order.sellerId ? stored : null;
        const after = before && afterOrder(policy, before, order.atMs);
        if (!after || (before.hasOrdered && after.expiresAtMs === before.expiresAtMs)) return ok(null);
        return {
          writes: [bindings.put(memberId, after, stored)],
          value: null,
          refused: { binding: 'again' },
        };
      },
    });
  }

  /** Does HQ want to know of paid orders at all? */
  async function asksForOrders(): Promise<boolean> {
    const { renewedBy, firstOrderDays } = await deps.settings.current();
    return renewedBy === 'order' || renewedBy === 'both' || firstOrderDays > 0;
  }

  async function named(found: Awaited<ReturnType<typeof touches.ofMember>>['items']) {
    const ids = new Set(found.flatMap(({ sellerId, beforeId, afterId }) => [sellerId, beforeId, afterId]));
    const names = new Map<string | null, string | null>(
      await Promise.all(
        [...ids].map(async (id): Promise<[string | null, string | null]> => {
          if (id === null) return [id, null];
          const name = (await deps.memberProfile(id))?.nickname ?? (await deps.branchName(id))?.zh;
          return [id, name ?? id.slice(-6)];
        }),
      ),
    );
    return found.map(
      ({ memberId: _, shareId: __, ...touch }): TouchView => ({
        ...touch,
        sellerName: names.get(touch.sellerId) ?? null,
        beforeName: names.get(touch.beforeId) ?? null,
        afterName: names.get(touch.afterId) ?? null,
      }),
    );
  }

  type Asked = { limit: number; cursor?: string | undefined };
  /** What a member met, and why they are whose customer: for headquarters. */
  async function touchesOf(memberId: string, page: Asked): Promise<Result<Page<TouchView>, 'not_found'>> {
    if (!(await deps.memberProfile(memberId))) return fail('not_found');
    const found = await touches.ofMember(memberId, page);
    return ok({ items: await named(found.items), nextCursor: found.nextCursor });
  }
  /** Those that an order keeps, as it keeps them; what is not there any more is left out. */
  const touchesOfOrder = async (memberId: string, touchIds: readonly string[]) =>
    named(await touches.byIds(memberId, touchIds));
  /** The share by which an order's customer came to the seller whom it credits, of the touches that it keeps. */
  async function shareOfTouches(
    memberId: string,
    order: { sellerId: string; touchIds: readonly string[] },
  ): Promise<string | null> {
    const found = await touches.byIds(memberId, order.touchIds);
    return (
      found.find((touch) => touch.shareId !== null && touch.sellerId === order.sellerId)?.shareId ?? null
    );
  }
  /** Who met a seller's codes, and why they are, or are not, that seller's customers. */
  const touchesOfSeller = (sellerId: string, page: Asked) => touches.ofSeller(sellerId, page);

  return {
    recordTouch,
    bindingOf,
    standingOf,
    recentOf,
    isStaff,
    unbind: bindings.unbind,
    joinWrites,
    movedBindingWrites,
    orderPaid,
    asksForOrders,
    customersOf: bindings.customersOf,
    customersPage: bindings.customersPage,
    customerShards,
    inherit,
    touchesOf,
    touchesOfOrder,
    shareOfTouches,
    touchesOfSeller,
    bindsInHour: bursts.bindsInHour,
  };
}
export type Attribution = ReturnType<typeof createAttribution>;

function holdsBefore(one: Binding, other: Binding, nowMs: number): boolean {
  const [lives, livesToo] = [one, other].map((binding) => liveBinding(binding, nowMs) !== null);
  return lives === livesToo ? one.boundAtMs > other.boundAtMs : lives === true;
}

function viewOf(binding: Binding): BindingView {
  const { sellerId, sellerName, sellerKind, locationId, boundAtMs, expiresAtMs } = binding;
  return { sellerId, sellerName, sellerKind, locationId, boundAtMs, expiresAtMs };
}
