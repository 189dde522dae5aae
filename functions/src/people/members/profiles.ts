import type { Language } from '@jindian/shared/contract/common';
import type { BindingView, MemberView, RoleGrant } from '@jindian/shared/contract/people/member';
import { maskPhone } from '@jindian/shared/mask';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import type { UpdateItemInput } from 'dynamodb-toolbox/entity/actions/update';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import { runCommand } from '../../platform/command.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Audience, Principal } from '../../platform/sessions.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { isSomebody, type MemberItems, memberPartition, nameKeys } from './items.ts';

/** A member as other modules may know one: without the phone number, without any WeChat id. */
export type MemberProfile = {
  memberId: string;
  nickname: string;
  /** What staff are called by HQ and branches; the nickname where none is set. */
  displayName: string;
  language: Language;
  phoneMasked: string | null;
  privacyVersion: string | null;
  termsVersion: string | null;
  joinedAtMs: number;
  /** The person was forgotten, and nobody is this any more. */
  isDeleted: boolean;
};

/** What of a member is counted: no name, no number. */
export type KnownMember = {
  joinedAtMs: number;
  language: Language;
  hasPhone: boolean;
  /** The member that they were found to be, and the sign-ins that were found to be them. */
  joinedInto: string | null;
  joined: readonly string[];
  isDeleted: boolean;
};

export type ProfileChange = {
  nickname?: string | undefined;
  language?: Language | undefined;
};

/** A session as it is kept beside its member. */
export type StoredSession = {
  id: string;
  audience: Audience;
  door?: 'desk' | undefined;
  startedAtMs: number;
  expiresAtMs: number;
  address?: string | undefined;
  agent?: string | undefined;
};

type StoredProfile = {
  memberId: string;
  nickname: string;
  displayName?: string | undefined;
  language: Language;
  phone?: string | undefined;
  privacyVersion?: string | undefined;
  termsVersion?: string | undefined;
  joinedAtMs: number;
  deletedAtMs?: number | undefined;
};

function toProfile(stored: StoredProfile): MemberProfile {
  return {
    memberId: stored.memberId,
    nickname: stored.nickname,
    displayName: stored.displayName ?? stored.nickname,
    language: stored.language,
    phoneMasked: stored.phone === undefined ? null : maskPhone(stored.phone),
    privacyVersion: stored.privacyVersion ?? null,
    termsVersion: stored.termsVersion ?? null,
    joinedAtMs: stored.joinedAtMs,
    isDeleted: stored.deletedAtMs !== undefined,
  };
}

