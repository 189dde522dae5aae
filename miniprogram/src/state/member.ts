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

/** On the local system: become someone else. */
export async function becomePersona(id: string): Promise<void> {
  platform.choosePersona(id);
  forgetSession();
  memberStore.set(null);
  await refreshMember();
}
