/** @jsxImportSource hono/jsx */
import type { StatementWithLines } from '@jindian/shared/contract/selling/settlement';
import { orderNumberOf } from '@jindian/shared/order-number';
import type { Child } from 'hono/jsx';
import { Card, Chip, type Column, Empty, Facts, Money, Row, Table, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import { payoutChips } from './settlement-parts.tsx';
import { figureRows, lineText } from './statement-files.ts';

/** One statement with its lines, as headquarters and a dealer see it. */
export function StatementCards({
  visit,
  statement,
  payee,
}: {
  visit: Visit;
  statement: StatementWithLines;
  payee: Child;
}) {
  const { t, code } = visit;
  const columns: Column[] = [
    { label: t('statementLineNumber') },
    { label: t('columnTime'), kind: 'main' },
    { label: t('statementWhat') },
    { label: t('columnOrder') },
    { label: t('columnAmount'), kind: 'number' },
  ];
  return (
    <>
      <div class="columns">
        <div class="column">
          <Card id="figures" title={t('statementTitle')}>
            <Facts
              rows={[
                ...figureRows(visit, statement).map(([label, fen]) => [label, <Money fen={fen} />] as const),
                [t('statementVersion'), `${statement.fromLine + 1}–${statement.toLine}`],
              ]}
            />
          </Card>
        </div>
        <div class="column">
          <Card id="payee" title={t('statementPayee')}>
            <Facts
              rows={[
                [t('statementPayee'), payee],
                [t('payeeKind'), code('payeeKind', statement.payeeKind)],
                [
                  t('payeeRoute'),
                  <>
                    {code('payeeRoute', statement.route)}
                    {statement.employerName === null ? null : (
                      <span class="sub">{t('statementEmployer', { name: statement.employerName })}</span>
                    )}
                  </>,
                ],
                [
                  t('columnState'),
                  statement.payout ? (
                    <Chip kind={payoutChips[statement.payout.state]}>
                      {code('payoutState', statement.payout.state)}
                    </Chip>
                  ) : (
                    code('statementOutcome', statement.outcome)
                  ),
                ],
                ...(statement.answer
                  ? [[code('statementAnswer', statement.answer), statement.answerNote ?? ''] as const]
                  : []),
              ]}
            />
          </Card>
        </div>
      </div>
      <Card id="lines" title={t('statementLines')} flush>
        {statement.lines.length === 0 ? (
          <Empty text={t('none')} />
        ) : (
          <Table caption={t('statementLines')} columns={columns}>
            {statement.lines.map((line) => (
              <Row
                columns={columns}
                rowKey={`${line.posting} ${line.number}`}
                cells={[
                  line.number,
                  <Time atMs={line.atMs} />,
                  lineText(visit, line),
                  line.orderId ? (
                    <a href={`/hq/orders/${line.orderId}`}>{orderNumberOf(line.orderId)}</a>
                  ) : (
                    (line.reason && code('payoutProblem', line.reason)) || ''
                  ),
                  <Money fen={line.amountFen} signed />,
                ]}
              />
            ))}
          </Table>
        )}
        {statement.isWhole ? null : <p class="hint">{t('statementNotWhole')}</p>}
      </Card>
    </>
  );
}
