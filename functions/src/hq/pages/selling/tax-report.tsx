/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { TaxReport } from '@jindian/shared/contract/selling/settlement';
import type { Hono } from 'hono';
import { xlsxOf } from '../../../platform/files/xlsx-file.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Figure, Money, Row, Table } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { SettlementTabs, settlementPath } from './settlement-parts.tsx';

const path = `${settlementPath}/tax`;

/** What was withheld by month, whether it is what the books hold, and the report with everybody's name. */
export function taxPages(
  hq: Hono<HqEnvironment>,
  { settlement: { tax } }: Pick<HqDeps, 'settlement'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const { t } = c.get('visit');
    const { months, withheldFen, booksFen } = await tax.overview();
    const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
    const ties = withheldFen === booksFen;
    const columns: Column[] = [
      { label: t('taxMonth'), kind: 'main' },
      { label: t('taxPayees'), kind: 'number' },
      { label: t('taxCount'), kind: 'number' },
      { label: t('statementGross'), kind: 'number' },
      { label: t('statementWithheld'), kind: 'number' },
      { label: t('statementNet'), kind: 'number' },
    ];
    return page(
      c,
      {
        title: t('taxTitle'),
        place: 'fund-pool',
        status: fault?.status ?? 200,
        backTo: { href: settlementPath, text: t('settlementTitle') },
      },
      <>
        <SettlementTabs c={c} here="/tax" />
        <p class="page-lead">{t('taxLead')}</p>
        <dl class="figures">
          <Figure
            label={t('taxReported')}
            value={<Money fen={withheldFen} />}
            hint={<Chip kind={ties ? 'settled' : 'failed'}>{t(ties ? 'taxTies' : 'taxDiffers')}</Chip>}
          />
          <Figure label={t('taxBooks')} value={<Money fen={booksFen} />} />
        </dl>
        {months.length === 0 ? null : (
          <PostForm c={c} layout="form is-row" action={path} fault={fault}>
            <label class="field">
              <span>{t('taxPeriod')}</span>
              <select name="period">
                {months.map(({ month }) => (
                  <option value={month}>{month}</option>
                ))}
                {years.map((year) => (
                  <option value={year}>{t('taxWholeYear', { year })}</option>
                ))}
              </select>
            </label>
            <button class="button" type="submit">
              {t('taxDownload')}
            </button>
          </PostForm>
        )}
        <Card id="months" title={t('taxByMonth')} flush>
          {months.length === 0 ? (
            <Empty text={t('taxNone')} />
          ) : (
            <Table caption={t('taxByMonth')} columns={columns}>
              {months.map((one) => (
                <Row
                  columns={columns}
                  rowKey={one.month}
                  cells={[
                    one.month,
                    one.payees,
                    one.count,
                    <Money fen={one.grossFen} />,
                    <Money fen={one.withheldFen} />,
                    <Money fen={one.netFen} />,
                  ]}
                />
              ))}
            </Table>
          )}
        </Card>
      </>,
    );
  }
  hq.get('/settlement/tax', (c) => show(c));
  forms.on('/settlement/tax', {
    endpoint: endpoints.hqMakeTaxReport,
    next(report, c) {
      c.header('content-disposition', `attachment; filename="tax-${report.period}.xlsx"`);
      c.header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      return c.body(taxXlsx(c.get('visit'), report).slice().buffer);
    },
    again: show,
  });
}

export function taxXlsx(
  { t, code }: Pick<Visit, 't' | 'code'>,
  { period, rows, sums }: TaxReport,
): Uint8Array {
  return xlsxOf(`${t('taxTitle')} ${period}`, [
    [
      t('taxNumber'),
      t('statementPayee'),
      t('taxRealName'),
      t('payeeKind'),
      t('taxCount'),
      t('statementGross'),
      t('taxDeductions'),
      t('taxTaxable'),
      t('taxRate'),
      t('statementWithheld'),
      t('statementNet'),
    ],
    ...rows.map((row) => [
      row.payeeId,
      row.payeeName,
      row.realName ?? '',
      code('payeeKind', row.kind),
      row.count,
      row.grossFen / 100,
      row.deductionsFen / 100,
      row.taxableFen / 100,
      row.basisPoints === 0 ? '' : `${row.basisPoints / 100}%`,
      row.withheldFen / 100,
      row.netFen / 100,
    ]),
    [
      t('taxSum'),
      '',
      '',
      '',
      sums.count,
      sums.grossFen / 100,
      '',
      '',
      '',
      sums.withheldFen / 100,
      sums.netFen / 100,
    ],
  ]);
}
