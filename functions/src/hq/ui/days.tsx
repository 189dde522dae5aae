/** @jsxImportSource hono/jsx */
import { clockText, type DayHours, exceptionSpans, type HoursException } from '@jindian/shared/hours';
import type { FormFields } from '../forms/fields.ts';
import { type FormFault, moreAsked } from '../forms/post-form.tsx';
import type { Visit } from '../visit.ts';

/** Rows without anything in them, to be filled in. */
const blankRows = 3;
const parts = ['from', 'to', 'kind', 'opens', 'closes'] as const;
type DayRow = Record<(typeof parts)[number], string>;
const blank: DayRow = { from: '', to: '', kind: '', opens: '', closes: '' };

/** Days that differ, as people read them. */
export function spansText(visit: Visit, exceptions: readonly HoursException[]): string {
  return exceptionSpans(exceptions)
    .map(({ fromDay, toDay, hours }) => {
      const days = fromDay === toDay ? fromDay : `${fromDay} – ${toDay}`;
      return `${days} ${hours ? `${clockText(hours.opensAtMinute)}–${clockText(hours.closesAtMinute)}` : visit.t('hoursClosed')}`;
    })
    .join(visit.t('listComma'));
}

/** What was typed into the rows of that name, row by row. */
function rowsTyped(fields: Pick<FormFields, 'all'>, name: string): DayRow[] {
  const columns = parts.map((part) => fields.all(`${name}.${part}`));
  return Array.from({ length: Math.max(0, ...columns.map(({ length }) => length)) }, (_, row) =>
    Object.fromEntries(parts.map((part, column) => [part, columns[column]?.[row]?.trim() ?? ''])),
  ) as DayRow[];
}

const isBlank = ({ kind: _, ...row }: DayRow) => Object.values(row).every((text) => text === '');

/**
 * The rows as a text of days that differ (`readCalendar` says whether it is one); null where the form has no such rows.
 * What is half filled in reads as no calendar.
 */
export function daysTyped(fields: Pick<FormFields, 'all'>, name: string): string | null {
  const rows = rowsTyped(fields, name);
  if (rows.length === 0) return null;
  return rows
    .filter((row) => !isBlank(row))
    .map(({ from, to, kind, opens, closes }) => {
      // A date is a date: it brings no row of its own.
      if (/[、~\s]/.test(from + to)) return '?';
      const days = to === '' || to === from ? from : `${from}~${to}`;
      if (kind === 'closed') return opens === '' && closes === '' ? `${days} 休息` : `${days} ?`;
      return `${days} ${opens.slice(0, 5)}-${closes.startsWith('00:00') ? '24:00' : closes.slice(0, 5)}`;
    })
    .join('、');
}

const rowOf = (fromDay: string, toDay: string, hours: DayHours): DayRow => ({
  from: fromDay,
  to: toDay === fromDay ? '' : toDay,
  kind: hours ? 'open' : 'closed',
  opens: hours ? clockText(hours.opensAtMinute) : '',
  closes: hours ? clockText(hours.closesAtMinute % 1440) : '',
});

/** A row for each span of days, and some more; as they were typed where the form comes back. */
export function DayRows({
  visit,
  name,
  legend,
  hint,
  days,
  fault,
  wrong,
}: {
  visit: Visit;
  name: string;
  legend: string;
  hint: string;
  days: readonly HoursException[];
  fault: FormFault | null;
  /** Whether they are what the form came back for. */
  wrong: boolean;
}) {
  const { t } = visit;
  const known = fault
    ? rowsTyped(fault.fields, name).filter((row) => !isBlank(row))
    : exceptionSpans(days).map(({ fromDay, toDay, hours }) => rowOf(fromDay, toDay, hours));
  const rows = [...known, ...Array.from({ length: blankRows }, () => blank)];
  const input = (row: DayRow, part: 'from' | 'to' | 'opens' | 'closes', label: string) => (
    <label class="field">
      <span>{label}</span>
      <input
        type={part === 'from' || part === 'to' ? 'date' : 'time'}
        name={`${name}.${part}`}
        value={row[part]}
        aria-invalid={wrong && !isBlank(row) ? 'true' : undefined}
      />
    </label>
  );
  return (
    <fieldset class="block day-rows">
      <legend>{legend}</legend>
      {rows.map((row) => (
        <div class="day-row">
          {input(row, 'from', t('daysFrom'))}
          {input(row, 'to', t('daysTo'))}
          <label class="field">
            <span>{t('daysKind')}</span>
            <select name={`${name}.kind`}>
              <option value="closed">{t('daysClosed')}</option>
              <option value="open" selected={row.kind === 'open'}>
                {t('daysOpen')}
              </option>
            </select>
          </label>
          {input(row, 'opens', t('changeOpens'))}
          {input(row, 'closes', t('changeCloses'))}
        </div>
      ))}
      {/* What Enter presses: the first button of a form. */}
      <button type="submit" hidden />
      <button class="button is-plain is-small" type="submit" name={moreAsked} value={name} formnovalidate>
        {t('daysMore')}
      </button>
      <small class="hint">{hint}</small>
    </fieldset>
  );
}
