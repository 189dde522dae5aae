import { timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { frontHeader } from '../platform/deployed-names.ts';

/**
 * Behind CloudFront every call comes from an address of CloudFront's, and a whole city would be counted as one stranger.
 * It writes the caller's address at the end of `x-forwarded-for`, before that of its own which API Gateway adds; and it
 * is believed because it knows a secret. Whoever asks the API itself is who connected to it.
 */
export function callerBehindFront(
  event: APIGatewayProxyEventV2,
  secret: string | undefined,
): APIGatewayProxyEventV2 {
  const said = Buffer.from(event.headers[frontHeader] ?? '');
  const known = Buffer.from(secret ?? '');
  if (known.length === 0 || said.length !== known.length || !timingSafeEqual(said, known)) return event;
  const { http } = event.requestContext;
  const addresses = (event.headers['x-forwarded-for'] ?? '').split(',').map((one) => one.trim());
  if (addresses.at(-1) === http.sourceIp) addresses.pop();
  const sourceIp = addresses.at(-1);
  if (!sourceIp) return event;
  return { ...event, requestContext: { ...event.requestContext, http: { ...http, sourceIp } } };
}
