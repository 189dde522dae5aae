/** @jsxImportSource hono/jsx */
import { type BulkEdit, type BulkRow, bulkOutcomes } from '@jindian/shared/contract/bulk-edits';
import { type ProblemCode, problemText } from '@jindian/shared/contract/problems/problem';
import { csvOf } from '@jindian/shared/csv';
import { Chip, type Column, Row, Table } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { BulkNames } from './bulk-names.ts';
import { fieldName, valueTextOf } from './bulk-parts.tsx';

const fieldsShown = 8;
const chipOf = { changed: 'open', same: 'closed', refused: 'suspended' } as const;

/** What became of each, or of a draft what would. */
type Group = 'bulkWould' | 'bulkOutcome';
const groupOf = ({ state }: BulkEdit): Group => (state === 'draft' ? 'bulkWould' : 'bulkOutcome');
const refusedOf = ({ refused }: BulkEdit) => refused.reduce((sum, { count }) => sum + count, 0);

export function sumText(visit: Visit, edit: BulkEdit, group: Group): string {
  const counts = { changed: edit.changed, same: edit.same, refused: refusedOf(edit) };
  return bulkOutcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${visit.code(group, outcome)} ${counts[outcome]}`)
    .join(' · ');
}

function whyText({ code, language }: Visit, reason: string, params: BulkRow['params'] = {}): string {
  const own = code('bulkWhy', reason);
  return own === reason ? problemText(reason as ProblemCode, params, language) : own;
}

/** How many of each, each a way to only those; and why some are refused. */
export function Outcomes(props: { visit: Visit; edit: BulkEdit; here: string; asked: string | undefined }) {
  const { visit, edit, here, asked } = props;
  const counts = { changed: edit.changed, same: edit.same, refused: refusedOf(edit) };
  return (
    <div class="table-foot">
      <p class="page-tools">
        <a class="button is-plain is-small" href={here} aria-current={asked ? undefined : 'true'}>
          {visit.t('filterAny')} {edit.changed + edit.same + counts.refused}
        </a>
        {bulkOutcomes.map((outcome) => (
          <a
            class="button is-plain is-small"
            href={`${here}?outcome=${outcome}`}
            aria-current={asked === outcome ? 'true' : undefined}
          >
            {visit.code(groupOf(edit), outcome)} {counts[outcome]}
          </a>
        ))}
      </p>
      {edit.refused.length > 0 ? (
        <ul class="plain-list">
          {edit.refused.map(({ code, count }) => (
            <li>
              {whyText(visit, code)} <span class="muted">{count}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

export function RowTable(props: {
  visit: Visit;
  /** Where the page of one of them is. */
  thing: string;
  edit: BulkEdit;
  rows: readonly BulkRow[];
  names: BulkNames;
}) {
  const { visit, thing, edit, rows, names } = props;
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('bulkColumnThing'), kind: 'main' },
    { label: t('bulkColumnOutcome') },
    { label: t('bulkColumnChange') },
  ];
  return (
    <Table caption={t('bulkReview')} columns={columns}>
      {rows.map((row) => (
        <Row
          columns={columns}
          cells={[
            <>
              <a href={`${thing}/${row.id}`}>{row.name[language]}</a>
              <span class="sub">{row.id}</span>
            </>,
            <Chip kind={chipOf[row.outcome]}>{visit.code(groupOf(edit), row.outcome)}</Chip>,
            row.code === null ? (
              <ul class="plain-list">
                {row.fields.slice(0, fieldsShown).map(({ name, before, after }) => (
                  <li>
                    <span class="muted">
                      {fieldName(visit, name)}
                      {t('colon')}
                    </span>
                    {valueTextOf(visit, name, before, names)} →{' '}
                    <strong>{valueTextOf(visit, name, after, names)}</strong>
                  </li>
                ))}
              </ul>
            ) : (
              whyText(visit, row.code, row.params)
            ),
          ]}
        />
      ))}
    </Table>
  );
}

export function rowsCsv(visit: Visit, edit: BulkEdit, rows: readonly BulkRow[], names: BulkNames): string {
  const { t, language } = visit;
  return csvOf([
    [t('columnId'), t('bulkColumnThing'), t('bulkColumnOutcome'), t('bulkColumnChange')],
    ...rows.map((row) => [
      row.id,
      row.name[language],
      visit.code(groupOf(edit), row.outcome),
      row.code === null
        ? row.fields
            .map(
              ({ name, before, after }) =>
                `${fieldName(visit, name)}${t('colon')}${valueTextOf(visit, name, before, names)} → ${valueTextOf(visit, name, after, names)}`,
            )
            .join('; ')
        : whyText(visit, row.code, row.params),
    ]),
  ]);
}
