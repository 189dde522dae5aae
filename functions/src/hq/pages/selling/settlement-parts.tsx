/** @jsxImportSource hono/jsx */
import type { PayoutState, RunState, Statement } from '@jindian/shared/contract/selling/settlement';
import { maySend } from '../../page-permissions.ts';
import { Chip, type Column, Money, Row, Table } from '../../ui/parts.tsx';
import type { ChipKind } from '../../ui/tones.ts';
import { type HqContext, signedIn, type Visit } from '../../visit.ts';

export const settlementPath = '/hq/settlement';

export const runChips: Record<RunState, ChipKind> = {
  trying: 'asked',
  tried: 'waiting',
  paying: 'asked',
  done: 'settled',
  dropped: 'dropped',
};
export const payoutChips: Record<PayoutState, ChipKind> = {
  due: 'waiting',
  invoice: 'waiting',
  held: 'failed',
  sent: 'asked',
  confirm: 'asked',
  in_file: 'asked',
  paid: 'settled',
  returned: 'dropped',
};

/** Where payouts, payees and files are: the same on each of these pages. */
export function SettlementTabs({ c, here }: { c: HqContext; here: string }) {
  const { t } = c.get('visit');
  const mayTax = maySend(signedIn(c).principal, '/settlement/tax');
  const tabs = [
    ['', t('settlementRuns')],
    ['/payouts', t('settlementPayouts')],
    ['/files', t('settlementFiles')],
    ['/payees', t('settlementPayees')],
    ...(mayTax ? ([['/tax', t('taxTitle')]] as const) : []),
  ] as const;
  return (
    <nav class="tabs" aria-label={t('settlementTitle')}>
      {tabs.map(([path, text]) => (
        <a href={`${settlementPath}${path}`} aria-current={path === here ? 'page' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  );
}

export function StatementTable({ visit, items }: { visit: Visit; items: readonly Statement[] }) {
  const { t, code } = visit;
  const columns: Column[] = [
    { label: t('statementPayee'), kind: 'main' },
    { label: t('payeeRoute') },
    { label: t('statementDue'), kind: 'number' },
    { label: t('statementWithheld'), kind: 'number' },
    { label: t('statementNet'), kind: 'number' },
    { label: t('columnState') },
  ];
  return (
    <Table caption={t('runStatements')} columns={columns}>
      {items.map((one) => (
        <Row
          columns={columns}
          rowKey={one.payeeId}
          cells={[
            <a href={`${settlementPath}/runs/${one.runId}/${one.payeeId}`}>{one.payeeName}</a>,
            <>
              {code('payeeRoute', one.route)}
              <span class="sub">{code('payeeKind', one.payeeKind)}</span>
            </>,
            <Money fen={one.dueFen} />,
            <Money fen={one.withheldFen} />,
            <Money fen={one.netFen} />,
            <>
              {one.payout ? (
                <Chip kind={payoutChips[one.payout.state]}>{code('payoutState', one.payout.state)}</Chip>
              ) : (
                <Chip kind={one.outcome === 'pay' ? 'draft' : 'passed'}>
                  {code('statementOutcome', one.outcome)}
                </Chip>
              )}
              {one.payout?.problem ? (
                <span class="sub">{code('payoutProblem', one.payout.problem)}</span>
              ) : null}
              {one.answer ? <span class="sub">{code('statementAnswer', one.answer)}</span> : null}
            </>,
          ]}
        />
      ))}
    </Table>
  );
}
