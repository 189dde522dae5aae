import type { IncomingMessage } from 'node:http';

/** Whose access key an AWS call is signed with. The signature itself is checked by nobody here. */
export function accessKeyOf(request: Pick<IncomingMessage, 'headers'>): string {
  return /Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
