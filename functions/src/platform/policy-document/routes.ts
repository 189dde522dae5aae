import { anywhere, may, wholeBrand } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../http/mount.ts';
import type { CommandClaim } from '../idempotency.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Principal } from '../sessions.ts';
import type { PolicyDocuments } from './documents.ts';
import type { Legal } from './legal.ts';
import type { SettingsDocuments } from './settings.ts';
import type { PolicyEditor } from './types.ts';

export function mountPolicyRoutes(
  mount: Mount,
  policies: PolicyDocuments,
  settings: SettingsDocuments,
  legal: Legal,
  deskUrl: string,
): void {
  type Named = {
    params: { name: string };
    query: { subject?: string | undefined };
    principal: Principal | null;
  };
  const withDocument = async <T>(
    { params, query, principal }: Named,
    right: 'see' | 'edit' | 'publish',
    act: (document: PolicyEditor<unknown>) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const document = await policies.find(params.name, query.subject ?? null);
    if (!document) return fail('not_found');
    const { permissions } = document;
    const at = right === 'see' && permissions.seenFrom === 'anywhere' ? anywhere : wholeBrand;
    if (!principal || !may(principal, permissions[right], at)) return fail('forbidden');
    return act(document);
  };

  mount(endpoints.getSettings, async () =>
    ok({
      ...(await settings.forShoppers()),
      ...(await legal.versions()),
      modulesOff: await settings.off(),
      deskUrl,
    }),
  );
  mount(endpoints.getLegalText, async ({ params }) => ok(await legal.read(params.document)));
  mount(endpoints.hqListPolicies, async () =>
    ok({ items: policies.kinds().map(({ name, bySubject }) => ({ name, bySubject })) }),
  );
  mount(endpoints.hqGetPolicy, (call) =>
    withDocument(call, 'see', async (document) => ok(await document.view())),
  );
  mount(endpoints.hqSavePolicyDraft, (call) =>
    withDocument(call, 'edit', (document) =>
      document.saveDraft(call.body.content, { revision: call.body.revision, by: call.memberId }),
    ),
  );
  mount(endpoints.hqDiscardPolicyDraft, (call) =>
    withDocument(call, 'edit', (document) => document.discardDraft({ ...call.body, by: call.memberId })),
  );
  mount(endpoints.hqCancelPlannedPolicy, (call) =>
    withDocument(call, 'publish', (document) => document.cancelPlanned({ ...call.body, by: call.memberId })),
  );
  mount(endpoints.hqPublishPolicy, (call) =>
    withDocument(call, 'publish', (document) =>
      document.publish({ ...call.body, by: call.memberId, command: call.command as CommandClaim }),
    ),
  );
  mount(endpoints.hqRestorePolicyVersion, (call) =>
    withDocument(call, 'publish', (document) =>
      document.restore(call.params.number, {
        ...call.body,
        by: call.memberId,
        command: call.command as CommandClaim,
      }),
    ),
  );
  mount(endpoints.hqListPolicyVersions, (call) =>
    withDocument(call, 'see', (document) => document.versions(call.query.limit, call.query.cursor)),
  );
  mount(endpoints.hqGetPolicyVersion, (call) =>
    withDocument(call, 'see', (document) => document.version(call.params.number)),
  );
}
