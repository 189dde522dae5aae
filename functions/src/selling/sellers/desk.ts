import type { Surroundings } from '@jindian/shared/access';
import type { LocalizedText, Page } from '@jindian/shared/contract/common';
import type {
  BranchSellers,
  BroughtFriend,
  ListedSeller,
  MySelling,
  PersonKind,
  SellerPage,
  SellerStanding,
} from '@jindian/shared/contract/selling/sellers';
import { promoterRulesVersion } from '@jindian/shared/contract/selling/sellers';
import { maskName } from '@jindian/shared/mask';
import { brandMonth } from '@jindian/shared/time';
import type { Members } from '../../people/members/service.ts';
import { atMost } from '../../platform/at-most.ts';
import type { Clock } from '../../platform/clock.ts';
import { filledPage } from '../../platform/filled-page.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Attribution } from '../attribution/service.ts';
import { broughtBy as broughtIn, monthTimes } from '../commission/cockpit.ts';
import type { Commission } from '../commission/service.ts';
import type { Handovers } from './handovers.ts';
import { listKeyOf, noPlace, placeKey, type RowKey, rowKeyOf } from './items.ts';
import { actsFrom } from './machine.ts';
import { placeOfRow, rowView, type SellerRows, type StoredSeller } from './rows.ts';
import { allSelling, sellsAs } from './rules.ts';

type Place = Surroundings & { id: string; name: LocalizedText };
type Wanted = {
  kind: PersonKind;
  standing?: SellerStanding | undefined;
  locationId?: string | undefined;
  province?: string | undefined;
  q?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};
type Row = Pick<StoredSeller, 'memberId' | 'kind' | 'place' | 'standing' | 'standingAtMs'> &
  Partial<StoredSeller>;

export type SellersDeskDeps = {
  settings: SettingsReader<'selling'>;
  members: Pick<Members, 'read' | 'profilesOf' | 'everyGrant' | 'grantsBehind' | 'staffOf'>;
  attribution: Pick<Attribution, 'customersOf' | 'touchesOfSeller'>;
  clock: Clock;
  commission: Pick<Commission, 'balanceOf' | 'earningsBetween'>;
  places(): Promise<readonly Place[]>;
  isSecondLevelOn(): Promise<boolean>;
};

const atOnce = 100;
/** Of one branch: more than any has. */
const mostAtBranch = 200;
/** Each is half a dozen reads. */
const sellersAtOnce = 8;
/** Of one seller in a month: more than any at a counter has. */
const mostEntries = 400;
const sinceUnknown = 0;

