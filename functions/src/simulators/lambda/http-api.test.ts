import { describe, expect, test } from 'vitest';
import type { Outcome, Refused } from './function.ts';
import { createHttpApi, eventOf, rawPathOf, responseOf } from './http-api.ts';

const nowMs = Date.UTC(2026, 4, 20);

describe('a request becomes an event', () => {
  test('with headers in one case, cookies apart, the query raw and joined', async () => {
    const request = new Request('http://shop.example:4600/v1/orders?limit=5&tag=a%20b&tag=c', {
      headers: { 'X-Thing': '1', cookie: 'a=1; b=2', 'content-type': 'application/json' },
      method: 'POST',
      body: '{"note":"轻放"}',
    });
    expect(await eventOf(request, '192.0.2.7', nowMs)).toMatchObject({
      version: '2.0',
      rawPath: '/v1/orders',
      rawQueryString: 'limit=5&tag=a%20b&tag=c',
      queryStringParameters: { limit: '5', tag: 'a b,c' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-thing': '1', 'x-forwarded-for': '192.0.2.7' },
      requestContext: { domainName: 'shop.example:4600', http: { method: 'POST', sourceIp: '192.0.2.7' } },
      body: '{"note":"轻放"}',
      isBase64Encoded: false,
    });
  });

  test('with what is no text in base64', async () => {
    const bytes = Uint8Array.of(0, 255, 128);
    const request = new Request('http://shop.example/', { method: 'POST', body: bytes });
    expect(await eventOf(request, '::1', nowMs)).toMatchObject({
      body: Buffer.from(bytes).toString('base64'),
      isBase64Encoded: true,
    });
  });

  test.each([
    ['/v1/orders', '/v1/orders'],
    ['/v1/%E9%BB%84%E6%B5%A6', '/v1/黄浦'],
    ['/v1/a%2Fb', '/v1/a/b'],
    ['/v1/a%3Fb', '/v1/a'],
    ['/v1/%ED%A0%80', '/v1/%ED%A0%80'],
  ])('with its path decoded, as HTTP APIs do: %s', (sent, given) => {
    expect(rawPathOf(sent)).toBe(given);
  });
});

describe('what the function gave becomes an answer', () => {
  test('whole', async () => {
    const response = responseOf(
      JSON.stringify({
        statusCode: 201,
        headers: { 'content-type': 'image/png' },
        cookies: ['a=1', 'b=2'],
        body: 'AP+A',
        isBase64Encoded: true,
      }),
    );
    expect([response.status, response.headers.getSetCookie()]).toEqual([201, ['a=1', 'b=2']]);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 128]);
  });

  test('or as a body of its own', async () => {
    const response = responseOf('{"ok":true}');
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  });

  const failed: Outcome = { kind: 'failed', errorType: 'Sandbox.Timedout', errorMessage: '' };
  test.each<[string, Outcome | Refused, number, string]>([
    ['failed', failed, 500, 'Internal Server Error'],
    ['gave nonsense', { kind: 'answered', payload: '{"statusCode":"x"}' }, 500, 'Internal Server Error'],
    ['was too busy', { kind: 'refused', status: 429, code: '' }, 503, 'Service Unavailable'],
    ['was sent too much', { kind: 'refused', status: 413, code: '' }, 413, 'Request Entity Too Large'],
  ])('or what API Gateway says when it %s', async (_, outcome, status, message) => {
    const fetch = createHttpApi({ invoke: async () => outcome }, () => nowMs);
    const response = await fetch(new Request('http://shop.example/'), '::1');
    expect([response.status, await response.json()]).toEqual([status, { message }]);
  });
});
