/** @jsxImportSource hono/jsx */
import { browserName } from '@jindian/shared/browser-name';
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { isActOff } from '@jindian/shared/contract/modules/off';
import { type AuditedAct, type AuditRecord, auditedActs } from '@jindian/shared/contract/people/audit';
import { csvOf } from '@jindian/shared/csv';
import { brandDay, dayMs, formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { AuditQuery } from '../../../people/audit/view.ts';
import type { HqDeps } from '../../deps.ts';
import { idPicked, pickedText } from '../../forms/picked.ts';
import { CsvLink, FilterBar, ListPager, ListSum } from '../../ui/filter-bar.tsx';
import { page } from '../../ui/layout.tsx';
import {
  dayFields,
  daysMeant,
  type ListField,
  listHref,
  pageOf,
  readList,
  saidInAddress,
} from '../../ui/list.ts';
import { Card, Empty, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { listDownload, lookedThrough, maxLookedAt, pagesOf, type ReadPage } from '../../ui/whole-list.ts';
import { type HqContext, type HqEnvironment, partsOn, type Visit } from '../../visit.ts';
import { Details } from './audit-details.tsx';
import { targetWord } from './audit-says.ts';

const auditSorts = ['newest', 'oldest', 'act', 'actor'] as const;

/** What records are found by: the thing itself, which each names first. */
const searchedTargets = [
  'order',
  'fulfilment',
  'refund',
  'member',
  'location',
  'product',
  'category',
  'owner',
  'difference',
  'import',
  'name',
  'bulkEdit',
  'deadLetter',
  'settlement_run',
  'payee',
  'payout',
  'payout_file',
  'address',
] as const;

type Name = 'act' | 'member' | 'targetKind' | 'targetId' | 'period' | 'from' | 'to';

/** Who did what that matters: searched by act, person, thing and day, and exported. */
export function auditPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'auditView' | 'memberOf' | 'network' | 'orders' | 'logger' | 'clock'>,
): void {
  const { auditView } = deps;

  function fieldsOf(c: HqContext): ListField<Name>[] {
    const { t, code } = c.get('visit');
    return [
      {
        kind: 'choice',
        name: 'act',
        label: t('auditAct'),
        options: auditedActs
          .filter((act) => !isActOff(c.get('off'), act, Object.values(endpoints)))
          .map((act) => [act, code('act', act)] as const),
      },
      { kind: 'pick', of: 'people', name: 'member', label: t('auditActor') },
      {
        kind: 'choice',
        name: 'targetKind',
        label: t('auditTargetKind'),
        options: partsOn(c, 'target', searchedTargets).map(
          (kind) => [kind, code('auditTarget', kind)] as const,
        ),
      },
      { kind: 'pick', of: 'things', name: 'targetId', label: t('auditTargetId') },
      ...dayFields({ t, code }),
    ];
  }

  /** What is meant by what was picked or typed: a name stands for nothing, and an order's number for its id. */
  async function asked(c: HqContext) {
    const visit = c.get('visit');
    const fields = fieldsOf(c);
    const query = readList((name) => c.req.query(name), fields, auditSorts);
    const { act, targetKind } = query.values;
    const { from, to } = daysMeant(query.values, brandDay(deps.clock.nowMs()));
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
    const read: ReadPage<AuditRecord> = (limit, cursor) => auditView.page(search, limit, cursor);
    return { fields, query: shown, read, faults, said: saidInAddress(shown, auditSorts[0]) };
  }

  function sortedRecords(visit: Visit, found: AuditRecord[], sort: (typeof auditSorts)[number]) {
    const textOf = { act: ({ act }: AuditRecord) => visit.code('act', act), actor: nameOfActor };
    if (sort === 'newest') return found;
    if (sort === 'oldest') return found.reverse();
    // Of equals the newest stands first.
    return found.sort((a, b) => textOf[sort](a).localeCompare(textOf[sort](b), visit.language));
  }

  async function idOfTarget(kind: string, text: string): Promise<string> {
    const id = idPicked(text).slice(0, 64);
    if (kind !== 'order' || ulidSchema.safeParse(id).success) return id;
    return (await deps.orders.store.idsSaid('number', id.toUpperCase(), 1))[0] ?? id;
  }

  hq.get('/audit', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { fields, query, read, faults, said } = await asked(c);
    const cursor = ulidSchema.safeParse(c.req.query('before')).data;
    // Newest first it is read page by page; in another order all that fits has to be there.
    const list = query.sort === 'newest' ? await read(query.size, cursor) : null;
    const whole = list ? null : await lookedThrough(read, () => true);
    const found = whole ? sortedRecords(visit, whole.found, query.sort) : [];
    const shown = list?.items ?? pageOf(found, query);
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
          <FilterBar
            c={c}
            list="audit"
            fields={fields}
            query={query}
            sorts={[
              ['newest', visit.code('orderSort', 'newest')],
              ['oldest', visit.code('orderSort', 'oldest')],
              ['act', t('auditAct')],
              ['actor', t('auditActor')],
            ]}
            faults={faults}
          />
          {whole ? (
            <ListSum visit={visit} count={found.length}>
              {whole.isCut ? <span class="hint"> {t('listCut', { count: maxLookedAt })}</span> : null}
            </ListSum>
          ) : null}
          {shown.length > 0 ? <RecordTable visit={visit} records={shown} /> : <Empty text={t('auditNone')} />}
          {list ? (
            <Pager
              next={
                list.nextCursor
                  ? { href: listHref('/hq/audit', said, { before: list.nextCursor }), text: t('olderPage') }
                  : null
              }
              first={cursor ? { href: listHref('/hq/audit', said), text: t('newestPage') } : null}
            />
          ) : (
            <ListPager visit={visit} path="/hq/audit" said={said} query={query} found={found} />
          )}
        </Card>
      </>,
    );
  });

  hq.get('/audit.csv', async (c) => {
    const visit = c.get('visit');
    const { query, read } = await asked(c);
    return listDownload(c, {
      name: 'audit',
      head: auditCsvHead(visit),
      pages: pagesOf(read),
      fits: () => true,
      rowOf: (record) => auditCsvRow(visit, record),
      sorted: query.sort === 'newest' ? undefined : (found) => sortedRecords(visit, found, query.sort),
      logger: deps.logger,
    });
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

function auditCsvRow(visit: Visit, record: AuditRecord) {
  return [
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
  ];
}

const nameOfActor = ({ actorName }: AuditRecord) => actorName;

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

function targetsText(visit: Visit, { targets }: AuditRecord): string {
  const told = targets.map(
    ({ kind, id, name }) => `${visit.code('auditTarget', kind)} ${name ?? targetWord(visit, kind, id)}`,
  );
  // A policy and its version are named by the path and by the document.
  return [...new Set(told)].join(' · ');
}

const bulkSubjectOf = (after: unknown) =>
  (after as { subject?: unknown } | null)?.subject === 'products' ? 'products' : 'places';

/** Where the thing is that was acted upon; what has no page of its own is looked up here: all of that kind of act at last. */
function hrefOf({ targets, act, after }: AuditRecord): string {
  const first = targets.find(({ kind }) => searchedTargets.some((one) => one === kind));
  if (!first) return `/hq/audit?${new URLSearchParams({ act })}`;
  const { kind, id } = first;
  if (kind === 'order') return `/hq/orders/${id}`;
  if (kind === 'location') return `/hq/locations/${id}`;
  if (kind === 'owner') return `/hq/owners/${id}`;
  if (kind === 'bulkEdit') return `/hq/bulk-edits/${bulkSubjectOf(after)}/${id}`;
  return `/hq/audit?${new URLSearchParams({ targetKind: kind, targetId: id })}`;
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
          rowKey={record.id}
          whole
          cells={[
            <a href={hrefOf(record)}>
              <Time atMs={record.atMs} />
            </a>,
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
              {record.actorName === record.actor || record.actor.startsWith('member:') ? null : (
                <span class="sub anywhere">{record.actor}</span>
              )}
            </>,
            <span class="anywhere">
              {record.targets
                .filter(({ kind }) => searchedTargets.some((one) => one === kind))
                .slice(0, 1)
                .map(({ kind, id, name }) => (
                  <a
                    href={`/hq/audit?${new URLSearchParams({ targetKind: kind, targetId: id })}`}
                    title={t('auditOnlyThis', { name: name ?? targetWord(visit, kind, id) })}
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
