import type { LocalizedText } from '@jindian/shared/contract/common';
import { hqOwner } from './rules.ts';

/** By what people look for an owner: the name in the contract, else that of a branch of theirs. */
export function createOwnersCalled(deps: {
  contracts: { current(): Promise<{ of(ownerId: string): { legalName: string } }> };
  ownership: {
    branchesOf(ownerIds: readonly string[]): Promise<ReadonlyMap<string, { branchName: LocalizedText }>>;
  };
}) {
  return async (ownerIds: readonly string[]): Promise<ReadonlyMap<string, LocalizedText>> => {
    const [contracts, branches] = await Promise.all([
      deps.contracts.current(),
      deps.ownership.branchesOf(ownerIds),
    ]);
    const nameOf = (id: string): LocalizedText => {
      if (id === hqOwner) return { zh: '总部', en: 'HQ' };
      const { legalName } = contracts.of(id);
      return legalName === ''
        ? (branches.get(id)?.branchName ?? { zh: id, en: id })
        : { zh: legalName, en: legalName };
    };
    return new Map(ownerIds.map((id) => [id, nameOf(id)]));
  };
}
export type OwnersCalled = ReturnType<typeof createOwnersCalled>;