export function createProfiles(deps: { table: JindianTable; items: MemberItems }) {
  const { table, items } = deps;

  /** Profile, roles and sessions in one query; `null`: there is no such member. */
  async function read(
    memberId: string,
    options: { consistent: boolean } = { consistent: false },
  ): Promise<{
    profile: MemberProfile;
    roles: RoleGrant[];
    /** Grants by which nothing may be done for now: whoever asks what somebody may do, asks `roles`. */
    suspended: RoleGrant[];
    /** Those of them that headquarters suspended, and only headquarters takes up again. */
    suspendedByHq: RoleGrant[];
    sessions: StoredSession[];
  } | null> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { between: ['PROFILE', 'SESSION$'] } })
      .entities(items.profile, items.role, items.session)
      .options({ consistent: options.consistent, tagEntities: true, ...everyPage })
      .send();
    let profile: MemberProfile | null = null;
    const roles: RoleGrant[] = [];
    const suspended: RoleGrant[] = [];
    const suspendedByHq: RoleGrant[] = [];
    const sessions: StoredSession[] = [];
    for (const found of Items ?? []) {
      if ('role' in found) {
        const grant = { role: found.role, scope: found.scope };
        (found.suspendedAtMs === undefined ? roles : suspended).push(grant);
        if (found.suspendedAtMs !== undefined && found.suspendedByHq !== false) suspendedByHq.push(grant);
      } else if ('audience' in found) sessions.push(found);
      else profile = toProfile(found);
    }
    return profile && { profile, roles, suspended, suspendedByHq, sessions };
  }

  async function profile(memberId: string): Promise<MemberProfile | null> {
    const { Item } = await items.profile.build(GetItemCommand).key({ memberId }).send();
    return Item ? toProfile(Item) : null;
  }

  /** Profiles by id, for lists; members that are not there are left out. */
  async function profilesOf(memberIds: readonly string[]): Promise<Map<string, MemberProfile>> {
    const found = await storedOf(memberIds);
    return new Map(found.map((stored) => [stored.memberId, toProfile(stored)]));
  }

  /** Whole numbers, for comparing only: they are shown to nobody. */
  async function phonesOf(memberIds: readonly string[]): Promise<Map<string, string>> {
    const found = await storedOf(memberIds);
    const others = await storedOf(found.flatMap(({ joinedInto }) => joinedInto ?? []));
    const phoneOf = new Map(others.map(({ memberId, phone }) => [memberId, phone]));
    return new Map(
      found.flatMap(({ memberId, joinedInto, phone }) => {
        const number = joinedInto === undefined ? phone : phoneOf.get(joinedInto);
        return number === undefined ? [] : [[memberId, number]];
      }),
    );
  }

  /** Who signed in by SMS and was found to be this member. */
  async function joinedOf(memberId: string): Promise<readonly string[]> {
    const [stored] = await storedOf([memberId]);
    return stored?.joined ?? [];
  }

  /** The member in WeChat whom this one was found to be, or themselves. */
  async function isNow(memberId: string): Promise<string> {
    const [stored] = await storedOf([memberId]);
    return stored?.joinedInto ?? memberId;
  }

  /** What becomes of facts about a member: whoever hears of a change late reads it as it is by then. */
  async function knownNow(memberId: string): Promise<KnownMember | null> {
    const { Item } = await items.profile
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    if (!Item) return null;
    const { joinedAtMs, language, phone, joinedInto = null, joined = [], deletedAtMs } = Item;
    return {
      joinedAtMs,
      language,
      hasPhone: phone !== undefined,
      joinedInto,
      joined,
      isDeleted: deletedAtMs !== undefined,
    };
  }

  async function storedOf(memberIds: readonly string[]) {
    const requests = [...new Set(memberIds)].map((memberId) =>
      items.profile.build(BatchGetRequest).key({ memberId }),
    );
    if (requests.length === 0) return [];
    return (await readBatch(table, requests)).flatMap((stored) => (stored ? [stored] : []));
  }

  async function principalOf(memberId: string): Promise<Principal | null> {
    const known = await read(memberId);
    return known && { kind: 'member', memberId, roles: known.roles };
  }

  /** Read consistently: it is shown right after a change of it. */
  async function view(
    memberId: string,
    binding: BindingView | null,
  ): Promise<Result<MemberView, 'not_found'>> {
    const known = await read(memberId, { consistent: true });
    if (!known) return fail('not_found');
    const { nickname, language, phoneMasked, privacyVersion, termsVersion, joinedAtMs } = known.profile;
    return ok({
      id: memberId,
      nickname,
      language,
      phoneMasked,
      roles: known.roles,
      binding,
      privacyVersion,
      termsVersion,
      joinedAtMs,
    });
  }

  type Update = Omit<UpdateItemInput<MemberItems['profile']>, 'memberId'>;

  async function update(
    memberId: string,
    change: Update,
    keys: Update = {},
  ): Promise<Result<null, 'not_found' | 'busy'>> {
    const fields = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (fields.length === 0) return ok(null);
    auditDetails({ targets: [{ kind: 'member', id: memberId }], after: { fields } });
    return runCommand<null, 'not_found'>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          write(
            'profile',
            items.profile
              .build(UpdateTransaction)
              .item({ memberId, ...change, ...keys } as UpdateItemInput<MemberItems['profile']>)
              .options({ condition: isSomebody }),
          ),
        ],
        value: null,
        refused: { profile: fail('not_found') },
      }),
    });
  }

  /** The consent to the privacy text is taken back: whoever opens the shop is asked again. */
  const withdrawPrivacy = async (memberId: string): Promise<Result<null, 'busy'>> => {
    const done = await update(memberId, { privacyVersion: $remove() });
    return done.ok || done.code === 'not_found' ? ok(null) : fail('busy');
  };

  /** Who is known to others by another name is found by that one. */
  async function change(
    memberId: string,
    wanted: ProfileChange,
  ): Promise<Result<null, 'not_found' | 'busy'>> {
    const { nickname: name } = wanted;
    if (name === undefined) return update(memberId, wanted);
    const { Item } = await items.profile
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return update(memberId, wanted, Item?.displayName === undefined ? nameKeys({ memberId, name }) : {});
  }

  return {
    read,
    profile,
    profilesOf,
    phonesOf,
    joinedOf,
    isNow,
    knownNow,
    principalOf,
    view,
    change,
    withdrawPrivacy,
  };
}
export type Profiles = ReturnType<typeof createProfiles>;
