/** @jsxImportSource hono/jsx */
import type { PoolForecast } from '@jindian/shared/contract/selling/pool-forecast';
import { formatYuan } from '@jindian/shared/money';
import { Card, type Column, Money, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';

/** What is due week by week, what is left then, and what to put in. */
export function ForecastCard({ visit, forecast }: { visit: Visit; forecast: PoolForecast }) {
  const { t } = visit;
  const { weeks, waiting, laterFen, openFen, topUpFen, shortFromDay, overdraftFen, toldAtMs } = forecast;
  const columns: Column[] = [
    { label: t('poolWeek'), kind: 'main' },
    { label: t('poolDue'), kind: 'number' },
    { label: t('poolLeft'), kind: 'number' },
  ];
  const none = '–';
  return (
    <Card id="forecast" title={t('poolForecast')}>
      <Notice kind={topUpFen > 0 ? 'bad' : 'good'}>
        {topUpFen > 0
          ? t('poolTopUp', { amount: formatYuan(topUpFen), day: shortFromDay ?? '' })
          : t('poolEnough')}
        {overdraftFen > 0 ? ` ${t('poolOverdraft', { amount: formatYuan(overdraftFen) })}` : null}
      </Notice>
      {toldAtMs === null ? null : (
        <p class="hint">
          {t('poolTold')} <Time atMs={toldAtMs} />
        </p>
      )}
      <Table caption={t('poolForecast')} columns={columns}>
        {waiting.count === 0 ? null : (
          <Row
            columns={columns}
            cells={[
              <>
                {t('poolWaiting')}
                <span class="sub">
                  {t(waiting.isAll ? 'poolWaitingCount' : 'poolWaitingMore', { count: waiting.count })}
                </span>
              </>,
              <Money fen={waiting.amountFen} />,
              <Money fen={forecast.balanceFen - waiting.amountFen} />,
            ]}
          />
        )}
        {weeks.map((week) => (
          <Row
            columns={columns}
            cells={[
              `${week.fromDay} – ${week.toDay.slice(5)}`,
              <Money fen={week.dueFen} />,
              <Money fen={week.leftFen} />,
            ]}
          />
        ))}
        {laterFen === 0 ? null : (
          <Row columns={columns} cells={[t('poolLater'), <Money fen={laterFen} />, none]} />
        )}
        <Row columns={columns} cells={[t('poolOpen'), <Money fen={openFen} />, none]} />
      </Table>
      <p class="hint">{t('poolForecastLead')}</p>
    </Card>
  );
}
