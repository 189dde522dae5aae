/** @jsxImportSource hono/jsx */
import { browserName } from '@jindian/shared/browser-name';
import { ulidSchema } from '@jindian/shared/contract/common';
import {
  type AuditedAct,
  type AuditRecord,
  auditedActSchema,
  auditedActs,
} from '@jindian/shared/contract/people/audit';
import { csvOf } from '@jindian/shared/csv';
import { dayMs, formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { AuditQuery } from '../../../people/audit/view.ts';
import type { HqDeps } from '../../deps.ts';
import { readDay } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { Details } from './audit-details.tsx';
import { targetWord } from './audit-says.ts';

const pageLimit = 50;
/** Rows of an export; who needs more narrows the search. */
const maxExported = 5_000;

/** What records are found by: the thing itself, which each names first. */
const searchedTargets = [
  'order',
  'fulfilment',
  'refund',
  'member',
  'location',
  'owner',
  'difference',
  'import',
  'name',
  'deadLetter',
  'address',
] as const;

type Form = { act: string; member: string; targetKind: string; targetId: string; from: string; to: string };

/** Who did what that matters: searched by act, person, thing and day, and exported. */
export function auditPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'auditView'>): void {
  const { auditView } = deps;

  function formOf(c: HqContext): Form {
    const field = (name: string) => (c.req.query(name) ?? '').trim().slice(0, 80);
    return {
      act: auditedActSchema.safeParse(field('act')).data ?? '',
      member: field('member'),
      targetKind: field('targetKind').slice(0, 40),
      targetId: field('targetId').slice(0, 64),
      from: readDay(field('from')) ?? '',
      to: readDay(field('to')) ?? '',
    };
  }

  function queryOf(form: Form): AuditQuery {
    const startOf = (day: string) => Date.parse(`${day}T00:00:00+08:00`);
    return {
      act: form.act === '' ? undefined : (form.act as AuditedAct),
      actor: form.member === '' ? undefined : `member:${form.member}`,
      targetKind: form.targetKind || undefined,
      targetId: form.targetId || undefined,
      fromMs: form.from === '' ? undefined : startOf(form.from),
      toMs: form.to === '' ? undefined : startOf(form.to) + dayMs,
    };
  }

  hq.get('/audit', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const form = formOf(c);
    const cursor = ulidSchema.safeParse(c.req.query('before')).data;
    const found = await auditView.page(queryOf(form), pageLimit, cursor);
    const asked = new URLSearchParams(form).toString();
    return page(
      c,
      {
        title: t('auditTitle'),
        place: 'audit',
        tools: (
          <a class="button is-small is-plain" href={`/hq/audit.csv?${asked}`}>
            {t('auditExport')}
          </a>
        ),
      },
      <>
        <p class="page-lead">{t('auditLead')}</p>
        <SearchForm visit={visit} form={form} />
        <Card flush>
          {found.items.length > 0 ? (
            <RecordTable visit={visit} records={found.items} />
          ) : (
            <Empty text={t('auditNone')} />
          )}
        </Card>
        <Pager
          next={
            found.nextCursor
              ? { href: `/hq/audit?${asked}&before=${found.nextCursor}`, text: t('olderPage') }
              : null
          }
          first={cursor ? { href: `/hq/audit?${asked}`, text: t('newestPage') } : null}
        />
      </>,
    );
  });

  hq.get('/audit.csv', async (c) => {
    const visit = c.get('visit');
    const query = queryOf(formOf(c));
    const rows: AuditRecord[] = [];
    let cursor: string | undefined;
    do {
      const found = await auditView.page(query, pageLimit, cursor);
      rows.push(...found.items);
      cursor = found.nextCursor ?? undefined;
    } while (cursor !== undefined && rows.length < maxExported);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="audit.csv"');
    return c.body(auditCsv(visit, rows.slice(0, maxExported)));
  });
}

