import { describe, expect, test } from 'vitest';
import { sitemap, variablesOf } from '../scripts/brand-config.mjs';
import { uploader, uploadPlan } from '../scripts/upload-plan.mjs';

const appId = 'wx0123456789abcdef';
const given = {
  root: '/jindian',
  version: '1.2.3',
  description: 'jindian 1.2.3 abc1234',
  robot: '1',
  keyFile: '/keys/private.key',
  key: 0o100600,
  settings: JSON.stringify([['TARO_APP_ID', appId]]),
  project: { appid: appId },
};

describe('what is uploaded', () => {
  test("is the brand's own build, by WeChat's program and the key, as it was built", () => {
    const { command, args, problem } = uploadPlan(given);
    expect([command, problem]).toEqual(['npx', undefined]);
    expect(args?.join(' ')).toBe(
      `--yes ${uploader} upload --pp /jindian --pkp /keys/private.key --appid ${appId} --uv 1.2.3 --ud ${given.description} -r 1 --use-project-config true`,
    );
  });

  test.each([
    [{ settings: null }, 'nothing is built'],
    [{ settings: '[["TARO_APP_MESSAGE_TEMPLATES","order_ready=local"]]' }, 'nobody'],
    [{ project: { appid: 'touristappid' } }, 'touristappid'],
    [{ project: null }, 'project.config.json'],
    [{ keyFile: undefined }, '--key'],
    [{ key: null }, 'no key at /keys/private.key'],
    [{ key: 0o100644 }, 'chmod 600'],
    [{ version: 'next' }, '--version'],
    [{ robot: '31' }, 'robot'],
  ])('is not %o', (change, why) => {
    expect(uploadPlan({ ...given, ...change }).problem).toContain(why);
  });
});

test('what WeChat may show in its search are pages of the shop, and nobody’s orders or work', () => {
  const { rules } = sitemap();
  const allowed = rules.flatMap(({ action, page }) => (action === 'allow' ? [page] : []));
  expect(allowed.length).toBeGreaterThan(2);
  for (const page of allowed) expect(page).toMatch(/^(pages|packages)\/(goods|places)\//);
  expect(rules.at(-1)).toEqual({ action: 'disallow', page: '*' });
  expect(variablesOf(JSON.stringify({ appId })).variables).toEqual({ TARO_APP_ID: appId });
});
