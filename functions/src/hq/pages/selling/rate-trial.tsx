/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { maxTriedOrders, type RatesTrial, trialIdSchema } from '@jindian/shared/contract/selling/rates-trial';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { HqDeps } from '../../deps.ts';
import { formatSignedYuan } from '../../format.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Figure, Live, Money, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';

const base = '/hq/commission-rates';
const refreshSeconds = 2;

/** The month before this one, by the brand's calendar. */
export function lastMonth(nowMs: number): { fromDay: string; toDay: string } {
  const [year = 0, month = 1] = brandDay(nowMs).split('-').map(Number);
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { fromDay: day(Date.UTC(year, month - 2, 1)), toDay: day(Date.UTC(year, month - 1, 0)) };
}

/** Beside a draft: the way to try it on past orders. */
export function TryCard({
  c,
  revision,
  nowMs,
  fault,
}: {
  c: HqContext;
  revision: number;
  nowMs: number;
  fault: FormFault | null;
}): Child {
  const { t } = c.get('visit');
  const own = ofForm(fault, `${base}/try`);
  const month = lastMonth(nowMs);
  const day = (name: 'fromDay' | 'toDay', label: 'dayFrom' | 'dayTo') => (
    <label class="field">
      <span>{t(label)}</span>
      <input type="date" name={name} value={typed(own, name, month[name])} required />
    </label>
  );
  return (
    <Card id="try" title={t('ratesTry')} lead={t('ratesTryLead')}>
      <SeenForm c={c} action={`${base}/try`} revision={revision} fault={own}>
        <div class="field-pair">
          {day('fromDay', 'dayFrom')}
          {day('toDay', 'dayTo')}
        </div>
        <button class="button is-plain" type="submit">
          {t('ratesTry')}
        </button>
      </SeenForm>
    </Card>
  );
}

