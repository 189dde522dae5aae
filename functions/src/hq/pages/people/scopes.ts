import { locationIdSchema } from '@jindian/shared/contract/common';
import type { Scope } from '@jindian/shared/contract/people/member';
import type { Network } from '../../../places/network/service.ts';
import { searchLocations } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { NotAsked } from '../../forms/form.tsx';
import { pickedId, pickedText } from '../../forms/picked.ts';
import { type HqContext, reachOn, type Visit } from '../../visit.ts';
import { type AreaNamer, areaNamer } from '../places/area-names.ts';

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

/** What the places, owners and areas of scopes are called. */
export type ScopeNames = {
  place(locationId: string): string;
  owner(ownerId: string): string;
  area: AreaNamer;
};

export async function scopeNames(
  { language }: Pick<Visit, 'language'>,
  deps: Pick<HqDeps, 'network' | 'ownerNames'>,
  scopes: readonly Scope[],
): Promise<ScopeNames> {
  const ownerIds = scopes.flatMap((scope) => (scope.kind === 'owner' ? [scope.ownerId] : []));
  const areas = scopes.flatMap((scope) =>
    scope.kind === 'region' ? [scope.province, scope.city ?? scope.province] : [],
  );
  const [snapshot, owners, area] = await Promise.all([
    deps.network.current(),
    deps.ownerNames(ownerIds),
    areaNamer(language, areas),
  ]);
  return {
    place: (locationId) => snapshot.location(locationId)?.name[language] ?? locationId,
    owner: (ownerId) => owners.get(ownerId)?.[language] ?? ownerId,
    area,
  };
}

/** A scope in the visitor's words, to be read only. */
export function scopeWords({ t, language }: Visit, scope: Scope, names: ScopeNames): string {
  switch (scope.kind) {
    case 'brand':
      return t('scopeBrand');
    case 'self':
      return t('scopeSelf');
    case 'region':
      return [scope.province, ...(scope.city === null ? [] : [scope.city])]
        .map(names.area)
        .join(language === 'zh' ? ' ' : ', ');
    case 'branches':
      return scope.locationIds.map(names.place).join(language === 'zh' ? '、' : ', ');
    case 'owner':
      return t('scopeOwner', { name: names.owner(scope.ownerId) });
    case 'branch':
      return names.place(scope.locationId);
  }
}

/** So many places can be picked in the form; who looks after more of them looks after a region. */
const maxPickedPlaces = 20;
export const pickedPlaceNames = Array.from({ length: maxPickedPlaces }, (_, nth) => `scopePlace${nth + 1}`);

/** What is chosen says which; only where that is left open (`branch:`, `owner:`) does what is picked beside it name them. */
export function chosenScope(fields: Pick<FormFields, 'text'>): string {
  const scope = fields.text('scope');
  const places = pickedPlaceNames.map((name) => pickedId(fields.text(name))).filter((id) => id !== '');
  if (scope === 'branches:') return scope + [...new Set(places)].join(',');
  if (scope === 'branch:') return scope + (places[0] ?? '');
  return scope === 'owner:' ? scope + pickedId(fields.text('scopeOwner')) : scope;
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

/**
 * The same as it was typed: the exact name of a place stands for it where there is one of that name. Where there is none,
 * it says what might be meant.
 */
export async function typedScope(
  c: HqContext,
  network: Pick<Network, 'current'>,
  fields: Pick<FormFields, 'text'>,
): Promise<unknown> {
  const { t, language } = c.get('visit');
  const snapshot = await network.current();
  const meant = new Map<string, string>();
  for (const name of pickedPlaceNames) {
    const text = fields.text(name).trim();
    if (text === '' || !fields.text('scope').startsWith('branch') || snapshot.location(pickedId(text)))
      continue;
    const named = snapshot.locations.filter(({ name: { zh, en } }) => zh === text || en === text);
    if (named.length === 1) meant.set(name, named[0]?.id ?? '');
    // An id that nobody knows is told by the endpoint, by its own words.
    else if (!locationIdSchema.safeParse(pickedId(text)).success) {
      const { items } = await searchLocations(snapshot, text, 3, reachOn(c, 'locations.read'));
      const like = [...named, ...items.filter(({ id }) => !named.some((one) => one.id === id))].slice(0, 3);
      if (like.length === 0) continue;
      const places = like.map((place) => pickedText(place.name[language], place.id)).join(t('listComma'));
      return new NotAsked(t('peoplePlaceLike', { text, places }));
    }
  }
  return readScope(chosenScope({ text: (name) => meant.get(name) ?? fields.text(name) }));
}
