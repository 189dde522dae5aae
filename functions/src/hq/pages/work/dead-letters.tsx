/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type DeadLetter, deadLetterIdSchema, unreadableHandler } from '@jindian/shared/contract/work';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../../visit.ts';

const pageLimit = 50;

/** What could not be done behind the requests, and what HQ decides about it: try it again, or let it go. */
export function deadLetterPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'deadLetters'>,
  forms: FormRegistry,
): void {
  hq.get('/work', async (c) => {
    const { t } = c.get('visit');
    const cursor = deadLetterIdSchema.safeParse(c.req.query('after')).data;
    const { items, nextCursor } = await deps.deadLetters.page(pageLimit, cursor);
    const done = c.req.query('done');
    return page(
      c,
      { title: t('workTitle'), place: 'work' },
      <>
        {done === 'retry' ? <Notice kind="good">{t('workRetried')}</Notice> : null}
        {done === 'drop' ? <Notice kind="good">{t('workDropped')}</Notice> : null}
        <p class="page-lead">{t('workLead')}</p>
        <Card flush>
          {items.length > 0 ? <Letters c={c} letters={items} /> : <Empty text={t('workNone')} />}
        </Card>
        <Pager
          next={nextCursor ? { href: `/hq/work?after=${nextCursor}`, text: t('olderPage') } : null}
          first={cursor ? { href: '/hq/work', text: t('newestPage') } : null}
        />
      </>,
    );
  });

  forms.acts('/work/:deadLetterId', {
    retry: form({ endpoint: endpoints.hqRetryDeadLetter, next: () => '/hq/work?done=retry' }),
    drop: form({ endpoint: endpoints.hqDropDeadLetter, next: () => '/hq/work?done=drop' }),
  });
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
          cells={[
            <>
              {visit.code('doing', letter.handler)}
              <span class="sub">
                {visit.code('lane', letter.queue)}
                {letter.about.orderId ? (
                  <>
                    {' · '}
                    <a href={`/hq/orders/${letter.about.orderId}`}>{t('workOrder')}</a>
                  </>
                ) : null}
              </span>
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
