/** @jsxImportSource hono/jsx */
import {
  individualWithholdingSchema,
  type TaxBracket,
  type WithholdingRates,
  withholdingRatesSchema,
} from '@jindian/shared/contract/money/withholding';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import { quickDeductions } from '../../../selling/settlement/withholding/withholding.ts';
import type { HqDeps } from '../../deps.ts';
import { textsFrom, valueFrom } from '../../forms/coerce.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { type Column, Facts, Row, Table } from '../../ui/parts.tsx';
import type { HqEnvironment, Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

const ways = individualWithholdingSchema.options;
const monthWays = ['in_a_row', 'since_first'] as const;
const mostBrackets = 10;

/** What is withheld of what people are paid: a draft, published now or at a time, for statements made from then on. */
export function withholdingPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'withholding' | 'clock'>,
  forms: FormRegistry,
): void {
  documentPages<WithholdingRates>(hq, forms, deps, '/withholding', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    return {
      document: deps.withholding,
      base: '/hq/withholding',
      options: {
        title: t('withholdingTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
      },
      lead: <p class="page-lead">{t('withholdingLead')}</p>,
      card: { id: 'withholding', title: () => t('withholdingTitle') },
      fields: ({ edited, fault }) => <WithholdingFields visit={visit} edited={edited} fault={fault} />,
      shown: (_, content) => <WithholdingShown visit={visit} content={content} />,
      read(_, fields) {
        const read = withholdingRatesSchema.safeParse(valueFrom(withholdingRatesSchema, fields));
        return read.success ? { content: read.data } : new NotAsked(t('withholdingBad'));
      },
    };
  });
}

function WithholdingFields({
  visit,
  edited,
  fault,
}: {
  visit: Visit;
  edited: WithholdingRates;
  fault: FormFault | null;
}) {
  const { t } = visit;
  const present = textsFrom(withholdingRatesSchema, edited);
  const text = (name: string): string => typed(fault, name, present[name] ?? '');
  const amount = (name: string, label: Word) => (
    <label class="field">
      <span>{t(label)}</span>
      <input name={name} inputmode="decimal" maxlength={12} value={text(name)} />
    </label>
  );
  const choice = (name: string, label: Word, group: string, options: readonly string[]) => (
    <label class="field">
      <span>{t(label)}</span>
      <select name={name}>
        {options.map((option) => (
          <option value={option} selected={option === text(name)}>
            {visit.code(group, option)}
          </option>
        ))}
      </select>
    </label>
  );
  const brackets = (name: string, there: readonly TaxBracket[]) => {
    const rows = Math.min(mostBrackets, there.length + 1);
    return (
      <>
        <p class="hint">{t('withholdingBracketsLead')}</p>
        {Array.from({ length: rows }, (_, row) => (
          <div class="field-pair">
            {amount(`${name}.${row}.upToFen`, 'withholdingUpTo')}
            {amount(`${name}.${row}.basisPoints`, 'withholdingRate')}
          </div>
        ))}
      </>
    );
  };
  return (
    <>
      {choice('individual', 'withholdingIndividual', 'withholdingWay', ways)}
      <fieldset class="block setting-group">
        <legend>{t('withholdingPayment')}</legend>
        <div class="field-pair">
          {amount('labourPayment.flatUpToFen', 'withholdingFlatUpTo')}
          {amount('labourPayment.flatDeductionFen', 'withholdingFlatDeduction')}
        </div>
        {amount('labourPayment.deductionBasisPoints', 'withholdingShareDeduction')}
        {brackets('labourPayment.brackets', edited.labourPayment.brackets)}
      </fieldset>
      <fieldset class="block setting-group">
        <legend>{t('withholdingCumulative')}</legend>
        <div class="field-pair">
          {amount('labourCumulative.expenseBasisPoints', 'withholdingExpenses')}
          {amount('labourCumulative.monthlyDeductionFen', 'withholdingMonthly')}
        </div>
        {choice('labourCumulative.months', 'withholdingMonths', 'withholdingMonth', monthWays)}
        {brackets('labourCumulative.brackets', edited.labourCumulative.brackets)}
      </fieldset>
    </>
  );
}

function WithholdingShown({ visit, content }: { visit: Visit; content: WithholdingRates }) {
  const { t } = visit;
  const { labourPayment, labourCumulative } = content;
  const percent = (basisPoints: number) => `${basisPoints / 100}%`;
  return (
    <>
      <Facts rows={[[t('withholdingIndividual'), visit.code('withholdingWay', content.individual)]]} />
      <h3>{t('withholdingPayment')}</h3>
      <Facts
        rows={[
          [t('withholdingFlatUpTo'), formatYuan(labourPayment.flatUpToFen)],
          [t('withholdingFlatDeduction'), formatYuan(labourPayment.flatDeductionFen)],
          [t('withholdingShareDeduction'), percent(labourPayment.deductionBasisPoints)],
        ]}
      />
      <Brackets visit={visit} of={t('withholdingPayment')} brackets={labourPayment.brackets} />
      <h3>{t('withholdingCumulative')}</h3>
      <Facts
        rows={[
          [t('withholdingExpenses'), percent(labourCumulative.expenseBasisPoints)],
          [t('withholdingMonthly'), formatYuan(labourCumulative.monthlyDeductionFen)],
          [t('withholdingMonths'), visit.code('withholdingMonth', labourCumulative.months)],
        ]}
      />
      <Brackets visit={visit} of={t('withholdingCumulative')} brackets={labourCumulative.brackets} />
    </>
  );
}

function Brackets({ visit, of, brackets }: { visit: Visit; of: string; brackets: readonly TaxBracket[] }) {
  const { t } = visit;
  const columns: Column[] = [
    { label: t('withholdingUpTo'), kind: 'main' },
    { label: t('withholdingRate'), kind: 'number' },
    { label: t('withholdingQuick'), kind: 'number' },
  ];
  const quick = quickDeductions(brackets);
  return (
    <Table caption={`${of}: ${t('withholdingBrackets')}`} columns={columns}>
      {brackets.map(({ upToFen, basisPoints }, row) => (
        <Row
          columns={columns}
          cells={[
            upToFen === null ? t('withholdingAbove') : formatYuan(upToFen),
            String(basisPoints / 100),
            formatYuan(quick[row] ?? 0),
          ]}
        />
      ))}
    </Table>
  );
}
