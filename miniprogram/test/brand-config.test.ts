import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingFor, projectConfig, variablesOf } from '../scripts/brand-config.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const example = readFileSync(path.join(root, 'brand.config.example.json'), 'utf8');
const given = { ...JSON.parse(example), messageTemplates: { order_ready: 'abc-1' } };

describe('brand.config.json', () => {
  test('becomes what a build is made with', () => {
    const { variables } = variablesOf(JSON.stringify(given));
    expect(variables).toEqual({
      TARO_APP_ID: 'wx0123456789abcdef',
      TARO_APP_TRANSPORT: 'cloud',
      TARO_APP_CLOUD_ENV: 'prod-1a2b3c',
      TARO_APP_API_BASE: 'https://api.example.cn',
      TARO_APP_ASSET_BASE: 'https://pictures.example.cn',
      TARO_APP_BRAND: '{"nameZh":"示例","nameEn":"Example","brandColour":"#0a5fb4"}',
      TARO_APP_MESSAGE_TEMPLATES: 'order_ready=abc-1',
    });
    expect(missingFor('weapp', variables ?? {})).toBeNull();
    expect(projectConfig(variables ?? {})).toMatchObject({
      appid: 'wx0123456789abcdef',
      miniprogramRoot: 'miniprogram/dist/weapp/',
    });
  });

  test.each([
    ['{', 'it is no JSON'],
    ['[]', 'it is no object'],
    [{ ...given, appID: 'x' }, 'nothing is called appID'],
    [{ ...given, appId: 'touristappid' }, 'appId must be'],
    [{ ...given, apiBase: 'http://api.example.cn' }, 'apiBase must be'],
    [{ ...given, cloudEnv: 'a b' }, 'cloudEnv must be'],
    [{ ...given, name: { zh: '<b>' } }, 'name must have'],
    [{ ...given, colour: 'red' }, 'colour must be'],
    [{ ...given, messageTemplates: { order_ready: 'a,b' } }, 'messageTemplates must say'],
  ])('says what is wrong with %o', (content, problem) => {
    expect(variablesOf(typeof content === 'string' ? content : JSON.stringify(content)).problem).toContain(
      problem,
    );
  });

  test.each([
    [{}, 'no appId, no cloudEnv, no assetBase'],
    [{ TARO_APP_ID: 'wx0123456789abcdef', TARO_APP_ASSET_BASE: 'https://a.cn' }, 'says no cloudEnv ('],
    [{ TARO_APP_ID: 'wx0123456789abcdef', TARO_APP_TRANSPORT: 'https' }, 'no apiBase, no assetBase'],
  ])('a mini-program is refused in one sentence without what it needs', (env, sentence) => {
    expect(missingFor('weapp', env)).toContain(sentence);
    expect(missingFor('h5', env)).toBeNull();
  });

  test.skipIf(existsSync(path.join(root, 'brand.config.json')))('nothing is built without it', () => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('TARO_APP_')),
    );
    const script = path.join(root, 'miniprogram/scripts/build.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, 'weapp'], {
      env: env as NodeJS.ProcessEnv,
      encoding: 'utf8',
    });
    expect([status, stderr.trim()]).toEqual([2, missingFor('weapp', {})]);
  });
});

test("the project that WeChat DevTools opens after a clone is nobody's, and as a build without a brand would write it", () => {
  const lies = JSON.parse(readFileSync(new URL('../../project.config.json', import.meta.url), 'utf8'));
  expect(lies).toEqual(projectConfig({}));
});
