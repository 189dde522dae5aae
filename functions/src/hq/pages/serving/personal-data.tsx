/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Facts, Notice } from '../../ui/parts.tsx';
import { type HqEnvironment, readForm, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const maxReasonLength = 120;

/** Asks for a reason before anything is shown; what is shown is the answer to the form and has no address of its own. */
export function RevealCard({ visit, orderId, csrf }: { visit: Visit; orderId: string; csrf: string }) {
  const { t } = visit;
  return (
    <Card id="reveal" title={t('revealTitle')} lead={t('revealLead')}>
      <form class="form" method="post" action={`/hq/orders/${orderId}/personal-data`}>
        <input type="hidden" name="csrf" value={csrf} />
        <label class="field">
          <span>{t('revealReason')}</span>
          <input name="reason" required maxlength={maxReasonLength} autocomplete="off" />
        </label>
        <button class="button is-plain is-small" type="submit">
          {t('reveal')}
        </button>
      </form>
    </Card>
  );
}

/** A shopper's name, number and address in full: shown once, to who gave a reason, and on record. */
export function personalDataPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'orders'>): void {
  hq.post('/orders/:orderId/personal-data', async (c) => {
    const { t } = c.get('visit');
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    if (!orderId) return notFoundPage(c);
    const reason = (await readForm(c))('reason').trim();
    if (reason === '' || reason.length > maxReasonLength)
      return problemPage(c, 'invalid_request', { detail: 'reason' });
    const read = await deps.orders.personalData(orderId);
    if (!read.ok) return problemPage(c, read.code, read.params);
    const { shopperName, address } = read.value;
    return page(
      c,
      {
        title: t('revealTitle'),
        place: 'today',
        backTo: { href: `/hq/orders/${orderId}`, text: t('revealBack') },
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
  });
}
