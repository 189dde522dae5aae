/** The policy is part of the contract, since HQ edits it; here it is carried out. */
export * from '@jindian/shared/contract/serving/sourcing-policy';
