/** @jsxImportSource hono/jsx */
import { formatDistance } from '@jindian/shared/geo';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { formatMinuteOfDay, formatRate } from '../../format.ts';
import type { Visit } from '../../visit.ts';

/** What a record holds, as lines to be read: `Lines · No. 1 · Pieces: 2`. */
export type Detail = { label: string; value: string };

const maxDetails = 60;

/** Words of some values, by the name of their field. */
const valueGroups: Readonly<Record<string, string>> = { role: 'role', status: 'status' };

export function detailsOf(visit: Visit, value: unknown): Detail[] {
  const found: Detail[] = [];
  collect(visit, value, [], '', found);
  return found.slice(0, maxDetails);
}

function collect(
  visit: Visit,
  value: unknown,
  labels: readonly string[],
  name: string,
  found: Detail[],
): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value) && value.some((each) => typeof each === 'object' && each !== null)) {
    value.forEach((each, index) => {
      const place = visit.t('auditListed', { number: index + 1 });
      collect(visit, each, value.length > 1 ? [...labels, place] : labels, name, found);
    });
    return;
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    for (const [part, inner] of Object.entries(value))
      collect(visit, inner, [...labels, visit.code('auditField', part)], part, found);
    return;
  }
  found.push({ label: labels.join(' · '), value: valueText(visit, name, value) });
}

function valueText(visit: Visit, name: string, value: unknown): string {
  if (Array.isArray(value))
    return value.map((each) => valueText(visit, name, each)).join('、') || visit.t('auditEmpty');
  if (typeof value === 'boolean') return visit.t(value ? 'auditYes' : 'auditNo');
  if (typeof value === 'number') return numberText(visit, name, value);
  const group = valueGroups[name];
  return group ? visit.code(group, String(value)) : String(value);
}

function numberText({ language }: Visit, name: string, value: number): string {
  if (name.endsWith('Fen')) return formatYuan(value);
  if (name.endsWith('Ms')) return formatBrandTime(value);
  if (name.endsWith('AtMinute')) return formatMinuteOfDay(value);
  if (name.endsWith('BasisPoints')) return formatRate(value);
  if (name.endsWith('Meters')) return formatDistance(value, language);
  return String(value);
}

export function Details({ visit, value }: { visit: Visit; value: unknown }) {
  return (
    <ul class="audit-details">
      {detailsOf(visit, value).map(({ label, value: text }) => (
        <li class="anywhere">
          {label === '' ? null : <span class="muted">{label}: </span>}
          {text}
        </li>
      ))}
    </ul>
  );
}
