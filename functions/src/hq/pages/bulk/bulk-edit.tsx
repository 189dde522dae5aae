/** @jsxImportSource hono/jsx */
import {
  type BulkEdit,
  type BulkSubject,
  bulkKeptDays,
  bulkOutcomes,
  bulkSubjects,
} from '@jindian/shared/contract/bulk-edits';
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { listHref } from '../../ui/list.ts';
import { Card, Chip, type Column, Empty, Facts, Live, Notice, Pager, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, signedIn } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { type BulkNames, namesOfGoods, namesOfPlaces } from './bulk-names.ts';
import { changeLines, choiceText } from './bulk-parts.tsx';
import { Outcomes, RowTable, rowsCsv, sumText } from './bulk-rows.tsx';

const rowsOnPage = 50;
const liveSeconds = 2;
const chipOfState = { draft: 'preparing', running: 'rehearsing', done: 'open', discarded: 'closed' } as const;

/** Where each kind has its list, and which endpoints its forms are sent to. */
const kinds = {
  places: {
    permission: 'locations.manage',
    list: '/hq/locations',
    place: 'locations',
    make: endpoints.hqPreviewBulkPlaces,
    start: endpoints.hqStartPlaceBulkEdit,
    discard: endpoints.hqDiscardPlaceBulkEdit,
  },
  products: {
    permission: 'catalog.manage',
    list: '/hq/products',
    place: 'products',
    make: endpoints.hqPreviewBulkProducts,
    start: endpoints.hqStartProductBulkEdit,
    discard: endpoints.hqDiscardProductBulkEdit,
  },
} as const;

export const bulkPath = (subject: BulkSubject) => `/hq/bulk-edits/${subject}`;

