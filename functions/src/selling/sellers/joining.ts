/** How members come to sell, and stop: each step is one transaction, and made again it finds what is left to do. */
import {
  promoterRulesVersion,
  type SellerActInput,
  type StationDetails,
} from '@jindian/shared/contract/selling/sellers';
import type { Members } from '../../people/members/service.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Attribution } from '../attribution/service.ts';
import type { Codes } from '../codes/service.ts';
import { placeKey } from './items.ts';
import { stepOf } from './machine.ts';
import type { SellerRows, StoredSeller } from './rows.ts';
import { allSelling, type SellsAs, sellingGrant } from './rules.ts';

export type JoiningDeps = {
  table: JindianTable;
  clock: Clock;
  settings: SettingsReader<'selling'>;
  members: Pick<
    Members,
    'read' | 'newGrantWrites' | 'suspensionWrites' | 'dropWrites' | 'standings' | 'verifications'
  >;
  codes: Pick<Codes, 'resolve'>;
  attribution: Pick<Attribution, 'standingOf'>;
  isBranch(locationId: string): Promise<boolean>;
  maxRoles: number;
};

const promoter: SellsAs = { kind: 'promoter', locationId: null };
type Refusal = 'sells_already' | 'seller_suspended' | 'not_found';

export function createJoining(deps: JoiningDeps & { rows: SellerRows }) {
  const { clock, members, rows } = deps;

  /** Whose code or share it was that brought somebody: a promoter who is active, or who is it by whom they are bound. */
  async function bringerOf(memberId: string, code: string | undefined): Promise<string | undefined> {
    const read = code === undefined ? null : await deps.codes.resolve(code);
    const bound = await deps.attribution.standingOf(memberId, clock.nowMs());
    const told = read?.ok ? read.value.sellerId : null;
    for (const sellerId of [told, bound?.sellerId ?? null]) {
      if (sellerId === null || sellerId === memberId) continue;
      if (await isActive(sellerId, promoter)) return sellerId;
    }
    return undefined;
  }

  async function isActive(memberId: string, as: SellsAs): Promise<boolean> {
    const known = await members.read(memberId, { consistent: true });
    return allSelling(known?.roles ?? []).some(
      ({ kind, locationId }) => kind === as.kind && locationId === as.locationId,
    );
  }

  async function apply(
    memberId: string,
    as: SellsAs,
    details: (before: StoredSeller | null) => Promise<Partial<StoredSeller>>,
  ): Promise<Result<null, Refusal | 'busy'>> {
    return runCommand<null, Refusal>(deps, {
      command: null,
      async attempt() {
        const [known, own] = await Promise.all([
          members.read(memberId, { consistent: true }),
          rows.ofMember(memberId),
        ]);
        if (!known) return fail('not_found');
        const ofKind = own.filter(({ kind }) => kind === as.kind);
        const before = ofKind.find(({ place }) => place === placeKey(as.locationId)) ?? null;
        const held = allSelling(known.roles);
        const isIt = ({ kind, locationId }: SellsAs) => kind === as.kind && locationId === as.locationId;
        if (held.some(isIt)) return ok(null);
        if (allSelling(known.suspended).length > 0) return fail('seller_suspended');
        if (held.length > 0) return fail('sells_already');
        const asks = await details(before);
        const isSame = Object.entries(asks).every(
          ([name, value]) => before?.[name as keyof StoredSeller] === value,
        );
        if (before?.standing === 'applied' && isSame) return ok(null);
        const atMs = clock.nowMs();
        // One waits at one branch at a time.
        const others = ofKind.filter((row) => row !== before && row.standing === 'applied');
        return {
          writes: [
            rows.asked(memberId, as, { before, details: asks, atMs }),
            ...others.map((row) => rows.ended(row, atMs, 'left')),
          ],
          value: null,
          refused: { seller: 'again' },
        };
      },
    });
  }

  /** The role is what counts: with it the row becomes active. */
  async function approve(
    memberId: string,
    as: SellsAs,
  ): Promise<Result<null, 'not_found' | 'roles_full' | 'transition_refused' | 'sells_already' | 'busy'>> {
    const done = await runCommand<null, 'not_found' | 'roles_full' | 'transition_refused' | 'sells_already'>(
      deps,
      {
        command: null,
        async attempt() {
          const [known, row] = await Promise.all([
            members.read(memberId, { consistent: true }),
            rows.find(memberId, as),
          ]);
          if (!known || !row) return fail('not_found');
          if (row.standing === 'active') return ok(null);
          if (row.standing !== 'applied') return fail('transition_refused', { state: row.standing });
          if (allSelling([...known.roles, ...known.suspended]).length > 0) return fail('sells_already');
          auditDetails({ before: { standing: row.standing } });
          const name = known.profile.displayName === known.profile.nickname ? row.stationName : undefined;
          return {
            writes: members.newGrantWrites(memberId, sellingGrant(as), name ?? null),
            value: null,
            refused: { role: 'again', profile: fail('roles_full', { max: deps.maxRoles }) },
          };
        },
      },
    );
    members.standings.forget(memberId);
    return done;
  }

  async function becomePromoter(
    memberId: string,
    { rulesVersion, code }: { rulesVersion: string; code?: string | undefined },
  ): Promise<Result<null>> {
    if (rulesVersion !== promoterRulesVersion) return fail('promoter_rules_changed');
    const asked = await apply(memberId, promoter, async (before) => {
      // Who came back is brought by whom they were at first: no circle can be made afterwards.
      const by = before ? before.broughtBy : await bringerOf(memberId, code);
      return { rulesVersion, ...(by === undefined ? {} : { broughtBy: by }) };
    });
    if (!asked.ok) return asked;
    const [{ promoterJoining }, row] = await Promise.all([
      deps.settings.current(),
      rows.find(memberId, promoter),
    ]);
    // Who left, or was sent away, comes back by headquarters.
    const isFirstTime = row?.history.every(({ standing }) => standing === 'applied') ?? false;
    if (promoterJoining !== 'at_once' || !isFirstTime) return ok(null);
    const done = await approve(memberId, promoter);
    // Declined or ended in the same moment: then that is what holds.
    return done.ok || done.code !== 'transition_refused' ? done : ok(null);
  }

  async function applyAsStation(
    memberId: string,
    { locationId, name, address, trade, phone }: StationDetails & { locationId: string },
  ): Promise<Result<null>> {
    if (!(await deps.isBranch(locationId))) return fail('not_found');
    const details = {
      stationName: name,
      stationAddress: address,
      ...(trade === undefined ? {} : { stationTrade: trade }),
      ...(phone === undefined ? {} : { stationPhone: phone }),
    };
    return apply(memberId, { kind: 'station', locationId }, async () => details);
  }

  async function stopPromoting(memberId: string): Promise<Result<null, 'busy' | 'seller_suspended'>> {
    const done = await runCommand<null, 'seller_suspended'>(deps, {
      command: null,
      async attempt() {
        const row = await rows.find(memberId, promoter);
        if (row?.standing === 'applied')
          return {
            writes: [rows.ended(row, clock.nowMs(), 'left')],
            value: null,
            refused: { seller: 'again' },
          };
        // Else who is suspended would leave and come back.
        if (row?.standing === 'suspended') return fail('seller_suspended');
        if (row?.standing !== 'active') return ok(null);
        return {
          writes: members.dropWrites(memberId, [sellingGrant(promoter)], { by: 'hq' }),
          value: null,
          refused: { role: 'again' },
        };
      },
    });
    members.standings.forget(memberId);
    return done;
  }

  /** What headquarters does about somebody. */
  async function act(memberId: string, { act: what, ...as }: SellerActInput): Promise<Result<null>> {
    const { from, to } = stepOf(what);
    auditDetails({ targets: [{ kind: 'member', id: memberId }] });
    if (what === 'approve') {
      if (await members.verifications.missing(memberId, as.kind)) return fail('seller_papers_missing');
      return approve(memberId, as);
    }
    const grant = sellingGrant(as);
    const done = await runCommand<null, 'not_found' | 'transition_refused'>(deps, {
      command: null,
      async attempt() {
        const [known, row] = await Promise.all([
          members.read(memberId, { consistent: true }),
          rows.find(memberId, as),
        ]);
        const isIt = ({ kind, locationId }: SellsAs) => kind === as.kind && locationId === as.locationId;
        const isHeld = allSelling(known?.roles ?? []).some(isIt);
        const isAsleep = allSelling(known?.suspended ?? []).some(isIt);
        // The role is what counts; of one from before there were rows it is all there is.
        const standing = isHeld ? 'active' : isAsleep ? 'suspended' : row?.standing;
        if (!known || !standing) return fail('not_found');
        if (standing === to) return ok(null);
        if (!from.includes(standing)) return fail('transition_refused', { state: standing });
        auditDetails({ before: { standing } });
        if (what === 'decline')
          return {
            writes: [rows.ended(row as StoredSeller, clock.nowMs(), { declined: as.reason })],
            value: null,
            refused: { seller: 'again' },
          };
        return {
          writes:
            what === 'end'
              ? members.dropWrites(memberId, [grant], { by: 'hq' })
              : members.suspensionWrites(memberId, grant, {
                  becomes: what === 'suspend' ? 'suspended' : 'active',
                  wasSuspended: isAsleep,
                  by: 'hq',
                }),
          value: null,
          refused: { role: 'again' },
        };
      },
    });
    members.standings.forget(memberId);
    return done;
  }

  return { becomePromoter, applyAsStation, stopPromoting, act };
}