/** Who sells, for whoever looks after them; and for themselves. */
export function createSellersDesk(deps: SellersDeskDeps & { rows: SellerRows; handovers: Handovers }) {
  const { members, rows } = deps;

  async function placesById(): Promise<ReadonlyMap<string, Place>> {
    return new Map((await deps.places()).map((place) => [place.id, place]));
  }

  /** Guides and stations stand in the list of staff too, and some have been there before there were rows. */
  async function everyKey(kind: 'guide' | 'station'): Promise<RowKey[]> {
    const [granted, known] = await Promise.all([members.everyGrant(), allRows(kind)]);
    const keys = new Map<string, RowKey>();
    for (const key of known) keys.set(listKeyOf(key), key);
    for (const { memberId, role, holds } of granted)
      if (role === kind) {
        const key = rowKeyOf(memberId, { kind, locationId: holds });
        keys.set(listKeyOf(key), key);
      }
    return [...keys.values()].sort((a, b) => (listKeyOf(a) < listKeyOf(b) ? -1 : 1));
  }

  async function allRows(kind: PersonKind): Promise<RowKey[]> {
    const found: RowKey[] = [];
    for (;;) {
      const last = found.at(-1);
      const page = await rows.ofKind(kind, 1_000, last && listKeyOf(last));
      found.push(...page);
      if (page.length < 1_000) return found;
    }
  }

  /** What is kept of each; of who has a role and no row, what the role says. Null: neither. */
  async function rowsBehind(keys: readonly RowKey[]): Promise<(Row | null)[]> {
    const stored = await rows.readMany(keys);
    const without = keys.filter((key, nth) => stored[nth] === null && key.place !== noPlace);
    const grants = await members.grantsBehind(
      without.map(({ memberId, kind, place }) => ({ memberId, role: kind, holds: place })),
    );
    const byKey = new Map(without.map((key, nth) => [listKeyOf(key), grants[nth] ?? null]));
    return keys.map((key, nth) => {
      const row = stored[nth];
      if (row) return row;
      const grant = byKey.get(listKeyOf(key));
      if (!grant) return null;
      return { ...key, standing: grant.suspended ? 'suspended' : 'active', standingAtMs: sinceUnknown };
    });
  }

  async function list(wanted: Wanted): Promise<Page<ListedSeller>> {
    const { kind, standing, locationId, province, limit, cursor } = wanted;
    const text = wanted.q?.toLowerCase() ?? '';
    const places = await placesById();
    const isWithin = ({ place }: RowKey) =>
      (locationId === undefined || place === locationId) &&
      (province === undefined || places.get(place)?.province === province);
    const asks = standing === 'applied';
    const inMemory = kind === 'promoter' || asks ? null : (await everyKey(kind)).filter(isWithin);
    return filledPage<RowKey & { since?: string }, ListedSeller>({
      limit,
      cursor,
      atOnce,
      read: async (count, after) =>
        asks
          ? rows.waiting(kind, count, after)
          : inMemory
            ? inMemory.filter((key) => after === undefined || listKeyOf(key) > after).slice(0, count)
            : rows.ofKind(kind, count, after),
      cursorOf: (key) => key.since ?? listKeyOf(key),
      async look(keys) {
        const [found, names] = await Promise.all([
          rowsBehind(keys),
          members.profilesOf(keys.map(({ memberId }) => memberId)),
        ]);
        return found.map((row) => {
          const profile = row && names.get(row.memberId);
          if (!row || !profile || profile.isDeleted || !isWithin(row)) return null;
          if (standing !== undefined && row.standing !== standing) return null;
          const name = profile.displayName;
          const said = `${name} ${row.stationName ?? ''}`.toLowerCase();
          if (text !== '' && !said.includes(text)) return null;
          return { sellerId: row.memberId, name, ...rowView(row, (id) => places.get(id)?.name ?? null) };
        });
      },
    });
  }

  async function rowsOf(memberId: string): Promise<{ name: string; rows: Row[] } | null> {
    const [known, stored] = await Promise.all([
      members.read(memberId, { consistent: true }),
      rows.ofMember(memberId),
    ]);
    if (!known || known.profile.isDeleted) return null;
    const found = new Map<string, Row>(stored.map((row) => [`${row.kind} ${row.place}`, row]));
    const add = (grants: typeof known.roles, standing: SellerStanding) => {
      for (const { kind, locationId } of allSelling(grants)) {
        const place = placeKey(locationId);
        const key = `${kind} ${place}`;
        if (!found.has(key)) found.set(key, { memberId, kind, place, standing, standingAtMs: sinceUnknown });
      }
    };
    add(known.roles, 'active');
    add(known.suspended, 'suspended');
    return { name: known.profile.displayName, rows: [...found.values()] };
  }

  async function show(
    sellerId: string,
    contact = { masksPhone: true },
  ): Promise<Result<SellerPage, 'not_found'>> {
    const [known, places] = await Promise.all([rowsOf(sellerId), placesById()]);
    if (!known || known.rows.length === 0) return fail('not_found');
    const by = known.rows.find((row) => row.broughtBy !== undefined)?.broughtBy;
    const [customers, balance, handovers, bringers] = await Promise.all([
      deps.attribution.customersOf(sellerId),
      deps.commission.balanceOf(sellerId),
      deps.handovers.views(sellerId),
      by === undefined ? null : members.profilesOf([by]),
    ]);
    return ok({
      sellerId,
      name: known.name,
      rows: known.rows.map((row) => ({
        ...rowView(row, (id) => places.get(id)?.name ?? null, contact),
        history: row.history ?? [],
        rulesVersion: row.rulesVersion ?? null,
        acts: actsFrom(row.standing),
      })),
      customers,
      ...balance,
      broughtBy: by === undefined ? null : { sellerId: by, name: bringers?.get(by)?.displayName ?? by },
      handovers,
    });
  }

  async function self(memberId: string): Promise<Result<MySelling, 'not_found'>> {
    const [known, places, { promoterJoining }, secondLevel] = await Promise.all([
      rowsOf(memberId),
      placesById(),
      deps.settings.current(),
      deps.isSecondLevelOn(),
    ]);
    if (!known) return fail('not_found');
    const active = known.rows.filter(({ standing }) => standing === 'active');
    const grants = active.map((row) => ({ role: row.kind, scope: scopeOf(row) }));
    return ok({
      rows: known.rows.map((row) =>
        rowView(row, (id) => places.get(id)?.name ?? null, { masksPhone: false }),
      ),
      kind: sellsAs(grants)?.kind ?? null,
      promoter: {
        rulesVersion: promoterRulesVersion,
        joining: promoterJoining === 'at_once' ? 'at_once' : 'hq_approves',
        secondLevel,
      },
    });
  }

  /** Promoters whom somebody brought. */
  async function broughtTo(memberId: string, page: { limit: number; cursor?: string | undefined }) {
    const found = await rows.broughtTo(memberId, page.limit + 1, page.cursor);
    const shown = found.slice(0, page.limit);
    const [stored, names] = await Promise.all([
      rows.readMany(shown),
      members.profilesOf(shown.map((key) => key.memberId)),
    ]);
    const items = stored.flatMap((row) => (row ? [{ row, profile: names.get(row.memberId) }] : []));
    return {
      items,
      nextCursor: found.length > page.limit ? (shown.at(-1)?.memberId ?? null) : null,
    };
  }

  async function friends(
    memberId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<BroughtFriend>> {
    const found = await broughtTo(memberId, page);
    const items = found.items.map(({ row, profile }) => ({
      name: maskName(profile?.nickname ?? ''),
      sinceMs: row.sinceMs ?? null,
      standing: row.standing,
    }));
    return { items, nextCursor: found.nextCursor };
  }

  /** For headquarters: by their names. */
  async function brought(memberId: string, page: { limit: number; cursor?: string | undefined }) {
    const found = await broughtTo(memberId, page);
    const items = found.items.map(({ row, profile }) => ({
      sellerId: row.memberId,
      name: profile?.displayName ?? row.memberId,
      sinceMs: row.sinceMs ?? null,
      standing: row.standing,
    }));
    return { items, nextCursor: found.nextCursor };
  }

  /** Who met their codes, and what came of it; of names the beginning. */
  async function touches(sellerId: string, page: { limit: number; cursor?: string | undefined }) {
    const found = await deps.attribution.touchesOfSeller(sellerId, page);
    const others = found.items.flatMap(({ memberId, beforeId }) => [memberId, beforeId ?? memberId]);
    const [names, places] = await Promise.all([members.profilesOf([sellerId, ...others]), placesById()]);
    const called = (id: string | null) =>
      id === null ? null : (names.get(id)?.displayName ?? places.get(id)?.name.zh ?? null);
    const items = found.items.map(({ memberId, touchId, atMs, way, reason, beforeId }) => {
      const profile = names.get(memberId);
      const name = profile ? maskName(profile.nickname) : null;
      return { touchId, atMs, way, reason, name, sellerName: called(sellerId), beforeName: called(beforeId) };
    });
    return { items, nextCursor: found.nextCursor };
  }

  async function atBranch(locationId: string): Promise<BranchSellers> {
    const [known, staff, places] = await Promise.all([
      rows.atBranch(locationId, mostAtBranch),
      members.staffOf(locationId, { limit: mostAtBranch }),
      placesById(),
    ]);
    const keys = new Map(known.map((key) => [`${key.kind} ${key.memberId}`, key]));
    for (const { memberId, grant } of staff.items) {
      const sells = allSelling([grant])[0];
      if (sells) keys.set(`${sells.kind} ${memberId}`, rowKeyOf(memberId, sells));
    }
    const found = (await rowsBehind([...keys.values()])).flatMap((row) => (row ? [row] : []));
    const names = await members.profilesOf(found.map(({ memberId }) => memberId));
    const oneOfSome = atMost(sellersAtOnce);
    const look = async (row: Row) => {
      const [customers, isMoving, earned] = await Promise.all([
        deps.attribution.customersOf(row.memberId),
        deps.handovers.isRunning(row.memberId),
        earnedHere(row),
      ]);
      return {
        sellerId: row.memberId,
        name: names.get(row.memberId)?.displayName ?? row.memberId,
        ...rowView(row, (id) => places.get(id)?.name ?? null),
        customers,
        earned,
        isMoving,
      };
    };
    return { items: await Promise.all(found.map((row) => oneOfSome(() => look(row)))) };
  }

  /** Entries say whose they are and not of which branch: of who sells at this one alone they are all of it. */
  async function earnedHere({ memberId, standing }: Row): Promise<BranchSellers['items'][number]['earned']> {
    if (standing !== 'active' && standing !== 'suspended') return null;
    const [known, stored] = await Promise.all([members.read(memberId), rows.ofMember(memberId)]);
    const held = known ? allSelling([...known.roles, ...known.suspended]) : [];
    if (held.length !== 1 || stored.length > 1) return null;
    const times = monthTimes(brandMonth(deps.clock.nowMs()));
    const [balance, month] = await Promise.all([
      deps.commission.balanceOf(memberId),
      deps.commission.earningsBetween(memberId, times, mostEntries),
    ]);
    const { amountFen, orders } = broughtIn(month.items);
    return { ...balance, monthFen: amountFen, monthOrders: orders };
  }

  /** They are, or were, one of the branch. */
  async function isOfBranch(sellerId: string, locationId: string): Promise<boolean> {
    const known = await rowsOf(sellerId);
    return known?.rows.some((row) => placeOfRow(row) === locationId) ?? false;
  }

  return { list, show, self, friends, brought, touches, atBranch, isOfBranch };
}

function scopeOf(row: Row) {
  const locationId = placeOfRow(row);
  return locationId === null ? { kind: 'self' as const } : { kind: 'branch' as const, locationId };
}
