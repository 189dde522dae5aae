import type { Scope } from '@jindian/shared/contract/people/member';
import type { Visit } from '../../visit.ts';

/** `region:上海市`, `branches:B001,B002`, `owner:D0001`, `brand`: a scope as people type and read it. */
export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'brand':
    case 'self':
      return scope.kind;
    case 'region':
      return `region:${scope.province}${scope.city === null ? '' : `:${scope.city}`}`;
    case 'branches':
      return `branches:${scope.locationIds.join(',')}`;
    case 'owner':
      return `owner:${scope.ownerId}`;
    case 'branch':
      return `branch:${scope.locationId}`;
  }
}

/** A scope in the visitor's words, to be read only. */
export function scopeWords({ t }: Visit, scope: Scope): string {
  switch (scope.kind) {
    case 'brand':
      return t('scopeBrand');
    case 'self':
      return t('scopeSelf');
    case 'region':
      return scope.city === null ? scope.province : `${scope.province} ${scope.city}`;
    case 'branches':
      return t('scopePlaces', { ids: scope.locationIds.join(' ') });
    case 'owner':
      return t('scopeOwner', { id: scope.ownerId });
    case 'branch':
      return t('scopePlaces', { ids: scope.locationId });
  }
}

/** What is chosen says which; only where that is left open (`branch:`, `owner:`) does what is typed beside it name them. */
export function chosenScope(scope: string, ids: string): string {
  return scope.endsWith(':') ? `${scope}${ids}` : scope;
}

/** What a typed scope means: not checked yet. */
export function readScope(text: string): unknown {
  const [kind = '', first = '', second] = text
    .trim()
    .split(/[:：]/)
    .map((part) => part.trim());
  const read: Record<string, unknown> = {
    brand: { kind },
    self: { kind },
    region: { kind, province: first, city: second || null },
    branches: { kind, locationIds: first.split(/[\s,，、]+/).filter((id) => id !== '') },
    owner: { kind, ownerId: first },
    branch: { kind, locationId: first },
  };
  return Object.hasOwn(read, kind) ? read[kind] : null;
}
