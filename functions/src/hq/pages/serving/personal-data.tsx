/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PersonalData } from '@jindian/shared/contract/hq';
import type { FormRegistry } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Facts, Notice } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';

const maxReasonLength = 120;

/** Asks for a reason before anything is shown; what is shown is the answer to the form and has no address of its own. */
export function RevealCard({ c, orderId }: { c: HqContext; orderId: string }) {
  const { t } = c.get('visit');
  return (
    <Card id="reveal" title={t('revealTitle')} lead={t('revealLead')}>
      <PostForm c={c} action={`/hq/orders/${orderId}/personal-data`}>
        <label class="field">
          <span>{t('revealReason')}</span>
          <input name="reason" required maxlength={maxReasonLength} autocomplete="off" />
        </label>
        <button class="button is-plain is-small" type="submit">
          {t('reveal')}
        </button>
      </PostForm>
    </Card>
  );
}

/** A shopper's name, number and address in full: shown once, to who gave a reason, and on record. */
export function personalDataPages(forms: FormRegistry): void {
  forms.on('/orders/:orderId/personal-data', {
    endpoint: endpoints.hqReadPersonalData,
    next: (read, c) => show(c, read),
  });
}

function show(c: HqContext, { shopperName, address }: PersonalData) {
  const { t } = c.get('visit');
  return page(
    c,
    {
      title: t('revealTitle'),
      place: 'today',
      backTo: { href: `/hq/orders/${c.req.param('orderId')}`, text: t('revealBack') },
    },
    <>
      <Notice kind="good">{t('revealOnRecord')}</Notice>
      <Card>
        <Facts
          rows={[
            [t('shopper'), shopperName],
            ...(address
              ? ([
                  [t('recipient'), address.recipientName],
                  [t('revealPhone'), address.phone],
                  [t('deliverTo'), `${address.province}${address.city}${address.county}${address.detail}`],
                ] as const)
              : []),
          ]}
        />
      </Card>
    </>,
  );
}
