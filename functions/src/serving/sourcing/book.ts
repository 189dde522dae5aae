/** A published book made ready to decide: every chain compiled, and which one an order goes by. */
import { shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import { shortCityName } from '@jindian/shared/contract/goods/prices';
import type { Grid } from '@jindian/shared/contract/places/network';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { defaultPolicy } from './default-policy.ts';
import type { OrderChannel, PolicyBook, PolicyScope } from './policy.ts';

/** What a scope looks at. */
export type OrderTraits = {
  grid: Pick<Grid, 'province' | 'city'> | null;
  /** Of each line: its category and all above it. */
  goods: readonly { categoryPath: readonly string[] }[];
  channel: OrderChannel | null;
};

export type CompiledBook = {
  version: string;
  /** The first scope that fits, else the standard chain. */
  policyFor(traits: OrderTraits): CompiledPolicy;
};

const { rules, deliveryCosts, serviceFees } = defaultPolicy;
export const defaultBook: PolicyBook = {
  format: 1,
  scopes: [],
  standard: { rules, deliveryCosts, serviceFees },
};

/** As it is kept on orders: `v3`, and `v3/wine` for those that a scope was for. */
export function versionName(number: number): string {
  return number === 0 ? defaultPolicy.version : `v${number}`;
}

/** Throws on a book that is not sound: what HQ keeps is parsed before. */
export function compileBook(book: PolicyBook, version: string): CompiledBook {
  const standard = compilePolicy({ ...book.standard, format: 1, version });
  const scopes = book.scopes.map((scope) => ({
    fits: fitOf(scope),
    policy: compilePolicy({ ...scope.chain, format: 1, version: `${version}/${scope.id}` }),
  }));
  return {
    version,
    policyFor: (traits) => scopes.find(({ fits }) => fits(traits))?.policy ?? standard,
  };
}

function fitOf(scope: PolicyScope): (traits: OrderTraits) => boolean {
  const set = <T>(values: readonly T[] | null) => values && new Set<T>(values);
  const provinces = scope.provinces && new Set(scope.provinces.map(shortProvinceName));
  const cities = scope.cities && new Set(scope.cities.map(shortCityName));
  const categoryIds = set(scope.categoryIds);
  const channels = set(scope.channels);
  return ({ grid, goods, channel }) =>
    (!provinces || (grid !== null && provinces.has(shortProvinceName(grid.province)))) &&
    (!cities || (grid !== null && cities.has(shortCityName(grid.city)))) &&
    (!categoryIds || goods.every(({ categoryPath }) => categoryPath.some((id) => categoryIds.has(id)))) &&
    (!channels || (channel !== null && channels.has(channel)));
}
