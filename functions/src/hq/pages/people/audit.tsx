/** @jsxImportSource hono/jsx */
import { browserName } from '@jindian/shared/browser-name';
import { ulidSchema } from '@jindian/shared/contract/common';
import { type AuditedAct, type AuditRecord, auditedActs } from '@jindian/shared/contract/people/audit';
import { csvOf } from '@jindian/shared/csv';
import { dayMs, formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { AuditQuery } from '../../../people/audit/view.ts';
import { csvDownload, csvMore } from '../../csv-download.ts';
import type { HqDeps } from '../../deps.ts';
import { idPicked, pickedText } from '../../forms/picked.ts';
import { CsvLink, FilterBar } from '../../ui/filter-bar.tsx';
import { page } from '../../ui/layout.tsx';
import { type ListField, listHref, readList, saidInAddress } from '../../ui/list.ts';
import { Card, Empty, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { Details } from './audit-details.tsx';
import { targetWord } from './audit-says.ts';

/** Records of a download are read in pages. */
const csvPage = 100;

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

type Name = 'act' | 'member' | 'targetKind' | 'targetId' | 'from' | 'to';

/** Who did what that matters: searched by act, person, thing and day, and exported. */
export function auditPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'auditView' | 'memberOf' | 'network' | 'orders' | 'logger'>,
): void {
  const { auditView } = deps;

  function fieldsOf({ t, code }: Visit): ListField<Name>[] {
    return [
      {
        kind: 'choice',
        name: 'act',
        label: t('auditAct'),
        options: auditedActs.map((act) => [act, code('act', act)] as const),
      },
      { kind: 'pick', of: 'people', name: 'member', label: t('auditActor') },
      {
        kind: 'choice',
        name: 'targetKind',
        label: t('auditTargetKind'),
        options: searchedTargets.map((kind) => [kind, code('auditTarget', kind)] as const),
      },
      { kind: 'pick', of: 'things', name: 'targetId', label: t('auditTargetId') },
      { kind: 'day', name: 'from', label: t('auditFrom') },
      { kind: 'day', name: 'to', label: t('auditTo') },
    ];
  }

  /** What is meant by what was picked or typed: a name stands for nothing, and an order's number for its id. */
  async function asked(c: HqContext) {
    const visit = c.get('visit');
    const fields = fieldsOf(visit);
    const query = readList((name) => c.req.query(name), fields, ['newest']);
    const { act, from, to, targetKind } = query.values;
    const member = idPicked(query.values.member);
    const known = member === '' || !ulidSchema.safeParse(member).success ? null : await deps.memberOf(member);
    const targetId = await idOfTarget(targetKind, query.values.targetId);
    const startOf = (day: string) => Date.parse(`${day}T00:00:00+08:00`);
    const search: AuditQuery = {
      act: act === '' ? undefined : (act as AuditedAct),
      actor: member === '' ? undefined : `member:${member}`,
      targetKind: targetKind || undefined,
      targetId: targetId || undefined,
      fromMs: from === '' ? undefined : startOf(from),
      toMs: to === '' ? undefined : startOf(to) + dayMs,
    };
    const place = (await deps.network.current()).location(targetId);
    const shown = {
      ...query,
      values: {
        ...query.values,
        member: known ? pickedText(known.displayName, member) : query.values.member,
        targetId: place ? pickedText(place.name[visit.language], place.id) : query.values.targetId,
      },
    };
    const faults = {
      member: member === '' || known ? undefined : visit.t('pickFromList'),
      targetId: targetId !== '' && targetKind === '' ? visit.t('auditKindToo') : undefined,
    };
    return { fields, query: shown, search, faults, said: saidInAddress(shown, 'newest') };
  }

  async function idOfTarget(kind: string, text: string): Promise<string> {
    const id = idPicked(text).slice(0, 64);
    if (kind !== 'order' || ulidSchema.safeParse(id).success) return id;
    return (await deps.orders.store.idsSaid('number', id.toUpperCase(), 1))[0] ?? id;
  }

  hq.get('/audit', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { fields, query, search, faults, said } = await asked(c);
    const cursor = ulidSchema.safeParse(c.req.query('before')).data;
    const found = await auditView.page(search, query.size, cursor);
    return page(
      c,
      { title: t('auditTitle'), place: 'audit' },
      <>
        <p class="page-lead">{t('auditLead')}</p>
        <Card
          id="records"
          title={t('auditRecords')}
          flush
          tools={<CsvLink visit={visit} href={listHref('/hq/audit.csv', said)} />}
        >
          <FilterBar c={c} list="audit" fields={fields} query={query} faults={faults} />
          {found.items.length > 0 ? (
            <RecordTable visit={visit} records={found.items} />
          ) : (
            <Empty text={t('auditNone')} />
          )}
          <Pager
            next={
              found.nextCursor
                ? { href: listHref('/hq/audit', said, { before: found.nextCursor }), text: t('olderPage') }
                : null
            }
            first={cursor ? { href: listHref('/hq/audit', said), text: t('newestPage') } : null}
          />
        </Card>
      </>,
    );
  });

  hq.get('/audit.csv', async (c) => {
    const visit = c.get('visit');
    const { search } = await asked(c);
    async function* parts() {
      for (let cursor: string | undefined; ; ) {
        const found = await auditView.page(search, csvPage, cursor);
        yield auditCsvRows(visit, found.items);
        if (found.nextCursor === null) return;
        cursor = found.nextCursor;
      }
    }
    return csvDownload(c, { name: 'audit', head: auditCsvHead(visit), parts: parts(), logger: deps.logger });
  });
}

function auditCsvHead({ t }: Visit): string {
  return csvOf([
    [
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
    ],
  ]);
}

function auditCsvRows(visit: Visit, records: readonly AuditRecord[]): string {
  return csvMore(
    records.map((record) => [
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
    ]),
  );
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
