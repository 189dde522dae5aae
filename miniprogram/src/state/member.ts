import { legalDocuments } from '@jindian/shared/contract/people/legal';
import type { MemberView } from '@jindian/shared/contract/people/member';
import { call, endpoints } from '../api/client.ts';
import { forgetSession } from '../api/session.ts';
import { createStore } from '../lib/store.ts';
import { platform } from '../platform/index';
import { brandStore } from './brand.ts';
import { hasAgreed } from './privacy.ts';

/** The signed-in member, as far as known. */
export const memberStore = createStore<MemberView | null>(null);

export async function refreshMember(): Promise<MemberView> {
  const member = await call(endpoints.getMe, {});
  memberStore.set(member);
  void recordAgreement();
  return member;
}

/**
 * What this device agreed to is kept for the member, whoever that is; where nobody is signed in yet, it is when they are.
 * The texts may have changed meanwhile: then it is asked for again.
 */
export async function recordAgreement(): Promise<void> {
  const { versions } = brandStore.get();
  const member = memberStore.get();
  const known = { privacy: member?.privacyVersion, terms: member?.termsVersion };
  if (!versions.privacy || !hasAgreed()) return;
  const missing = legalDocuments.filter((document) => known[document] !== versions[document]);
  const done = await Promise.all(
    missing.map((document) =>
      call(endpoints.agree, { body: { document, version: versions[document] } }).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (member && missing.length > 0 && done.every(Boolean) && memberStore.get() === member)
    memberStore.set({ ...member, privacyVersion: versions.privacy, termsVersion: versions.terms });
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
