import type { MemberView } from '@jindian/shared/contract/people/member';
import { call, endpoints } from '../api/client.ts';
import { forgetSession } from '../api/session.ts';
import { createStore } from '../lib/store.ts';
import { platform } from '../platform/index';

/** The signed-in member, as far as known. */
export const memberStore = createStore<MemberView | null>(null);

export async function refreshMember(): Promise<MemberView> {
  const member = await call(endpoints.getMe, {});
  memberStore.set(member);
  return member;
}

/** Signs out here: the session is ended, and forgotten by this device. */
export async function endThisSession(): Promise<void> {
  const { items } = await call(endpoints.listSessions, {});
  const here = items.find(({ current }) => current);
  if (here) await call(endpoints.endSession, { params: { sessionId: here.id } });
  forgetSession();
  memberStore.set(null);
}

/** On the local system: become someone else. */
export async function becomePersona(id: string): Promise<void> {
  platform.choosePersona(id);
  forgetSession();
  memberStore.set(null);
  await refreshMember();
}
