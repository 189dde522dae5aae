import { type LegalDocument, standardLegalVersion } from '@jindian/shared/contract/people/legal';
import type { Clock } from '../../platform/clock.ts';
import { createIdempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import { createAccounts } from './accounts.ts';
import { createAddresses } from './addresses.ts';
import { createAgreements } from './agreements.ts';
import { createFinding } from './finding.ts';
import { createForgetting } from './forgetting.ts';
import { memberItems } from './items.ts';
import { createPhoneIdentities } from './phone-identities.ts';
import { createProfiles } from './profiles.ts';
import { type Beside, createRoles } from './roles.ts';
import { createStandings } from './standings.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createVerifications } from './verifications.ts';

/** Who people are, what they may act as, where they want things delivered, and which messages they accepted. */
export function createMembers(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  settings: SettingsReader<'people'>;
  /** What other modules keep of a member, written for the one that they are joined with. */
  joinWrites?: (fromId: string, toId: string) => Promise<Write[]>;
  /** Told of who was met by a unionid. */
  met?: (memberId: string, unionid: string) => Promise<void>;
  /** What other modules write with each change of a grant. */
  beside?: Beside;
  /** The version of a text that members are asked to agree to now; the product's own unless told. */
  legalVersionOf?: (document: LegalDocument) => Promise<string>;
}) {
  const { table, clock, ids } = deps;
  const items = memberItems(table);
  const profiles = createProfiles({ table, items });
  const standings = createStandings({ clock, profiles });
  const { grantWrites, newGrantWrites, holdsCheck, countCheck, suspensionWrites, dropWrites, ...roles } =
    createRoles({
      table,
      clock,
      items,
      profiles,
      beside: deps.beside ?? (() => []),
      changed: standings.forget,
    });

  const accounts = createAccounts({
    ...{ table, clock, ids, items, standings, grantWrites },
    met: deps.met ?? (async () => undefined),
  });

  const verifications = createVerifications({ table, clock, items, profilesOf: profiles.profilesOf });
  const { identityOf, storedProfile, ...phones } = createPhoneIdentities({
    table,
    clock,
    ids,
    items,
    profiles,
    standings,
    openidOf: accounts.openidOf,
    joinWrites: deps.joinWrites ?? (async () => []),
    verifications,
  });

  return {
    ...profiles,
    ...roles,
    grantWrites,
    newGrantWrites,
    holdsCheck,
    countCheck,
    suspensionWrites,
    dropWrites,
    ...createFinding({ table, profiles }),
    standings,
    ...accounts,
    ...phones,
    ...createForgetting({
      clock,
      items,
      identities: { identityOf, storedProfile },
      openidOf: accounts.openidOf,
    }),
    ...createAddresses({
      table,
      items,
      settings: deps.settings,
      clock,
      nameOf: async (memberId) => (await profiles.profile(memberId))?.displayName ?? null,
    }),
    agreements: createAgreements({
      table,
      clock,
      items,
      versionOf: deps.legalVersionOf ?? (async () => standardLegalVersion),
    }),
    verifications,
    ...createSubscriptions({ table, items, idempotency: createIdempotency({ table, clock }) }),
  };
}
export type Members = ReturnType<typeof createMembers>;
