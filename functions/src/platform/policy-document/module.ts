import type { Module } from '../module.ts';
import type { PolicyDocuments } from './documents.ts';
import { policyPlannedKind } from './editor.ts';
import type { Legal } from './legal.ts';
import { mountPolicyRoutes } from './routes.ts';
import type { SettingsDocuments } from './settings.ts';

export function policyModule(
  policies: PolicyDocuments,
  settings: SettingsDocuments,
  legal: Legal,
  deskUrl: string,
): Module {
  return {
    name: 'platform/policy-document',
    permissions: ['settings.read', 'settings.edit', 'settings.publish'],
    announces: { 'policy.published': 'a version of a document that HQ edits came into force' },
    plans: {
      [policyPlannedKind]:
        'at its time, unless it is replaced or cancelled, a version that was published for later comes into force',
    },
    routes: (mount) => mountPolicyRoutes(mount, policies, settings, legal, deskUrl),
    events: policies.eventHandlers,
    due: policies.dueHandlers,
  };
}
