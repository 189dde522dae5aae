/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { DealerView } from '@jindian/shared/contract/goods/ownership';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { Card } from '../../ui/parts.tsx';
import { type HqContext, reachOn } from '../../visit.ts';

const newPath = '/hq/owners/new';

/** A dealer is written down: a new one by number, from where the contract is filled in; an old one as it is now. */
export function ownerKnownForms(
  forms: FormRegistry,
  again: {
    list(c: HqContext, fault: FormFault): Promise<Response>;
    owner(c: HqContext, fault: FormFault): Promise<Response>;
  },
): void {
  const said = (body: Record<string, unknown>, text: (name: string) => string) => ({
    ...body,
    contact: text('contact').trim() || null,
    phone: text('phone').trim() || null,
  });
  const about = {
    endpoint: endpoints.hqSaveOwner,
    words: { ownerId: 'ownerIdHint', name: 'ownerBadName', phone: 'changeBadPhone' },
  } as const;
  forms.on('/owners/new', {
    ...about,
    params: (_, fields) => ({ ownerId: fields.text('ownerId').trim() }),
    body: (body, fields) => said({ ...body, revision: 0 }, fields.text),
    next: ({ ownerId }) => `/hq/owners/${ownerId}/contract`,
    again: again.list,
  });
  forms.on('/owners/:ownerId/known', {
    ...about,
    body: (body, fields) => said(body, fields.text),
    next: ({ ownerId }) => `/hq/owners/${ownerId}?saved=1`,
    again: again.owner,
  });
}

/** `owner`: null for a new one. */
export function KnownOwnerCard({
  c,
  ownerId,
  known,
  fault,
}: {
  c: HqContext;
  ownerId: string | null;
  known: DealerView | null;
  fault: FormFault | null;
}) {
  const { t } = c.get('visit');
  if (!reachOn(c, 'contracts.manage').whole) return null;
  const field = (name: 'name' | 'contact' | 'phone', label: string, max: number, required: boolean) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        value={typed(fault, name, known?.[name] ?? '')}
        maxlength={max}
        required={required}
        autocomplete="off"
        aria-invalid={fault?.path === name ? 'true' : undefined}
      />
    </label>
  );
  return (
    <Card
      id="known"
      title={ownerId === null ? t('ownerNew') : t('ownerKnown')}
      {...(ownerId === null ? { lead: t('ownerNewLead') } : {})}
    >
      <SeenForm
        c={c}
        action={ownerId === null ? newPath : `/hq/owners/${ownerId}/known`}
        revision={known?.revision ?? 0}
        fault={fault}
      >
        {ownerId === null ? (
          <label class="field">
            <span>{t('ownerId')}</span>
            <input
              name="ownerId"
              value={typed(fault, 'ownerId', '')}
              maxlength={32}
              required
              autocomplete="off"
              aria-invalid={fault?.code === 'owner_id_taken' ? 'true' : undefined}
            />
            <small class="hint">{t('ownerIdHint')}</small>
          </label>
        ) : null}
        {field('name', t('ownerName'), 60, true)}
        {field('contact', t('ownerContact'), 60, false)}
        {field('phone', t('ownerPhone'), 20, false)}
        <button class="button" type="submit">
          {ownerId === null ? t('ownerMake') : t('ownerSave')}
        </button>
      </SeenForm>
    </Card>
  );
}
