import { languages } from '@jindian/shared/contract/common';
import { legalDocuments } from '@jindian/shared/contract/people/legal';
import type { Scope } from '@jindian/shared/contract/people/member';
import { roleNames } from '@jindian/shared/contract/people/permissions';
import { type Verification, verificationKinds } from '@jindian/shared/contract/people/verification';
import { any } from 'dynamodb-toolbox/schema/any';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import { audiences } from '../../platform/sessions.ts';
import type { JindianTable } from '../../platform/table.ts';
import { searchedName } from './rules.ts';

export function memberPartition(memberId: string): string {
  return `MEMBER#${memberId}`;
}

/** Staff of one place are listed under it, everybody else who holds a role under `-`. */
export function staffPartition(locationId: string | null): string {
  return `STAFF#${locationId ?? '-'}`;
}

/** All who hold a role, whatever and wherever: what a search of them goes through. */
export const allStaff = 'STAFF';

/**
 * Where a chosen name is found by how it begins. One that was made for a new member says nothing, and stays out: half
 * of all members would lie under its first character.
 */
export function nameKeys({ memberId, name }: { memberId: string; name: string }) {
  return { gsi1pk: namePartition(name), gsi1sk: `${searchedName(name)}#${memberId}` };
}

export function namePartition(name: string): string {
  const [first = ''] = searchedName(name);
  return `MEMBER_NAME#${first}`;
}

export function phoneKeys({ memberId, phone }: { memberId: string; phone: string }) {
  return { gsi2pk: phonePartition(phone), gsi2sk: memberId };
}

export function phonePartition(phone: string): string {
  return `MEMBER_PHONE#${phone}`;
}

/** There is such a member, and nobody forgot them: another process may hear of it seconds later. */
export const isSomebody = {
  and: [
    { attr: 'memberId' as const, exists: true as const },
    { attr: 'deletedAtMs' as const, exists: false as const },
  ],
};

/** Two grants of one role differ in this. A person has one list of branches per role: another list replaces it. */
export function scopeKey(scope: Scope): string {
  switch (scope.kind) {
    case 'brand':
    case 'branches':
    case 'self':
      return scope.kind;
    case 'branch':
      return scope.locationId;
    case 'owner':
      return `owner:${scope.ownerId}`;
    case 'region':
      return `region:${scope.province}:${scope.city ?? ''}`;
  }
}

function roleSortKey(role: string, scope: string): string {
  return `ROLE#${role}#${scope}`;
}

/**
 * What a member is, under `MEMBER#<id>`:
 *
 *     ADDRESS#<id>   AGREEMENT#<document>#<version>   BINDING   PROFILE   ROLE#<role>#<scope>   SESSION#<id>   SUBSCRIPTION#<template>   VERIFIED#<kind>
 *                    └─ one query: who is this, acting as what, bound to whom, in which sessions ─┘
 *
 * The openid lies under a partition of its own, so that nothing that reads a member ever carries it.
 */
