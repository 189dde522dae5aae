/** @jsxImportSource hono/jsx */
import { modules } from '@jindian/shared/contract/modules/index';
import type { Stop, StopInput } from '@jindian/shared/contract/stops';
import type { Visit } from '../visit.ts';
import { Notice } from './parts.tsx';

/** `nameOf`: what provinces and cities are called in the language of the page. */
export function whereText(
  { t }: Visit,
  { province, city }: { province: string | null; city: string | null },
  nameOf = (name: string) => name,
): string {
  return [province, city].flatMap((one) => (one ? [nameOf(one)] : [])).join(' ') || t('stopEverywhere');
}

export function stopText(visit: Visit, stop: StopInput, nameOf?: (name: string) => string): string {
  const { language } = visit;
  const kind = visit.code('stopKind', stop.kind);
  if (stop.kind === 'module') return `${kind} · ${modules[stop.module].name[language]}`;
  if (stop.kind === 'payouts') return kind;
  const where = whereText(visit, stop, nameOf);
  const channel = stop.channel ? [visit.code('stopChannel', stop.channel)] : [];
  return [kind, where, ...channel].join(' · ');
}

/** On every page while anything is stopped: nobody wonders why nothing comes in. */
export function StopBanner({
  visit,
  stops,
  href,
}: {
  visit: Visit;
  stops: readonly Stop[];
  href: string | null;
}) {
  if (stops.length === 0) return null;
  return (
    <Notice kind="bad">
      {visit.t('stopBanner', { what: stops.map((stop) => stopText(visit, stop)).join(visit.t('listComma')) })}{' '}
      {href ? <a href={href}>{visit.t('stopsTitle')}</a> : null}
    </Notice>
  );
}
