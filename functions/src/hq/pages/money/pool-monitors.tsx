/** @jsxImportSource hono/jsx */
import type { Endpoint } from '@jindian/shared/contract/endpoint';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PoolMonitor } from '@jindian/shared/contract/hq';
import { formatYuan } from '@jindian/shared/money';
import type { FormDefinition, FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Card, Chip, Empty, Time } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';

/** Adds and removes thresholds of the pool, as the endpoints do. */
export function poolMonitorForms(forms: FormRegistry, again: FormDefinition<Endpoint>['again']): void {
  forms.on('/fund-pool/monitors', {
    endpoint: endpoints.hqAddPoolMonitor,
    names: { thresholdFen: 'threshold' },
    words: { thresholdFen: 'depositBadAmount' },
    next: () => '/hq/fund-pool#monitors',
    ...(again ? { again } : {}),
  });
  forms.on('/fund-pool/monitors/remove', {
    endpoint: endpoints.hqRemovePoolMonitor,
    next: () => '/hq/fund-pool#monitors',
  });
}

/** Thresholds that are watched, which of them were crossed and when, and a way to watch one more. */
export function PoolMonitorsCard({
  c,
  monitors,
  fault,
}: {
  c: HqContext;
  monitors: readonly PoolMonitor[];
  fault: FormFault | null;
}) {
  const { t } = c.get('visit');
  const own = ofForm(fault, '/hq/fund-pool/monitors');
  return (
    <Card id="monitors" title={t('monitors')}>
      {monitors.length === 0 ? <Empty text={t('monitorsNone')} /> : null}
      {monitors.map((monitor) => (
        <PostForm c={c} action="/hq/fund-pool/monitors/remove">
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
        </PostForm>
      ))}
      <PostForm c={c} action="/hq/fund-pool/monitors" fault={own}>
        <label class="field">
          <span>{t('monitorDirection')}</span>
          <select name="direction">
            <option value="below" selected={typed(own, 'direction', 'below') === 'below'}>
              {t('monitorWhenBelow')}
            </option>
            <option value="at_least" selected={typed(own, 'direction', 'below') === 'at_least'}>
              {t('monitorWhenAtLeast')}
            </option>
          </select>
        </label>
        <label class="field">
          <span>{t('monitorThreshold')}</span>
          <input
            name="threshold"
            inputmode="decimal"
            autocomplete="off"
            required
            maxlength={16}
            value={typed(own, 'threshold', '')}
          />
        </label>
        <button class="button" type="submit">
          {t('monitorAdd')}
        </button>
      </PostForm>
    </Card>
  );
}
