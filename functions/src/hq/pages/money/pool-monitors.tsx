/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PoolMonitor } from '@jindian/shared/contract/hq';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
import { Card, Chip, Empty, Time } from '../../ui/parts.tsx';
import { type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

const { hqAddPoolMonitor, hqRemovePoolMonitor } = endpoints;

/** Adds and removes thresholds of the pool, as the endpoints do. */
export function poolMonitorForms(hq: Hono<HqEnvironment>, { fundPool }: HqDeps): void {
  hq.post('/fund-pool/monitors', async (c) => {
    const field = await readForm(c);
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    const wanted = hqAddPoolMonitor.body?.safeParse({
      direction: field('direction'),
      thresholdFen: readYuan(field('threshold')),
    });
    if (!wanted?.success) return problemPage(c, 'invalid_request');
    if (key === undefined) return problemPage(c, 'idempotency_key_required');
    const { memberId } = signedIn(c);
    const command = commandClaim(memberId, hqAddPoolMonitor.id, key, { params: {}, body: wanted.data });
    const added = await fundPool.addMonitor({ memberId, ...wanted.data }, command);
    if (!added.ok) return problemPage(c, added.code, added.params);
    return c.redirect('/hq/fund-pool#monitors', 303);
  });

  hq.post('/fund-pool/monitors/remove', async (c) => {
    const field = await readForm(c);
    const monitor = hqRemovePoolMonitor.params?.safeParse({ monitorId: field('monitorId') });
    if (!monitor?.success) return problemPage(c, 'invalid_request');
    await fundPool.removeMonitor(monitor.data.monitorId);
    return c.redirect('/hq/fund-pool#monitors', 303);
  });
}

/** Thresholds that are watched, which of them were crossed and when, and a way to watch one more. */
export function PoolMonitorsCard({
  visit,
  monitors,
  form,
}: {
  visit: Visit;
  monitors: readonly PoolMonitor[];
  form: { csrf: string; newKey(): string };
}) {
  const { t } = visit;
  return (
    <Card id="monitors" title={t('monitors')}>
      {monitors.length === 0 ? <Empty text={t('monitorsNone')} /> : null}
      {monitors.map((monitor) => (
        <form class="form" method="post" action="/hq/fund-pool/monitors/remove">
          <input type="hidden" name="csrf" value={form.csrf} />
          <input type="hidden" name="monitorId" value={monitor.id} />
          <p>
            {t(monitor.direction === 'below' ? 'monitorBelow' : 'monitorAtLeast', {
              amount: formatYuan(monitor.thresholdFen),
            })}{' '}
            <Chip kind={monitor.armed ? 'posted' : 'pending'}>
              {t(monitor.armed ? 'monitorArmed' : 'monitorTold')}
            </Chip>
          </p>
          {monitor.firings.slice(0, 3).map(({ atMs, availableFen }) => (
            <p class="sub">
              <Time atMs={atMs} /> {t('monitorFired', { amount: formatYuan(availableFen) })}
            </p>
          ))}
          <button class="button is-plain" type="submit">
            {t('monitorRemove')}
          </button>
        </form>
      ))}
      <form class="form" method="post" action="/hq/fund-pool/monitors">
        <input type="hidden" name="csrf" value={form.csrf} />
        <input type="hidden" name="key" value={form.newKey()} />
        <label class="field">
          <span>{t('monitorDirection')}</span>
          <select name="direction">
            <option value="below">{t('monitorWhenBelow')}</option>
            <option value="at_least">{t('monitorWhenAtLeast')}</option>
          </select>
        </label>
        <label class="field">
          <span>{t('monitorThreshold')}</span>
          <input name="threshold" inputmode="decimal" autocomplete="off" required maxlength={16} />
        </label>
        <button class="button" type="submit">
          {t('monitorAdd')}
        </button>
      </form>
    </Card>
  );
}
