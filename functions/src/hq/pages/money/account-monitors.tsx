/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { AccountMonitor } from '@jindian/shared/contract/money/ledger';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Card, Chip, Empty, Time } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';
import { accountName } from '../serving/order-money.tsx';
import { AccountChoice, accountFrom, amountText, choiceOf, readAmount } from './account-parts.tsx';

const addPath = '/hq/ledger/monitors';
const removePath = '/hq/ledger/monitors/remove';

/** Adds and removes thresholds, as the endpoints do. `again`: the page, with what was wrong beside the form. */
export function accountMonitorForms(
  forms: FormRegistry,
  again: (c: HqContext, fault: FormFault) => Promise<Response>,
): void {
  forms.on('/ledger/monitors', {
    endpoint: endpoints.hqAddAccountMonitor,
    body(body, fields) {
      const account = accountFrom(fields.text('account'), fields.text('id')) ?? fields.text('account');
      const text = fields.text('threshold');
      return { ...body, account, threshold: readAmount(account, text) ?? text };
    },
    words: { account: 'ledgerUnknown', threshold: 'monitorBadThreshold' },
    codes: { not_found: 'ledgerUnknown' },
    next: (_, __, fields) =>
      fields.text('account') === 'fund-pool' && fields.text('from') === 'fund-pool'
        ? '/hq/fund-pool#monitors'
        : '/hq/ledger#monitors',
    again,
  });
  forms.on('/ledger/monitors/remove', {
    endpoint: endpoints.hqRemoveAccountMonitor,
    params: (_, fields) => ({ monitorId: fields.text('monitorId') }),
    next: (_, __, fields) =>
      fields.text('from') === 'fund-pool' ? '/hq/fund-pool#monitors' : '/hq/ledger#monitors',
    again,
  });
}

/** Thresholds that are watched, which of them were crossed and when, and a way to watch one more. */
export function AccountMonitorsCard({
  c,
  monitors,
  account,
  maySend,
  fault = null,
}: {
  c: HqContext;
  monitors: readonly AccountMonitor[];
  /** The one account that this is about; any, where there is none. */
  account?: 'fund-pool';
  maySend: boolean;
  fault?: FormFault | null;
}) {
  const visit = c.get('visit');
  const { t } = visit;
  const own = ofForm(fault, addPath);
  const from = account ?? 'ledger';
  return (
    <Card id="monitors" title={t(account ? 'monitors' : 'monitorsAll')}>
      <div class="form">
        {monitors.length === 0 ? <Empty text={t('monitorsNone')} /> : null}
        {monitors.map((monitor) => (
          <div class="form monitor">
            <p>
              {account ? null : (
                <a href={`/hq/ledger?account=${encodeURIComponent(monitor.account)}`}>
                  {accountName(visit, monitor.account)}
                </a>
              )}{' '}
              {t(monitor.direction === 'below' ? 'monitorBelow' : 'monitorAtLeast', {
                amount: amountText(visit, monitor.asset, monitor.threshold),
              })}{' '}
              <Chip kind={monitor.armed ? 'posted' : 'pending'}>
                {t(monitor.armed ? 'monitorArmed' : 'monitorTold')}
              </Chip>
            </p>
            {monitor.firings.slice(0, 3).map(({ atMs, available }) => (
              <p class="sub">
                <Time atMs={atMs} />{' '}
                {t('monitorFired', { amount: amountText(visit, monitor.asset, available) })}
              </p>
            ))}
            {maySend ? (
              <PostForm c={c} action={removePath}>
                <input type="hidden" name="monitorId" value={monitor.id} />
                <input type="hidden" name="from" value={from} />
                <button class="button is-plain" type="submit">
                  {t('monitorRemove')}
                </button>
              </PostForm>
            ) : null}
          </div>
        ))}
        {maySend ? (
          <PostForm c={c} action={addPath} fault={fault}>
            <input type="hidden" name="from" value={from} />
            {account ? (
              <input type="hidden" name="account" value={account} />
            ) : (
              <AccountChoice
                c={c}
                label={t('ledgerAccount')}
                names={{ account: 'account', id: 'id' }}
                chosen={{ ...choiceOf(typed(own, 'account', 'fund-pool')), id: typed(own, 'id', '') }}
              />
            )}
            <label class="field">
              <span>{t('monitorDirection')}</span>
              <select name="direction">
                <option value="below">{t('monitorWhenBelow')}</option>
                <option value="at_least" selected={typed(own, 'direction', '') === 'at_least'}>
                  {t('monitorWhenAtLeast')}
                </option>
              </select>
            </label>
            <label class="field">
              <span>{t('monitorThreshold')}</span>
              <input
                name="threshold"
                value={typed(own, 'threshold', '')}
                inputmode="decimal"
                autocomplete="off"
                required
                maxlength={16}
              />
            </label>
            <button class="button" type="submit">
              {t('monitorAdd')}
            </button>
          </PostForm>
        ) : null}
      </div>
    </Card>
  );
}