/** Trials that were begun, also where their draft is published by now, or thrown away. */
export function TrialsCard({
  visit,
  trials,
}: {
  visit: Visit;
  trials: Awaited<ReturnType<HqDeps['ratesTrials']['recent']>>;
}): Child {
  const { t } = visit;
  return trials.length === 0 ? null : (
    <Card id="trials" title={t('ratesTrials')} lead={t('ratesTrialsLead')}>
      <ul class="plain-list">
        {trials.map(({ id, fromDay, toDay, startedAtMs }) => (
          <li>
            <a href={`${base}/trials/${id}`}>{t('ratesTrialOf', { from: fromDay, to: toDay })}</a>{' '}
            <Time atMs={startedAtMs} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What a draft would have paid for past orders, beside what they promised; it fills while it runs. */
export function rateTrialPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'ratesTrials'>,
  forms: FormRegistry,
  again: (c: HqContext, fault: FormFault) => Promise<Response>,
): void {
  forms.on('/commission-rates/try', {
    endpoint: endpoints.hqTryCommissionRates,
    codes: { invalid_request: 'draftBadPeriod' },
    next: ({ id }) => `${base}/trials/${id}`,
    again,
  });

  hq.get('/commission-rates/trials/:trialId', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const id = trialIdSchema.safeParse(c.req.param('trialId')).data;
    const found = id ? await deps.ratesTrials.view(id) : null;
    if (!found?.ok) return notFoundPage(c);
    const trial = found.value;
    const content = <Result visit={visit} trial={trial} />;
    return page(
      c,
      { title: t('ratesTrialTitle'), place: 'settings', backTo: { href: base, text: t('ratesTitle') } },
      <>
        <p class="page-lead">{t('ratesTrialLead', { from: trial.fromDay, to: trial.toDay })}</p>
        {trial.state === 'running' ? (
          <Live visit={visit} id="simulation" seconds={refreshSeconds}>
            {content}
          </Live>
        ) : (
          <div id="simulation">{content}</div>
        )}
        <p class="hint">{t('ratesTrialHint')}</p>
      </>,
    );
  });
}

function Result({ visit, trial }: { visit: Visit; trial: RatesTrial }) {
  const { t } = visit;
  const { state, orders, days, daysTotal, beforeFen, afterFen } = trial;
  const unknown = (['channel', 'buyers'] as const).filter((fact) => trial.unknown[fact] > 0);
  return (
    <>
      <Notice kind="good">
        {state === 'running'
          ? t('ratesTrialRunning', { days, total: daysTotal, orders })
          : t('ratesTrialDone', { orders, without: trial.withoutSeller })}
        {trial.cut ? ` ${t('simulationCut', { max: maxTriedOrders })}` : ''}
      </Notice>
      {unknown.map((fact) => (
        <p class="hint">
          {t(fact === 'channel' ? 'ratesUnknownChannel' : 'ratesUnknownBuyers', {
            orders: trial.unknown[fact],
          })}
        </p>
      ))}
      {orders === 0 ? (
        state === 'done' ? (
          <Empty text={t('ratesTrialNone')} />
        ) : null
      ) : (
        <>
          <dl class="figures is-three">
            <Figure
              label={t('ratesCost')}
              value={<Money fen={afterFen} />}
              hint={`${t('ratesBefore')} ${yuan(beforeFen)} · ${formatSignedYuan(afterFen - beforeFen)}`}
            />
            <Figure
              label={t('ratesChangedOrders')}
              value={`${trial.changedOrders} / ${orders}`}
              hint={t('ratesMoreAndLess', { more: trial.payeesMore, less: trial.payeesLess })}
            />
            <Figure
              label={t('ratesWithoutRule')}
              value={trial.withoutRule}
              hint={t('ratesWithoutRuleHint')}
            />
          </dl>
          <Payees visit={visit} trial={trial} />
          <Rules visit={visit} trial={trial} />
        </>
      )}
    </>
  );
}

const yuan = (fen: number) => formatSignedYuan(fen).replace(/^\+/, '');

function columnsOf(
  { t }: Visit,
  first: 'ratesPayee' | 'ratesRule',
  count: 'ratesOrders' | 'ratesLines',
): Column[] {
  return [
    { label: t(first), kind: 'main' },
    { label: t(count), kind: 'number' },
    { label: t('ratesBefore'), kind: 'number' },
    { label: t('ratesAfter'), kind: 'number' },
    { label: t('simulationDifference'), kind: 'number' },
  ];
}

function Payees({ visit, trial: { payees } }: { visit: Visit; trial: RatesTrial }) {
  const { t, code } = visit;
  const columns = columnsOf(visit, 'ratesPayee', 'ratesOrders');
  return (
    <Card id="payees" title={t('ratesPayees')} lead={t('ratesPayeesLead')} flush>
      {payees.length === 0 ? (
        <Empty text={t('ratesNobody')} />
      ) : (
        <Table caption={t('ratesPayees')} columns={columns}>
          {payees.map(({ name, parts, orders, beforeFen, afterFen }) => (
            <Row
              columns={columns}
              cells={[
                <>
                  {name}
                  <span class="sub">
                    {parts.map((part) => code('commissionPart', part)).join(t('rateAnd'))}
                  </span>
                </>,
                orders,
                <Money fen={beforeFen} />,
                <Money fen={afterFen} />,
                <Money fen={afterFen - beforeFen} signed />,
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

function Rules({ visit, trial: { rules } }: { visit: Visit; trial: RatesTrial }) {
  const { t, language } = visit;
  const columns = columnsOf(visit, 'ratesRule', 'ratesLines');
  return (
    <Card id="by-rule" title={t('ratesByRule')} lead={t('ratesByRuleLead')} flush>
      <Table caption={t('ratesByRule')} columns={columns}>
        {rules.map(({ name, lines, beforeFen, afterFen }) => (
          <Row
            columns={columns}
            cells={[
              name?.[language] ?? t('ratesNoRule'),
              lines,
              <Money fen={beforeFen} />,
              <Money fen={afterFen} />,
              <Money fen={afterFen - beforeFen} signed />,
            ]}
          />
        ))}
      </Table>
    </Card>
  );
}
