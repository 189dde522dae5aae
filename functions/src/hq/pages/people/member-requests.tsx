/** @jsxImportSource hono/jsx */
import { dayMs } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Empty, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqEnvironment } from '../../visit.ts';

const onAPage = 50;
const chipOf = {
  waiting: 'waiting',
  cancelled: 'cancelled',
  deleting: 'refunding',
  done: 'accepted',
} as const;

/** Who asked to be forgotten, and by when it is done. No names: it takes nobody's data to see the clock. */
export function memberRequestPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'rights' | 'clock'>): void {
  hq.get('/member-requests', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = c.req.query('after') || undefined;
    const { items, nextCursor } = await deps.rights.list({ limit: onAPage, cursor });
    const columns = [
      { label: t('requestMember'), kind: 'main' as const },
      { label: t('requestAsked') },
      { label: t('requestDue') },
      { label: t('requestState') },
    ];
    return page(
      c,
      {
        title: t('requestsTitle'),
        place: 'people',
        backTo: { href: '/hq/people', text: t('toPeople') },
      },
      <>
        <p class="page-lead">{t('requestsLead')}</p>
        <Card flush>
          {items.length === 0 ? (
            <Empty text={t('none')} />
          ) : (
            <Table caption={t('requestsTitle')} columns={columns}>
              {items.map(({ memberId, state, askedAtMs, dueAtMs, endedAtMs, putOff }) => (
                <Row
                  columns={columns}
                  rowKey={memberId}
                  cells={[
                    <code>{memberId}</code>,
                    <Time atMs={askedAtMs} />,
                    <>
                      <Time atMs={endedAtMs ?? dueAtMs} />
                      {state === 'waiting' ? (
                        <span class="sub">
                          {t('requestDaysLeft', {
                            days: Math.max(0, Math.ceil((dueAtMs - deps.clock.nowMs()) / dayMs)),
                          })}
                        </span>
                      ) : null}
                      {putOff > 0 ? <span class="sub">{t('requestPutOff', { count: putOff })}</span> : null}
                    </>,
                    <Chip kind={chipOf[state]}>{visit.code('deletionState', state)}</Chip>,
                  ]}
                />
              ))}
            </Table>
          )}
          {nextCursor ? (
            <p class="pager">
              <a
                class="button is-small is-plain"
                href={`/hq/member-requests?after=${encodeURIComponent(nextCursor)}`}
              >
                {t('nextPage')}
              </a>
            </p>
          ) : null}
        </Card>
      </>,
    );
  });
}
