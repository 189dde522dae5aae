import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { callerBehindFront } from './front.ts';

const secret = 'only CloudFront and the API know it';
const edge = '130.176.1.2';
const event = (headers: Record<string, string>) =>
  ({ headers, requestContext: { http: { sourceIp: edge } } }) as unknown as APIGatewayProxyEventV2;
const caller = (headers: Record<string, string>, known: string | undefined = secret) =>
  callerBehindFront(event(headers), known).requestContext.http.sourceIp;

describe('who called', () => {
  test('is told by a front that proves itself', () => {
    const front = { 'x-jindian-front': secret };
    expect(caller({ ...front, 'x-forwarded-for': `203.0.113.7, ${edge}` })).toBe('203.0.113.7');
    expect(caller({ ...front, 'x-forwarded-for': '203.0.113.7' })).toBe('203.0.113.7');
    // What the caller wrote stands before what CloudFront wrote.
    expect(caller({ ...front, 'x-forwarded-for': `8.8.8.8, 2001:db8::7, ${edge}` })).toBe('2001:db8::7');
    expect(caller({ ...front, 'x-forwarded-for': edge })).toBe(edge);
    expect(caller(front)).toBe(edge);
  });

  test('is who connected, whatever is written by whoever has no secret', () => {
    const forwarded = { 'x-forwarded-for': `203.0.113.7, ${edge}` };
    expect(caller(forwarded)).toBe(edge);
    expect(caller({ ...forwarded, 'x-jindian-front': '' })).toBe(edge);
    expect(caller({ ...forwarded, 'x-jindian-front': `${secret}!` })).toBe(edge);
    expect(caller({ ...forwarded, 'x-jindian-front': secret.toUpperCase() })).toBe(edge);
    for (const none of [undefined, ''])
      expect(
        callerBehindFront(event({ ...forwarded, 'x-jindian-front': '' }), none).requestContext.http.sourceIp,
      ).toBe(edge);
  });
});
