import type { AuditTarget } from '@jindian/shared/contract/people/audit';

/**
 * The things that a path names, the last of them first: it is the one that is acted upon. `orderId` names an `order`,
 * `number` a `number`.
 */
export function targetsOf(params: Readonly<Record<string, unknown>>): AuditTarget[] {
  return Object.entries(params)
    .map(([name, id]) => ({ kind: name.replace(/Id$/, ''), id: String(id) }))
    .reverse();
}
