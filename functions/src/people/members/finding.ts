import { ulidSchema } from '@jindian/shared/contract/common';
import type { FoundMember } from '@jindian/shared/contract/people/member';
import { hidePhoneTail } from '@jindian/shared/mask';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { indexNames } from '../../platform/deployed-names.ts';
import type { JindianTable } from '../../platform/table.ts';
import { memberPartition, namePartition, phonePartition } from './items.ts';
import type { Profiles } from './profiles.ts';
import { phoneIn, searchedName } from './rules.ts';

/** Where more people fit, more of the name is asked for. */
export const maxFound = 20;
/** Of so many people of a name colleagues are looked for. */
const maxLookedAt = 500;
const lookedAtOnce = 50;

/** Finds people by what others know of them: a phone number, an id, or how a name begins. */
export function createFinding(deps: { table: JindianTable; profiles: Pick<Profiles, 'read'> }) {
  const { table, profiles } = deps;

  function queryFor(text: string) {
    const phone = phoneIn(text);
    if (phone !== null) return { index: indexNames.byQueue, partition: phonePartition(phone) };
    const range = { beginsWith: searchedName(text) };
    return { index: indexNames.byOwner, partition: namePartition(text), range };
  }

  async function idsFor(text: string): Promise<string[]> {
    const id = ulidSchema.safeParse(text.toUpperCase());
    if (id.success) return [id.data];
    const { Items } = await table
      .build(QueryCommand)
      .query(queryFor(text))
      .options({ limit: maxFound + 1 })
      .send();
    return (Items ?? []).map(({ pk }) => String(pk).slice(memberPartition('').length));
  }

  /** `showTails`: the last digits of a number, which tell two people of one name apart. */
  async function find(
    text: string,
    { showTails }: { showTails: boolean },
  ): Promise<{ items: FoundMember[]; more: boolean }> {
    const memberIds = await idsFor(text);
    const known = await Promise.all(memberIds.slice(0, maxFound).map((memberId) => profiles.read(memberId)));
    const items = known.flatMap((found): FoundMember[] => {
      if (!found) return [];
      const { memberId, displayName: name, phoneMasked } = found.profile;
      const phone = phoneMasked === null || showTails ? phoneMasked : hidePhoneTail(phoneMasked);
      return [{ memberId, name, phoneMasked: phone, roles: found.roles }];
    });
    return { items, more: memberIds.length > maxFound };
  }

  /** Colleagues by how their name begins. Shoppers of the same name are passed over, however many come before. */
  async function findStaff(text: string): Promise<{ memberId: string; name: string }[]> {
    const found: { memberId: string; name: string }[] = [];
    let start: Record<string, unknown> | undefined;
    for (let looked = 0; looked < maxLookedAt && found.length < maxFound; looked += lookedAtOnce) {
      const page = await table
        .build(QueryCommand)
        .query(queryFor(text))
        .options({ limit: lookedAtOnce, ...(start ? { exclusiveStartKey: start } : {}) })
        .send();
      const ids = (page.Items ?? []).map(({ pk }) => String(pk).slice(memberPartition('').length));
      for (const known of await Promise.all(ids.map((memberId) => profiles.read(memberId))))
        if (known && known.roles.length > 0)
          found.push({ memberId: known.profile.memberId, name: known.profile.displayName });
      start = page.LastEvaluatedKey;
      if (!start) break;
    }
    return found.slice(0, maxFound);
  }

  return { find, findStaff };
}
