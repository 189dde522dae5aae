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

  return { find };
}
