import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  apiFunctionMs,
  apiWorkMs,
  awsPatience,
  downloadWorkMs,
  fileHeadMs,
  filePatience,
  gatewayFunctionMs,
  gatewayMs,
  hqWorkMs,
  phoneMs,
  stopWithLeftMs,
  wechatPatience,
  wechatPatienceBehind,
} from './budgets.ts';
import { deliveriesOf, lanes, queueNames } from './queues/lanes.ts';

/** HTTP APIs of API Gateway: no setting makes it longer. */
const apiGatewayMs = 30_000;

/** Each with room for the next smaller. */
function nested(...budgets: number[]): boolean {
  return budgets.every((budget, index) => index === 0 || (budgets[index - 1] as number) < budget);
}

describe('budgets', () => {
  test('nest while somebody waits: WeChat, the API, the gateway, the function around each', () => {
    expect(
      nested(wechatPatience.attemptMs, wechatPatience.totalMs, apiWorkMs, gatewayMs, apiFunctionMs),
    ).toBe(true);
    expect(nested(gatewayMs, phoneMs, gatewayFunctionMs)).toBe(true);
    expect(nested(apiWorkMs, hqWorkMs, downloadWorkMs, apiFunctionMs, apiGatewayMs)).toBe(true);
    // One of them that says nothing, and the other answering as it does, before and after.
    const asItDoesMs = 200;
    for (const { totalMs } of [awsPatience, wechatPatience])
      expect(totalMs + asItDoesMs).toBeLessThanOrEqual(apiWorkMs);
    // HQ waits for both.
    expect(awsPatience.totalMs + wechatPatience.totalMs).toBeLessThan(hqWorkMs);
  });

  test('leave an answer within three seconds where whoever is asked says nothing', () => {
    for (const { attemptMs, totalMs } of [awsPatience, wechatPatience]) {
      expect(nested(attemptMs, totalMs)).toBe(true);
      expect(totalMs).toBeLessThan(3_000);
    }
    // Of the API too, as the phone sees it.
    expect(gatewayMs).toBeLessThan(3_000);
    expect(awsPatience.connectMs).toBeLessThanOrEqual(awsPatience.attemptMs);
  });

  test('leave a consumer time for what it has begun', () => {
    // What is begun with that much left comes to its end.
    const oneDelivery = wechatPatienceBehind.totalMs + awsPatience.totalMs;
    for (const name of queueNames)
      expect(nested(oneDelivery, stopWithLeftMs, lanes[name].timeoutSeconds * 1_000), name).toBe(true);
    // A file takes longer: such a delivery is alone in its call of the function, which then has all its time left.
    expect(
      nested(fileHeadMs, filePatience.attemptMs, filePatience.totalMs, lanes.heavy.timeoutSeconds * 1_000),
    ).toBe(true);
    expect(deliveriesOf('heavy')).toBe(1);
  });

  test('are what the phone and the instructions for CloudBase say', () => {
    const text = (path: string) =>
      readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
    expect(text('miniprogram/src/api/transport.ts')).toContain('const timeoutMs = 15_000;');
    expect(phoneMs).toBe(15_000);
    const readme = text('cdk/README.md');
    expect(readme).toContain(`**timeout ${gatewayFunctionMs / 1_000} s**`);
    expect(readme).toContain(`| optional, ${gatewayMs} `);
  });
});
