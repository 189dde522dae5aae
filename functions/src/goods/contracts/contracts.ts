import {
  type OwnerContract,
  ownerContractSchema,
  standardContract,
} from '@jindian/shared/contract/goods/contracts';
import { brandDay } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import type { PolicyDocuments } from '../../platform/policy-document/documents.ts';
import { type Contracts, contractProblems, contractsOf } from './rules.ts';

/** What was agreed with each dealer about who sells: a document for each, held together in memory. */
export function createContracts(deps: {
  policies: PolicyDocuments;
  clock: Clock;
  isDealer(ownerId: string): Promise<boolean>;
  /** Whether money for this merchant can be taken. */
  payable(merchantId: string): boolean;
}) {
  return deps.policies.collection<OwnerContract, Contracts>({
    name: 'contracts',
    schema: ownerContractSchema,
    permissions: { see: 'contracts.read', edit: 'contracts.edit', publish: 'contracts.manage' },
    standard: standardContract,
    knows: deps.isDealer,
    compile: (contents) => contractsOf(contents, () => brandDay(deps.clock.nowMs())),
    validate: (contract) => contractProblems(contract, deps.payable),
  });
}
export type ContractDocuments = ReturnType<typeof createContracts>;
