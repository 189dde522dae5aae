/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type DeadLetter, unreadableHandler } from '@jindian/shared/contract/work';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { isUnwell, type PartHealth } from '../../../platform/part-health.ts';
import { queueNames } from '../../../platform/queues/lanes.ts';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { dayFields, type ListField, readList, withinDays } from '../../ui/list.ts';
import { ListCard } from '../../ui/list-card.tsx';
import { type Column, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { listDownload, lookedThrough, pagesOf, type ReadPage } from '../../ui/whole-list.ts';
import { type HqContext, type HqEnvironment, partsOn, signedIn } from '../../visit.ts';

const workSorts = ['newest', 'oldest', 'tries'] as const;

function sortedLetters(found: DeadLetter[], sort: (typeof workSorts)[number]): DeadLetter[] {
  const newest = found.sort((a, b) => b.givenUpAtMs - a.givenUpAtMs || (a.id < b.id ? -1 : 1));
  if (sort === 'oldest') return newest.reverse();
  return sort === 'tries' ? newest.sort((a, b) => b.tries - a.tries) : newest;
}

/** What could not be done behind the requests, and what HQ decides about it: try it again, or let it go. */
export function deadLetterPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'deadLetters' | 'logger' | 'clock' | 'health'>,
  forms: FormRegistry,
): void {
  const read: ReadPage<DeadLetter> = (limit, cursor) => deps.deadLetters.page(limit, cursor);

  function fieldsOf(c: HqContext): ListField<'lane' | 'text' | 'period' | 'from' | 'to'>[] {
    const { t, code } = c.get('visit');
    return [
      {
        kind: 'choice',
        name: 'lane',
        label: t('workLane'),
        options: partsOn(c, 'lane', [...queueNames, 'unknown']).map(
          (one) => [one, code('lane', one)] as const,
        ),
      },
      { kind: 'text', name: 'text', label: t('filterText') },
      ...dayFields({ t, code }),
    ];
  }

  function asked(c: HqContext) {
    const visit = c.get('visit');
    const fields = fieldsOf(c);
    const query = readList((name) => c.req.query(name), fields, workSorts);
    const { lane, text } = query.values;
    const inDays = withinDays(query.values, deps.clock.nowMs());
    const fits = ({ queue, handler, error, about, firstAtMs }: DeadLetter) =>
      (lane === '' || queue === lane) &&
      inDays(firstAtMs) &&
      [visit.code('doing', handler), error, about.orderId ?? ''].some((one) =>
        one.toLowerCase().includes(text.toLowerCase()),
      );
    return { fields, query, fits, sorted: (found: DeadLetter[]) => sortedLetters(found, query.sort) };
  }

  hq.get('/work.csv', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { fits, sorted } = asked(c);
    return listDownload(c, {
      name: 'work',
      head: csvOf([
        [t('workWhat'), t('workLane'), t('columnOrder'), t('workWhy'), t('workSince'), t('workTries')],
      ]),
      pages: pagesOf(read),
      fits,
      rowOf: ({ handler, queue, about, error, firstAtMs, tries }) => [
        visit.code('doing', handler),
        visit.code('lane', queue),
        about.orderId ?? '',
        error,
        formatBrandTime(firstAtMs),
        tries,
      ],
      sorted,
      logger: deps.logger,
    });
  });

  hq.get('/work', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { fields, query, fits, sorted } = asked(c);
    const { found, isCut } = await lookedThrough(read, fits);
    const done = c.req.query('done');
    return page(
      c,
      { title: t('workTitle'), place: 'work' },
      <>
        {done === 'retry' ? <Notice kind="good">{t('workRetried')}</Notice> : null}
        {done === 'drop' ? <Notice kind="good">{t('workDropped')}</Notice> : null}
        <Parts c={c} parts={(deps.health?.() ?? []).filter(isUnwell)} />
        <p class="page-lead">{t('workLead')}</p>
        <ListCard
          c={c}
          id="letters"
          title={t('workUndone')}
          list="work"
          fields={fields}
          query={query}
          sorts={[
            ['newest', visit.code('orderSort', 'newest')],
            ['oldest', visit.code('orderSort', 'oldest')],
            ['tries', visit.code('listSort', 'tries')],
          ]}
          found={sorted(found)}
          isCut={isCut}
          none={t('workNone')}
        >
          {(shown) => <Letters c={c} letters={shown} />}
        </ListCard>
      </>,
    );
  });

  forms.acts('/work/:deadLetterId', {
    retry: form({ endpoint: endpoints.hqRetryDeadLetter, next: () => '/hq/work?done=retry' }),
    drop: form({ endpoint: endpoints.hqDropDeadLetter, next: () => '/hq/work?done=drop' }),
  });
}

/** What the system stands on is told by whoever runs the machine; that it is not well, headquarters must know as well. */
function Parts({ c, parts }: { c: HqContext; parts: readonly PartHealth[] }) {
  const { code } = c.get('visit');
  const known = ['failed', 'late'];
  return (
    <>
      {parts.map(({ part, state, detail }) => (
        <Notice kind="bad">
          <strong>{code('part', part)}</strong> {code('partState', known.includes(state) ? state : 'other')}
          {detail ? <code class="wrap"> {detail}</code> : null}
        </Notice>
      ))}
    </>
  );
}

function Letters({ c, letters }: { c: HqContext; letters: readonly DeadLetter[] }) {
  const visit = c.get('visit');
  const { t } = visit;
  const decides = maySend(signedIn(c).principal, '/work/x');
  const columns: Column[] = [
    { label: t('workWhat'), kind: 'main' },
    { label: t('workWhy') },
    { label: t('workSince') },
    { label: t('workTries'), kind: 'number' },
    ...(decides ? [{ label: t('workActs') }] : []),
  ];
  return (
    <Table caption={t('workTitle')} columns={columns}>
      {letters.map((letter) => (
        <Row
          columns={columns}
          rowKey={letter.id}
          whole={letter.about.orderId !== undefined}
          cells={[
            <>
              {letter.about.orderId ? (
                <a href={`/hq/orders/${letter.about.orderId}`} title={t('workOrder')}>
                  {visit.code('doing', letter.handler)}
                </a>
              ) : (
                visit.code('doing', letter.handler)
              )}
              <span class="sub">{visit.code('lane', letter.queue)}</span>
            </>,
            <code class="wrap">{letter.error}</code>,
            <Time atMs={letter.firstAtMs} />,
            String(letter.tries),
            ...(decides ? [<Acts c={c} letter={letter} />] : []),
          ]}
        />
      ))}
    </Table>
  );
}

function Acts({ c, letter: { id, handler } }: { c: HqContext; letter: DeadLetter }) {
  const { t } = c.get('visit');
  const acts = handler === unreadableHandler ? (['drop'] as const) : (['retry', 'drop'] as const);
  return (
    <div class="row-acts">
      {acts.map((act) => (
        <PostForm c={c} layout="" action={`/hq/work/${id}`} act={act}>
          <button class="button is-small is-plain" type="submit">
            {t(act === 'retry' ? 'workRetry' : 'workDrop')}
          </button>
        </PostForm>
      ))}
    </div>
  );
}
