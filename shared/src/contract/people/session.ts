import { z } from '../../zod.ts';
import { epochMsSchema, ulidSchema } from '../common.ts';

/**
 * Through which door a session came: by a member's own sign-in in their own hand; by the QR of a branch's desk, which is a
 * computer that many people sit at; or into HQ's web view.
 */
export const sessionDoors = ['own', 'desk', 'hq'] as const;
export type SessionDoor = (typeof sessionDoors)[number];

/** A session of a member: where it was begun, so that one that is not theirs is seen and ended. */
export const sessionViewSchema = z.object({
  id: ulidSchema,
  /** `api`: a browser of the shop, or the mini-program; `hq`: HQ's web view. */
  audience: z.enum(['api', 'hq']),
  startedAtMs: epochMsSchema,
  expiresAtMs: epochMsSchema,
  address: z.string().nullable(),
  /** What the browser called itself. */
  agent: z.string().nullable(),
  /** The one that asks. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

export const ticketSchema = z.string().regex(/^[0-9A-Za-z_-]{20,64}$/);

/** A browser that waits at a QR, as its approver is shown it. */
export const waitingBrowserSchema = z.object({
  address: z.string().nullable(),
  agent: z.string().nullable(),
  openedAtMs: epochMsSchema,
});
export type WaitingBrowser = z.infer<typeof waitingBrowserSchema>;