/** A bulk edit: what would become of each, then how far it is, then what became of each. */
export function bulkEditPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'bulk' | 'rollout' | 'goodsEditing'>,
  forms: FormRegistry,
): void {
  const { bulk } = deps;
  const whoOf = (c: HqContext, subject: BulkSubject) => ({
    by: signedIn(c).principal.memberId,
    reach: reachOn(c, kinds[subject].permission),
  });

  async function editOf(c: HqContext, subject: BulkSubject): Promise<BulkEdit | null> {
    const id = ulidSchema.safeParse(c.req.param('bulkEditId')).data;
    const found = id ? await bulk.get(subject, id, whoOf(c, subject)) : null;
    return found?.ok ? found.value : null;
  }

  const namesFor = async (subject: BulkSubject): Promise<BulkNames> =>
    subject === 'products'
      ? namesOfGoods(await deps.goodsEditing.categories())
      : namesOfPlaces(await deps.rollout.waves());

  async function show(c: HqContext, subject: BulkSubject, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, code } = visit;
    const edit = await editOf(c, subject);
    if (!edit) return notFoundPage(c);
    const names = await namesFor(subject);
    const asked = bulkOutcomes.find((one) => one === c.req.query('outcome'));
    const from = /^\d{1,6}$/.test(c.req.query('from') ?? '') ? Number(c.req.query('from')) : 0;
    const rows =
      edit.state === 'running'
        ? null
        : await bulk.rows(
            subject,
            edit.id,
            { outcome: asked, cursor: String(from), limit: rowsOnPage },
            whoOf(c, subject),
          );
    const here = `${bulkPath(subject)}/${edit.id}`;
    const said: Record<string, string> = asked ? { outcome: asked } : {};
    const body = (
      <>
        {fault ? <Notice kind="bad">{fault.text}</Notice> : null}
        <Card id="bulk" title={t('bulkWhat')}>
          <Facts
            rows={[
              [t('bulkState'), <Chip kind={chipOfState[edit.state]}>{code('bulkState', edit.state)}</Chip>],
              [t('bulkWho'), choiceText(visit, edit.filter, edit.count, names)],
              ...changeLines(visit, edit.change, names),
              [t('bulkMadeBy'), t('bulkBy', { name: edit.madeBy, time: formatBrandTime(edit.madeAtMs) })],
              ...(edit.startedBy === null || edit.startedAtMs === null
                ? []
                : ([
                    [
                      t('bulkStartedBy'),
                      t('bulkBy', { name: edit.startedBy, time: formatBrandTime(edit.startedAtMs) }),
                    ],
                  ] as [string, string][])),
              ...(edit.doneAtMs === null
                ? []
                : ([[t('bulkEndedAt'), formatBrandTime(edit.doneAtMs)]] as [string, string][])),
            ]}
          />
          {edit.state === 'draft' ? <DraftForms c={c} subject={subject} edit={edit} here={here} /> : null}
          {edit.state === 'running' ? (
            <>
              <p>{t('bulkRunning', { done: edit.done, count: edit.count })}</p>
              <progress
                class="bulk-progress"
                max={edit.count}
                value={edit.done}
                aria-label={t('bulkState')}
              />
            </>
          ) : null}
          <small class="hint">{t('bulkKept', { days: bulkKeptDays })}</small>
        </Card>
        {rows?.ok ? (
          <Card
            id="rows"
            title={t(edit.state === 'draft' ? 'bulkBecomes' : 'bulkColumnOutcome')}
            flush
            tools={
              <a class="button is-plain is-small" href={listHref(`${here}/rows.csv`, said)}>
                {t('downloadCsv')}
              </a>
            }
          >
            <Outcomes visit={visit} edit={edit} here={here} asked={asked} />
            {rows.value.items.length === 0 ? (
              <Empty text={t('listNone')} />
            ) : (
              <RowTable
                visit={visit}
                thing={kinds[subject].list}
                edit={edit}
                rows={rows.value.items}
                names={names}
              />
            )}
            <Pager
              next={
                rows.value.nextCursor === null
                  ? null
                  : { href: listHref(here, said, { from: rows.value.nextCursor }), text: t('nextPage') }
              }
              first={from === 0 ? null : { href: listHref(here, said), text: t('firstPage') }}
            />
          </Card>
        ) : null}
      </>
    );
    return page(
      c,
      {
        title: t(subject === 'places' ? 'bulkPlaces' : 'bulkProducts'),
        place: kinds[subject].place,
        backTo: { href: bulkPath(subject), text: t('bulkRecent') },
        status: fault?.status ?? 200,
      },
      edit.state === 'running' ? (
        <Live visit={visit} id="bulk-live" seconds={liveSeconds}>
          {body}
        </Live>
      ) : (
        body
      ),
    );
  }

  async function list(c: HqContext, subject: BulkSubject) {
    const visit = c.get('visit');
    const { t, code } = visit;
    const [edits, names] = await Promise.all([bulk.latest(subject, whoOf(c, subject)), namesFor(subject)]);
    const columns: Column[] = [
      { label: t('bulkWhat'), kind: 'main' },
      { label: t('bulkWho') },
      { label: t('bulkMadeBy') },
      { label: t('bulkState') },
      { label: t('bulkColumnOutcome') },
    ];
    return page(
      c,
      {
        title: t('bulkRecent'),
        place: kinds[subject].place,
        backTo: { href: kinds[subject].list, text: code('bulkSubject', subject) },
      },
      <Card id="recent" title={code('bulkSubject', subject)} flush>
        {edits.length === 0 ? (
          <Empty
            text={t('bulkRecentNone')}
            action={{ href: kinds[subject].list, text: code('bulkSubject', subject) }}
          />
        ) : (
          <Table caption={t('bulkRecent')} columns={columns}>
            {edits.map((edit) => (
              <Row
                columns={columns}
                whole
                cells={[
                  <a href={`${bulkPath(subject)}/${edit.id}`}>
                    {changeLines(visit, edit.change, names)
                      .map(([name, text]) => `${name}${t('colon')}${text}`)
                      .join(t('listComma'))}
                  </a>,
                  choiceText(visit, edit.filter, edit.count, names),
                  <>
                    {edit.madeBy}
                    <span class="sub">{formatBrandTime(edit.madeAtMs)}</span>
                  </>,
                  <Chip kind={chipOfState[edit.state]}>{code('bulkState', edit.state)}</Chip>,
                  edit.state === 'done' || edit.state === 'running'
                    ? sumText(visit, edit, 'bulkOutcome')
                    : '',
                ]}
              />
            ))}
          </Table>
        )}
      </Card>,
    );
  }

  for (const subject of bulkSubjects) {
    const path = `/bulk-edits/${subject}`;
    const { make, start, discard } = kinds[subject];
    hq.get(path, (c) => list(c, subject));
    hq.get(`${path}/:bulkEditId/rows.csv`, async (c) => {
      const visit = c.get('visit');
      const edit = await editOf(c, subject);
      if (!edit) return notFoundPage(c);
      const outcome = bulkOutcomes.find((one) => one === c.req.query('outcome'));
      const found = await bulk.rows(subject, edit.id, { outcome, limit: edit.count }, whoOf(c, subject));
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('content-disposition', `attachment; filename="bulk-${subject}.csv"`);
      return c.body(rowsCsv(visit, edit, found.ok ? found.value.items : [], await namesFor(subject)));
    });
    hq.get(`${path}/:bulkEditId`, (c) => show(c, subject));
    const again = (c: HqContext, fault: FormFault) => show(c, subject, fault);
    const next = ({ id }: BulkEdit) => `${bulkPath(subject)}/${id}`;
    forms.acts(`${path}/:bulkEditId`, {
      start: { endpoint: start, next, again },
      discard: { endpoint: discard, next, again },
      anew: {
        endpoint: make,
        async body(_body: unknown, _fields: unknown, c: HqContext) {
          const edit = await editOf(c, subject);
          if (!edit) return {};
          const { filter, change, count } = edit;
          if (filter) return { choice: { filter }, change };
          const rows = await bulk.rows(subject, edit.id, { limit: count }, whoOf(c, subject));
          return { choice: { ids: rows.ok ? rows.value.items.map(({ id }) => id) : [] }, change };
        },
        next,
        again,
      },
    });
  }
}

function DraftForms({
  c,
  subject,
  edit,
  here,
}: {
  c: HqContext;
  subject: BulkSubject;
  edit: BulkEdit;
  here: string;
}) {
  const { t } = c.get('visit');
  const isOld = edit.refused.some(({ code }) => code === 'stale_revision');
  return (
    <>
      <p class="hint">{t('bulkPreviewLead')}</p>
      <div class="actions">
        {edit.changed > 0 ? (
          <PostForm c={c} layout="" action={here} act="start">
            <button class="button" type="submit">
              {t('bulkStart', { count: edit.changed })}
            </button>
          </PostForm>
        ) : null}
        {isOld ? (
          <PostForm c={c} layout="" action={here} act="anew">
            <button class="button is-plain" type="submit">
              {t('bulkAgain')}
            </button>
          </PostForm>
        ) : null}
        <PostForm c={c} layout="" action={here} act="discard">
          <button class="button is-plain" type="submit">
            {t('bulkDiscard')}
          </button>
        </PostForm>
        <a class="quiet" href={kinds[subject].list}>
          {t('cancel')}
        </a>
      </div>
    </>
  );
}
