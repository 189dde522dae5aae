import { anywhere, granted, placesNamed } from '@jindian/shared/access';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { ResolvedCode } from '@jindian/shared/contract/goods/storefront';
import type { BindingView, RoleGrant } from '@jindian/shared/contract/people/member';
import type { SellerCode, ShelfCode } from '@jindian/shared/contract/selling/seller';
import { codeLink } from '@jindian/shared/qr-text';
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
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { createCodes } from './codes.ts';
import { createAttributionItems, customerShards } from './items.ts';
import { bindingAfterScan, liveBinding } from './rules.ts';

export type AttributionDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  codeSecret(): string;
  settings: SettingsReader<'selling'>;
  /** Where printed links lead, without a trailing slash. */
  publicBaseUrl: string;
  /** A member's display name and roles; null when there is no such member. */
  memberProfile(
    memberId: string,
    how?: { consistent: boolean },
  ): Promise<{ nickname: string; roles: readonly RoleGrant[] } | null>;
  /** The name of a location; null when there is none. */
  locationName(locationId: string): Promise<LocalizedText | null>;
  /** What a code of the system before stands for; null: nobody knows it. */
  oldCode?(code: string): Promise<ResolvedCode | null>;
  /** Does this branch sell this product? */
  offers(locationId: string, productId: string): Promise<boolean>;
};

const ownCodePattern = /^[0-9A-Za-z]{6,32}$/;

type TouchResult = Result<
  { binding: BindingView | null },
  'code_unknown' | 'idempotency_key_reused' | 'busy'
>;

/** Codes, scans, and which guide a member is bound to. */
export function createAttribution(deps: AttributionDeps) {
  const { table, clock, ids } = deps;
  const items = createAttributionItems(table);
  const codes = createCodes({ items, codeSecret: deps.codeSecret });

  /** What a printed code stands for: one of ours, or one of the system before. */
  async function resolve(code: string): Promise<ResolvedCode | null> {
    const own = ownCodePattern.test(code) ? await codes.resolve(code) : null;
    return own ?? (await deps.oldCode?.(code)) ?? null;
  }

  /** The guide whom the member's purchases credit at `nowMs`; null when there is none or the binding has expired. */
  async function bindingOf(memberId: string, nowMs: number): Promise<BindingView | null> {
    // In one call with whatever else is asked for of the member.
    const request = items.bindings.build(BatchGetRequest).key({ memberId });
    const [binding] = await readBatch(table, [request], { consistent: true });
    if (!binding) return null;
    const { sellerId, sellerName, locationId, boundAtMs, expiresAtMs } = binding;
    return liveBinding(
      { sellerId, sellerName, locationId: locationId ?? null, boundAtMs, expiresAtMs },
      nowMs,
    );
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
    const { sellerId, sellerName, locationId, boundAtMs, expiresAtMs } = binding;
    const put = items.bindings.build(PutTransaction).item({
      memberId,
      sellerId,
      sellerName,
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
    const { memberId: _, locationId = null, ...binding } = theirs;
    const known = await isCustomer(theirs.sellerId, toId);
    const seen = ours ? ({ attr: 'boundAtMs', eq: ours.boundAtMs } as const) : null;
    return [gone, ...bindingWrites(toId, { ...binding, locationId }, known, seen)];
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
    const binding = { sellerId, sellerName: seller.nickname, locationId, boundAtMs, expiresAtMs };
    const seen = stored ? ({ attr: 'boundAtMs', eq: stored.boundAtMs } as const) : null;
    return bindingWrites(memberId, binding, await isCustomer(sellerId, memberId), seen);
  }

  /** The member is bound to nobody any more; again is fine. */
  async function unbind(memberId: string): Promise<void> {
    await items.bindings.build(DeleteItemCommand).key({ memberId }).send();
  }

  /** Records a scan; a guide's code binds the member, and a guide's own code leaves the guide as they are. */
  async function recordTouch(memberId: string, code: string, command: CommandClaim): Promise<TouchResult> {
    return runCommand<{ binding: BindingView | null }, 'code_unknown'>(deps, {
      command,
      async attempt() {
        const resolved = await resolve(code);
        if (!resolved) return fail('code_unknown');
        const atMs = clock.nowMs();
        const { bindingDays } = await deps.settings.current();
        const scanned = bindingAfterScan(resolved, { memberId, atMs, bindingDays });
        const bound = scanned && (await isGuide(scanned.sellerId)) ? scanned : null;
        const binding = bound ?? (await bindingOf(memberId, atMs));
        const known = bound ? await isCustomer(bound.sellerId, memberId) : true;
        const touch = items.touches.build(PutTransaction).item({ memberId, touchId: ids.next(), code, atMs });
        return {
          writes: [write('touch', touch), ...(bound ? bindingWrites(memberId, bound, known) : [])],
          kept: { binding },
          value: { binding },
          // The same two people met in two requests at once.
          refused: { customer: 'again' },
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

  /** The guide's own code, at the branch where they are a guide. */
  async function sellerCode(memberId: string): Promise<Result<SellerCode, 'forbidden'>> {
    const profile = await deps.memberProfile(memberId);
    const [locationId] = placesNamed(profile?.roles ?? [], 'selling.sell');
    const branchName = locationId ? await deps.locationName(locationId) : null;
    if (!profile || !locationId || !branchName) return fail('forbidden');
    const name = profile.nickname;
    const code = await codes.mintGuideCode({
      sellerId: memberId,
      sellerName: name,
      locationId,
    });
    return ok({ code, url: codeLink(deps.publicBaseUrl, code), name, branchName });
  }

  /** The code of a product on a branch's shelf. */
  async function shelfCode(
    locationId: string,
    productId: string,
  ): Promise<Result<ShelfCode, 'product_not_offered'>> {
    if (!(await deps.offers(locationId, productId))) return fail('product_not_offered');
    const code = await codes.mintProductCode(locationId, productId);
    return ok({ code, url: codeLink(deps.publicBaseUrl, code) });
  }

  return {
    mintProductCode: codes.mintProductCode,
    mintGuideCode: codes.mintGuideCode,
    resolve,
    recordTouch,
    bindingOf,
    unbind,
    joinWrites,
    movedBindingWrites,
    customersOf,
    sellerCode,
    shelfCode,
  };
}
export type Attribution = ReturnType<typeof createAttribution>;
