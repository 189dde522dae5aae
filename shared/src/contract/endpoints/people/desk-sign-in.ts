import { z } from '../../../zod.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { sessionSchema } from '../../people/member.ts';
import { ticketSchema, waitingBrowserSchema } from '../../people/session.ts';

/** The desk of a branch on a computer: its QR is scanned and approved on the phone of who works there. */
export const deskSignInEndpoints = {
  openDeskSignIn: endpoint({
    id: 'openDeskSignIn',
    method: 'post',
    path: '/v1/sessions/desk/sign-ins',
    tag: 'sessions',
    summary:
      'A ticket that a browser shows as a QR, good for five minutes, and the secret without which nobody can use it',
    access: 'public',
    throttle: 'sign_in_ticket',
    response: z.object({ ticket: ticketSchema, secret: z.string(), lastsMs: z.int() }),
  }),
  claimDeskSession: endpoint({
    id: 'claimDeskSession',
    method: 'post',
    path: '/v1/sessions/desk',
    tag: 'sessions',
    summary:
      'How a QR stands, for the browser that shows it: once it was approved, a session of who approved it, one time',
    access: 'public',
    body: z.object({ ticket: ticketSchema, secret: z.string().regex(/^[0-9A-Za-z_-]{20,64}$/) }),
    response: z.object({
      state: z.enum(['waiting', 'signed_in', 'gone']),
      session: sessionSchema.nullable(),
    }),
  }),
  getDeskSignIn: endpoint({
    id: 'getDeskSignIn',
    method: 'get',
    path: '/v1/me/desk-sign-ins/{ticket}',
    tag: 'sessions',
    summary: 'The browser that waits behind the QR of a desk: where it is, and what it is',
    access: needs('desk.enter', 'service'),
    throttle: 'hand_over_code',
    params: z.object({ ticket: ticketSchema }),
    response: waitingBrowserSchema,
    problems: ['code_unknown'],
  }),
  approveDeskSignIn: endpoint({
    id: 'approveDeskSignIn',
    method: 'post',
    path: '/v1/me/desk-sign-ins/{ticket}/approval',
    tag: 'sessions',
    summary: 'Who works at a place scanned the QR of a desk and lets that browser in as themselves',
    access: needs('desk.enter', 'service'),
    ownHandOnly: true,
    throttle: 'hand_over_code',
    params: z.object({ ticket: ticketSchema }),
    response: z.object({}),
    problems: ['code_unknown'],
  }),
};
