import type { Context } from 'hono';
import { addressOf } from './address.ts';

/** Where a call comes from: kept with sessions and with what is audited. */
export type Origin = {
  address: string | null;
  agent: string | null;
  requestId: string;
  sessionId: string | null;
};

/** Long enough to know a browser by. */
const maxAgentLength = 200;

export function originOf(c: Context): Origin {
  return {
    address: addressOf(c),
    agent: c.req.header('user-agent')?.slice(0, maxAgentLength) ?? null,
    requestId: c.get('requestId') as string,
    sessionId: c.get('sessionId') as string | null,
  };
}
