/** @jsxImportSource hono/jsx */
import type { DryRunView } from '@jindian/shared/contract/money/ledger';
import { Card, Facts, Notice } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { accountName } from '../serving/order-money.tsx';
import { AccountChoice, Amount } from './account-parts.tsx';

type Side = { pattern: string; id: string };
export type DryRunForm = {
  debit: Side;
  credit: Side;
  amount: string;
  to: 'posted' | 'pending';
  /** Null until something was asked, or where that was no posting. */
  result: DryRunView | null;
  isBad: boolean;
};

/** What a posting would do, without doing it. `keep`: what else the page shows stays as it is. */
export function DryRunCard({ c, form, keep }: { c: HqContext; form: DryRunForm; keep: URLSearchParams }) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <Card id="dry-run" title={t('dryRunTitle')} lead={t('dryRunLead')}>
      <form class="form" method="get" action="/hq/ledger#dry-run">
        {[...keep].map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {form.isBad ? <Notice kind="bad">{t('dryRunBad')}</Notice> : null}
        <AccountChoice
          c={c}
          label={t('dryRunDebit')}
          names={{ account: 'debit', id: 'debitId' }}
          chosen={form.debit}
        />
        <AccountChoice
          c={c}
          label={t('dryRunCredit')}
          names={{ account: 'credit', id: 'creditId' }}
          chosen={form.credit}
        />
        <label class="field">
          <span>{t('dryRunAmount')}</span>
          <input
            name="amount"
            value={form.amount}
            inputmode="decimal"
            autocomplete="off"
            required
            maxlength={16}
          />
        </label>
        <label class="field">
          <span>{t('dryRunTo')}</span>
          <select name="to">
            <option value="posted">{t('dryRunPosted')}</option>
            <option value="pending" selected={form.to === 'pending'}>
              {t('dryRunPending')}
            </option>
          </select>
        </label>
        <button class="button" type="submit">
          {t('dryRunGo')}
        </button>
      </form>
      {form.result ? <Result visit={visit} result={form.result} /> : null}
    </Card>
  );
}

function Result({ visit, result }: { visit: Visit; result: DryRunView }) {
  const { t } = visit;
  return (
    <div class="form dry-run-result">
      {result.refusals.map(({ code, account, detail }) => (
        <Notice kind="bad">
          {[visit.code('refusal', code), account ? accountName(visit, account) : null, detail]
            .filter((part) => part)
            .join(' ')}
        </Notice>
      ))}
      {result.refusals.length === 0 ? (
        <Notice kind="good">{t(result.waits ? 'dryRunWaits' : 'dryRunFine')}</Notice>
      ) : null}
      {result.accounts.map(({ account, asset, before, after }) => (
        <div>
          <strong>{accountName(visit, account)}</strong>
          <Facts
            rows={(['available', 'posted'] as const).map((what) => [
              t(what === 'available' ? 'dryRunAvailable' : 'dryRunBalance'),
              <>
                <Amount visit={visit} asset={asset} amount={before[what]} />
                {' → '}
                <Amount visit={visit} asset={asset} amount={after[what]} />
              </>,
            ])}
          />
        </div>
      ))}
    </div>
  );
}
