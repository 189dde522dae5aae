/** Changes of a draft as pure functions on the book. */
import {
  type PolicyBook,
  type PolicyChain,
  type PolicyScope,
  policyBookSchema,
  type SourcingRule,
} from '@jindian/shared/contract/serving/sourcing-policy';

export const standardScope = 'standard';

export function chainOf(book: PolicyBook, scopeId: string): PolicyChain | null {
  if (scopeId === standardScope) return book.standard;
  return book.scopes.find(({ id }) => id === scopeId)?.chain ?? null;
}

export function withChain(book: PolicyBook, scopeId: string, chain: PolicyChain): PolicyBook {
  if (scopeId === standardScope) return { ...book, standard: chain };
  return {
    ...book,
    scopes: book.scopes.map((scope) => (scope.id === scopeId ? { ...scope, chain } : scope)),
  };
}

export const ruleActs = ['toggle', 'up', 'down', 'remove'] as const;
export type RuleAct = (typeof ruleActs)[number];

/** null where there is no such rule, or nothing to move it past. */
export function changedRules(
  rules: readonly SourcingRule[],
  ruleId: string,
  act: RuleAct,
): SourcingRule[] | null {
  const index = rules.findIndex(({ id }) => id === ruleId);
  const rule = rules[index];
  if (!rule) return null;
  if (act === 'toggle') return rules.with(index, { ...rule, enabled: !rule.enabled });
  if (act === 'remove') return rules.length === 1 ? null : rules.toSpliced(index, 1);
  return moved(rules, index, act === 'up' ? -1 : 1);
}

export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] | null {
  const [item, other] = [list[index], list[index + by]];
  if (item === undefined || other === undefined) return null;
  return list.with(index, other).with(index + by, item);
}

export function newRule(chain: PolicyChain, name: SourcingRule['name']): SourcingRule {
  return {
    id: freeId(
      'rule',
      chain.rules.map(({ id }) => id),
    ),
    name,
    enabled: false,
    candidates: { from: 'nearest', kinds: ['branch'], withinMeters: 50_000, limit: 10 },
    filters: [{ type: 'status' }, { type: 'serving_radius' }, { type: 'capacity' }, { type: 'not_tried' }],
    keepPieces: 0,
    sort: [{ by: 'distance' }],
    action: { type: 'allocate' },
    otherwise: 'next',
  };
}

export function newScope(book: PolicyBook, name: PolicyScope['name']): PolicyScope {
  return {
    id: freeId(
      'scope',
      book.scopes.map(({ id }) => id),
    ),
    name,
    provinces: null,
    cities: null,
    categoryIds: null,
    channels: null,
    chain: book.standard,
  };
}

function freeId(prefix: string, taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`${prefix}_${number}`)) number += 1;
  return `${prefix}_${number}`;
}

/** What keeps the book from being sound, in the contract's own words; null when nothing does. */
export function faultOf(book: PolicyBook): string | null {
  const parsed = policyBookSchema.safeParse(book);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'invalid');
}
