/** @jsxImportSource hono/jsx */
import type { AuditedAct } from '@jindian/shared/contract/people/audit';
import { hoursExceptionsSchema, weeklyHoursSchema } from '@jindian/shared/contract/places/hours';
import { formatDistance } from '@jindian/shared/geo';
import { calendarText, weeklyText } from '@jindian/shared/hours';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { formatMinuteOfDay, formatRate } from '../../format.ts';
import type { Visit } from '../../visit.ts';
import { fieldWord, valueWord } from './audit-says.ts';

/** What a record holds, as lines to be read: `Lines · No. 1 · Pieces: 2`. */
export type Detail = { label: string; value: string };

const maxDetails = 60;

export function detailsOf(visit: Visit, act: AuditedAct, value: unknown): Detail[] {
  const found: Detail[] = [];

  function collect(each: unknown, labels: readonly string[], name: string): void {
    // What was left empty says nothing.
    if (each === null || each === undefined || each === '') return;
    // Days that differ are said as they are typed: that one is closed is what is not there.
    const isDays = name === 'exceptions' || name === 'addDays';
    const exceptions = isDays ? hoursExceptionsSchema.safeParse(each).data : undefined;
    const weekly = name === 'weeklyHours' ? weeklyHoursSchema.safeParse(each).data : undefined;
    if (exceptions || weekly) {
      const closed = visit.language === 'zh' ? '休息' : 'closed';
      const text = exceptions ? calendarText(exceptions, closed) : weeklyText(weekly ?? [], closed);
      found.push({ label: labels.join(' · '), value: text || visit.t('auditEmpty') });
      return;
    }
    if (Array.isArray(each) && each.some((one) => typeof one === 'object' && one !== null)) {
      each.forEach((one, index) => {
        const place = visit.t('auditListed', { number: index + 1 });
        collect(one, each.length > 1 ? [...labels, place] : labels, name);
      });
      return;
    }
    if (typeof each === 'object' && !Array.isArray(each)) {
      for (const [part, inner] of Object.entries(each))
        collect(inner, [...labels, fieldWord(visit, part)], part);
      return;
    }
    found.push({ label: labels.join(' · '), value: valueText(visit, act, name, each) });
  }

  collect(value, [], '');
  return found.slice(0, maxDetails);
}

function valueText(visit: Visit, act: AuditedAct, name: string, value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.map((each) => valueText(visit, act, name, each));
    return texts.join(visit.t('listComma')) || visit.t('auditEmpty');
  }
  if (typeof value === 'boolean') return visit.t(value ? 'auditYes' : 'auditNo');
  if (typeof value === 'number') return numberText(visit, name, value);
  return valueWord(visit, act, name, String(value));
}

function numberText({ language }: Visit, name: string, value: number): string {
  if (name.endsWith('Fen')) return formatYuan(value);
  if (name.endsWith('Ms')) return formatBrandTime(value);
  if (name.endsWith('AtMinute')) return formatMinuteOfDay(value);
  if (name.endsWith('BasisPoints')) return formatRate(value);
  if (name.endsWith('Meters')) return formatDistance(value, language);
  return String(value);
}

export function Details({ visit, act, value }: { visit: Visit; act: AuditedAct; value: unknown }) {
  return (
    <ul class="audit-details">
      {detailsOf(visit, act, value).map(({ label, value: text }) => (
        <li class="anywhere">
          {label === '' ? null : (
            <span class="muted">
              {label}
              {visit.t('colon')}
            </span>
          )}
          {text}
        </li>
      ))}
    </ul>
  );
}
