/** What this version stores: as its schemas say, and as the samples of all endpoints write it. */
import type { Engine } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { SchemaDTO } from 'dynamodb-toolbox/schema/actions/dto';
import {
  type SystemFixture,
  samplesOf,
  startSystemFixture,
} from '../../functions/src/entry/testing/system-fixture.ts';
import { kindsOn } from '../../functions/src/platform/entity.ts';
import { createIds } from '../../functions/src/platform/ids.ts';
import { migrations, retired } from '../../functions/src/platform/migrations/registry.ts';
import { createWalk } from '../../functions/src/platform/migrations/walk.ts';
import type { JindianTable } from '../../functions/src/platform/table.ts';
import type { StoredNow, StoredSchema } from './compare-items.ts';
import { everyItem, type Item } from './stored-items.ts';

export function schemasOn(table: JindianTable): Record<string, StoredSchema> {
  const found = [...kindsOn(table)].map(([kind, { schema }]) => {
    const described = JSON.parse(JSON.stringify(new SchemaDTO(schema))) as StoredSchema;
    return [kind, described] as const;
  });
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Set) return 'set';
  if (value instanceof Uint8Array) return 'binary';
  return typeof value === 'object' ? 'map' : typeof value;
}
/** A name that is a value: an id, a day, a code, a place. */
const isValue = (name: string) => !/^_?[a-z][A-Za-z]*$/.test(name);

function see(paths: Map<string, Set<string>>, at: string, value: unknown): void {
  const types = paths.get(at) ?? new Set();
  paths.set(at, types.add(typeOf(value)));
  const under = (name: string) => (at === '' ? name : `${at}.${name}`);
  if (Array.isArray(value)) for (const one of value) see(paths, under('[]'), one);
  else if (typeOf(value) === 'map')
    for (const [name, one] of Object.entries(value as object))
      see(paths, under(isValue(name) ? '*' : name), one);
}

/** Of each kind every path within its items, and which types stand there. */
export function pathsOf(items: readonly Item[]): StoredNow['seen'] {
  const kinds = new Map<string, Map<string, Set<string>>>();
  for (const item of items) {
    const kind = String(item._et);
    const paths = kinds.get(kind) ?? new Map<string, Set<string>>();
    kinds.set(kind, paths);
    for (const [name, value] of Object.entries(item)) see(paths, isValue(name) ? '*' : name, value);
  }
  const sorted = <V>(map: Map<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted(kinds).map(([kind, paths]) => [
      kind,
      Object.fromEntries(sorted(paths).map(([at, types]) => [at, [...types].sort()])),
    ]),
  );
}

/** Kinds that no sample leads to: a table of goods, and a document too large for one item. */
async function further(fixture: SystemFixture, token: string): Promise<void> {
  const { table } = fixture.local;
  const importId = createIds(fixture.local.clock).next();
  const values = { categoryId: 'C900', titleZh: '新品', titleEn: 'New' };
  await fixture.invoke(
    'hqImportPortion',
    { params: { importId, portion: '0' }, body: { kind: 'categories', rows: [{ row: 2, values }] } },
    { token },
  );
  const part = { partition: 'POLICY#grids', of: 'V#000002', part: 1, bytes: new Uint8Array([1, 2, 3]) };
  await kindsOn(table).get('PolicyPart')?.build(PutItemCommand).item(part).send();
}

/** A system on which everything was called once that changes something, and what then lies in its table. */
export async function storedNow(): Promise<{
  stored: StoredNow;
  items: Item[];
  table: JindianTable;
  close(): Promise<void>;
}> {
  const fixture = await startSystemFixture();
  const { owner, samples } = await samplesOf(fixture);
  const { here, local } = fixture;
  const everybody = await fixture.enrol('stored', [
    brandGrant('administrator'),
    ...(['guide', 'clerk', 'manager', 'courier'] as const).map((role) => branchGrant(role, here)),
  ]);
  for (const id of Object.keys(endpoints) as EndpointId[]) {
    if (endpoints[id].method === 'get') continue;
    for (const token of [owner, everybody.token]) await fixture.invoke(id, samples[id], { token });
  }
  await further(fixture, everybody.token);
  await local.processes.settle();
  createWalk({ table: local.table, migrations, clock: local.clock });
  const items = await everyItem(local.engine as Engine, local.system.config.tableName);
  return {
    stored: { schemas: schemasOn(local.table), seen: pathsOf(items), migrations, retired },
    items,
    table: local.table,
    close: () => local.close(),
  };
}

const shapeOf = (item: Item) => Object.keys(pathsOf([item])[String(item._et)] ?? {}).join(' ');
const examplesOfAKind = 6;

/** Of each kind some items, no two with the same paths: the same whatever order they came in, as far as times and ids allow. */
export function examplesOf(items: readonly Item[]): Record<string, Item[]> {
  const found = new Map<string, Map<string, Item>>();
  for (const item of items) {
    const kind = String(item._et);
    const shapes = found.get(kind) ?? new Map<string, Item>();
    found.set(kind, shapes);
    const shape = shapeOf(item);
    if (!shapes.has(shape)) shapes.set(shape, item);
  }
  return Object.fromEntries(
    [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, shapes]) => [
        kind,
        [...shapes]
          .sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))
          .slice(0, examplesOfAKind)
          .map(([, item]) => item),
      ]),
  );
}