function auditCsv(visit: Visit, records: readonly AuditRecord[]): string {
  const { t } = visit;
  const head = [
    t('auditTime'),
    t('auditAct'),
    t('auditActor'),
    t('auditActorId'),
    t('auditTargets'),
    t('auditBefore'),
    t('auditAfter'),
    t('sessionAddress'),
    t('sessionAgent'),
    t('requestId'),
  ];
  const rows = records.map((record) => [
    formatBrandTime(record.atMs),
    record.act,
    record.actorName,
    record.actor,
    targetsText(visit, record),
    textOf(record.before),
    textOf(record.after),
    record.address ?? '',
    record.agent ?? '',
    record.requestId,
  ]);
  return csvOf([head, ...rows]);
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

function targetsText(visit: Visit, { targets }: AuditRecord): string {
  const told = targets.map(
    ({ kind, id }) => `${visit.code('auditTarget', kind)} ${targetWord(visit, kind, id)}`,
  );
  // A policy and its version are named by the path and by the document.
  return [...new Set(told)].join(' · ');
}

function SearchForm({ visit, form }: { visit: Visit; form: Form }) {
  const { t } = visit;
  const text = (name: keyof Form, label: string, type = 'text') => (
    <label class="field">
      <span>{label}</span>
      <input type={type} name={name} value={form[name]} autocomplete="off" />
    </label>
  );
  return (
    <form class="form is-row no-print" method="get" action="/hq/audit">
      <label class="field">
        <span>{t('auditAct')}</span>
        <select name="act">
          <option value="">{t('auditAny')}</option>
          {auditedActs.map((act) => (
            <option value={act} selected={act === form.act}>
              {visit.code('act', act)}
            </option>
          ))}
        </select>
      </label>
      {text('member', t('auditActorId'))}
      <label class="field">
        <span>{t('auditTargetKind')}</span>
        <select name="targetKind">
          <option value="">{t('auditAnyTarget')}</option>
          {searchedTargets.map((kind) => (
            <option value={kind} selected={kind === form.targetKind}>
              {visit.code('auditTarget', kind)}
            </option>
          ))}
        </select>
      </label>
      {text('targetId', t('auditTargetId'))}
      {text('from', t('auditFrom'), 'date')}
      {text('to', t('auditTo'), 'date')}
      <button class="button is-small" type="submit">
        {t('search')}
      </button>
    </form>
  );
}

function RecordTable({ visit, records }: { visit: Visit; records: readonly AuditRecord[] }) {
  const { t } = visit;
  const columns = [
    { label: t('auditTime'), kind: 'main' as const },
    { label: t('auditAct') },
    { label: t('auditActor') },
    { label: t('auditTargets') },
    { label: t('auditDetails') },
    { label: t('auditWhere') },
  ];
  return (
    <Table caption={t('auditTitle')} columns={columns} kind="records">
      {records.map((record) => (
        <Row
          columns={columns}
          cells={[
            <Time atMs={record.atMs} />,
            visit.code('act', record.act),
            <>
              {record.actor.startsWith('member:') ? (
                <a
                  href={`/hq/audit?member=${record.actor.slice('member:'.length)}`}
                  title={t('auditOnlyThis', { name: record.actorName })}
                >
                  {record.actorName}
                </a>
              ) : (
                record.actorName
              )}
              <span class="sub anywhere">{record.actor}</span>
            </>,
            <span class="anywhere">
              {record.targets
                .filter(({ kind }) => searchedTargets.some((one) => one === kind))
                .slice(0, 1)
                .map(({ kind, id }) => (
                  <a
                    href={`/hq/audit?${new URLSearchParams({ targetKind: kind, targetId: id })}`}
                    title={t('auditOnlyThis', { name: targetWord(visit, kind, id) })}
                  >
                    {t('auditOfThis')}
                  </a>
                ))}{' '}
              {targetsText(visit, record)}
            </span>,
            <>
              {record.before === null ? null : (
                <>
                  <span class="sub">{t('auditBefore')}</span>
                  <Details visit={visit} act={record.act} value={record.before} />
                </>
              )}
              {record.after === null ? null : (
                <>
                  <span class="sub">{t('auditAfter')}</span>
                  <Details visit={visit} act={record.act} value={record.after} />
                </>
              )}
            </>,
            <>
              {record.address ?? t('unknownAddress')}
              <span class="sub">{record.agent === null ? '' : browserName(record.agent)}</span>
            </>,
          ]}
        />
      ))}
    </Table>
  );
}