export function memberItems(table: JindianTable) {
  const profile = new Entity({
    name: 'Member',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      nickname: string(),
      /** How HQ and branches know a member of staff; shoppers have none. */
      displayName: string().optional(),
      language: string().enum(...languages),
      phone: string().optional(),
      privacyVersion: string().optional(),
      termsVersion: string().optional(),
      joinedAtMs: number(),
      addresses: number(),
      /** Its address may be gone: then there is none. */
      defaultAddressId: string().optional(),
      /** They signed in by SMS, and are this member in WeChat: nothing is theirs any more. */
      joinedInto: string().optional(),
      /** Members who signed in by SMS and were found to be this one: what they ordered stays under their ids. */
      joined: list(string()).optional(),
      roles: number(),
      /** All their sessions were ended: what was made before to come in by is worth nothing. */
      sessionsEndedAtMs: number().optional(),
      /** The person was forgotten: what is left is an id for books. */
      deletedAtMs: number().optional(),
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: memberPartition(memberId), sk: 'PROFILE' }),
  });

  const role = new Entity({
    name: 'MemberRole',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      role: string()
        .enum(...roleNames)
        .key(),
      /** `scopeKey` of the scope. */
      holds: string().key(),
      scope: any().castAs<Scope>(),
      grantedAtMs: number(),
      /** Nothing may be done by it until it is taken up again; it is not forgotten. */
      suspendedAtMs: number().optional(),
      /** It was headquarters, or nobody says who: no place takes it up again, lets them go or takes them in. */
      suspendedByHq: boolean().optional(),
      /** Absent: of a role of members, who stand in no list of staff. */
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: ({ memberId, role, holds }: { memberId: string; role: string; holds: string }) => ({
      pk: memberPartition(memberId),
      sk: roleSortKey(role, holds),
    }),
  });

  const address = new Entity({
    name: 'MemberAddress',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      id: string().key(),
      recipientName: string(),
      phone: string(),
      province: string(),
      city: string(),
      county: string(),
      detail: string(),
      latGcj02: number(),
      lngGcj02: number(),
      revision: number(),
      savedAtMs: number(),
    }),
    computeKey: ({ memberId, id }: { memberId: string; id: string }) => ({
      pk: memberPartition(memberId),
      sk: `ADDRESS#${id}`,
    }),
  });

  const session = new Entity({
    name: 'MemberSession',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      id: string().key(),
      audience: string().enum(...audiences),
      /** Of a branch's desk in a browser; all others came by the door that their audience says. */
      door: string().enum('desk').optional(),
      startedAtMs: number(),
      expiresAtMs: number(),
      expiresAtS: number(),
      /** Where it was begun, for its member's eyes. */
      address: string().optional(),
      agent: string().optional(),
    }),
    computeKey: ({ memberId, id }: { memberId: string; id: string }) => ({
      pk: memberPartition(memberId),
      sk: `SESSION#${id}`,
    }),
  });

  const subscription = new Entity({
    name: 'MemberSubscription',
    table,
    timestamps: false,
    schema: item({ memberId: string().key(), template: string().key(), accepted: number() }),
    computeKey: ({ memberId, template }: { memberId: string; template: string }) => ({
      pk: memberPartition(memberId),
      sk: `SUBSCRIPTION#${template}`,
    }),
  });

  const agreement = new Entity({
    name: 'MemberAgreement',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      document: string()
        .enum(...legalDocuments)
        .key(),
      version: string().key(),
      agreedAtMs: number(),
    }),
    computeKey: ({
      memberId,
      document,
      version,
    }: {
      memberId: string;
      document: string;
      version: string;
    }) => ({
      pk: memberPartition(memberId),
      sk: `AGREEMENT#${document}#${version}`,
    }),
  });

  /** What headquarters saw of who they are, of each kind the last. */
  const verified = new Entity({
    name: 'MemberVerification',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      kind: string()
        .enum(...verificationKinds)
        .key(),
      seen: any().castAs<Verification>(),
      verifiedBy: string(),
      verifiedAtMs: number(),
    }),
    computeKey: ({ memberId, kind }: { memberId: string; kind: string }) => ({
      pk: memberPartition(memberId),
      sk: `VERIFIED#${kind}`,
    }),
  });

  const identity = new Entity({
    name: 'MemberIdentity',
    table,
    timestamps: false,
    schema: item({ openid: string().key(), memberId: string() }),
    computeKey: ({ openid }: { openid: string }) => ({ pk: `IDENTITY#wechat#${openid}`, sk: 'IDENTITY' }),
  });

  /** Apart from the member, so that a number leads to one at a time. */
  const phoneIdentity = new Entity({
    name: 'MemberPhoneIdentity',
    table,
    timestamps: false,
    schema: item({
      phone: string().key(),
      memberId: string(),
      /** When its member last proved that they hold it. */
      verifiedAtMs: number(),
    }),
    computeKey: ({ phone }: { phone: string }) => ({ pk: `IDENTITY#phone#${phone}`, sk: 'IDENTITY' }),
  });

  const wechatAccount = new Entity({
    name: 'MemberWechatAccount',
    table,
    timestamps: false,
    schema: item({ memberId: string().key(), openid: string(), unionid: string().optional() }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: `WECHAT#${memberId}`, sk: 'WECHAT' }),
  });

  return {
    profile,
    role,
    address,
    session,
    subscription,
    agreement,
    verified,
    identity,
    phoneIdentity,
    wechatAccount,
  };
}
export type MemberItems = ReturnType<typeof memberItems>;
