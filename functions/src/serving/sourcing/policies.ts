import { type PolicyBook, policyBookSchema } from '@jindian/shared/contract/serving/sourcing-policy';
import type { PolicyDocument, PolicyDocuments } from '../../platform/policy-document/documents.ts';
import { type CompiledBook, compileBook, defaultBook, versionName } from './book.ts';

/** Who serves which orders, as HQ edits and publishes it. */
export type SourcingPolicies = PolicyDocument<PolicyBook, CompiledBook>;

export function createSourcingPolicies(policies: PolicyDocuments): SourcingPolicies {
  return policies.document<PolicyBook, CompiledBook>({
    name: 'sourcing',
    schema: policyBookSchema,
    permissions: {
      see: 'policies.read',
      seenFrom: 'anywhere',
      edit: 'policies.edit',
      publish: 'policies.publish',
    },
    standard: defaultBook,
    compile: (book, number) => compileBook(book, versionName(number)),
  });
}
