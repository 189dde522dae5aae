/** A newer version of the app that WeChat has loaded: offered, or taken. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './headless/page.ts';
import type { Phone } from './headless/phone.ts';
import { callApi } from './support/api.ts';
import { type Host, startHost } from './support/host.ts';
import { huangpu, launch, type Stage } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const served = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'))
  .version as string;
let host: Host;
/** Yesterday's build: the same files, which say another version of themselves. */
let older: Stage;
beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'jindian-weapp-'));
  cpSync(builtWeapp(), folder, { recursive: true });
  let said = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(file, 'utf8');
    if (!text.includes(`"${served}"`)) continue;
    said += 1;
    writeFileSync(file, text.replaceAll(`"${served}"`, '"0.0.1"'));
  }
  expect(said).toBeGreaterThan(0);
  older = { folder };
  host = await startHost();
}, buildTimeoutMs);
afterAll(async () => {
  await host?.close();
  rmSync(older.folder, { recursive: true, force: true });
});

async function brandSays(change: Record<string, string>): Promise<void> {
  type View = { revision: number; inForce: { content: Record<string, unknown> } };
  const hq = host.phoneOf('hq');
  const policy = '/v1/hq/policies/settings-brand';
  const { revision, inForce } = await callApi<View>(hq, 'GET', policy);
  const content = { ...inForce.content, ...change };
  const draft = await callApi<View>(hq, 'POST', `${policy}/draft`, { revision, content });
  await callApi(hq, 'POST', `${policy}/versions`, { revision: draft.revision, note: '版本' });
  // Whoever held the settings before reads them anew.
  await host.advance(60_000);
}
const loaded = (phone: Phone) => {
  for (const tell of phone.whenUpdated.splice(0)) tell();
};
const applied = (phone: Phone) => phone.callsOf('applyUpdate').length;

test('is offered where headquarters ask for it, and taken when the person says so', async () => {
  await brandSays({ askedVersion: served });
  const lin = host.phoneOf('shopper-lin', { location: huangpu });
  const app = await launch(older, lin);
  await app.page.quiet();
  expect(app.page.find('#update-notice')).toBeNull();
  loaded(lin);
  await app.page.tap('#update-later');
  await app.page.gone('#update-notice');
  app.close();
  expect(applied(lin)).toBe(0);

  const again = await launch(older, lin);
  await again.page.quiet();
  loaded(lin);
  await again.page.tap('#update-now');
  expect(applied(lin)).toBe(1);
  again.close();
});

test('is taken at once by an app that is too old to be answered', async () => {
  await brandSays({ askedVersion: '', oldestVersion: served });
  const lin = host.phoneOf('shopper-lin', { location: huangpu });
  const app = await launch(older, lin);
  await app.page.get('#update-notice');
  expect(applied(lin)).toBe(0);
  loaded(lin);
  await until(() => applied(lin) === 1, 'the newer version to be taken');
  app.close();
});
