import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Endpoint } from '@jindian/shared/contract/endpoint';
import { permissionNames } from '@jindian/shared/contract/people/permissions';
import { expect, test } from 'vitest';
import { type HqDeps, hqDepsOf, hqModule } from '../hq/index.ts';
import type { Mount } from '../platform/http/mount.ts';
import { permissionOwners } from '../platform/module.ts';
import { startSystemFixture } from './testing/system-fixture.ts';

const source = path.resolve(import.meta.dirname, '..');

/** As the areas lie over one another; what is on one line is beside the other. */
const floors = [['platform'], ['places', 'people', 'money'], ['goods', 'selling'], ['serving'], ['hq']];
const floorOf = (module: string) => floors.findIndex((areas) => areas.includes(module.split('/')[0] ?? ''));

test('every permission belongs to one module, is asked for somewhere, and by nobody below its own', async () => {
  const { local } = await startSystemFixture();
  const hq = hqModule(hqDepsOf(local.system, {}) as HqDeps);
  const modules = [...local.system.modules, hq];
  const owners = permissionOwners(modules);
  expect([...owners.keys()].sort()).toEqual([...permissionNames].sort());

  // An endpoint or a page asks for most; a service, for what depends on the thing itself.
  const sources = [path.join(source, '..', '..', 'shared/src/contract/endpoints'), source].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/(\.test\.ts|module\.ts)$/.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8')),
  );
  const isAsked = (permission: string) => sources.some((text) => text.includes(`'${permission}'`));
  const upward: string[] = [];
  for (const { name, routes } of local.system.modules) {
    const record = ((endpoint: Endpoint) => {
      if (typeof endpoint.access !== 'object') return;
      const { permission } = endpoint.access;
      const owner = owners.get(permission) ?? '';
      // The platform keeps documents of every area, and asks for what each of them says.
      if (!name.startsWith('platform/') && floorOf(owner) > floorOf(name))
        upward.push(`${name}: ${endpoint.id} asks for ${permission} of ${owner}`);
    }) as unknown as Mount;
    routes?.(record, new Proxy(() => {}, { get: () => () => {} }) as never);
  }
  expect(upward).toEqual([]);
  expect(permissionNames.filter((name) => !isAsked(name))).toEqual([]);
  await local.close();
});
