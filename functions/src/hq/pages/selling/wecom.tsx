/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import type { WeComConnection } from '@jindian/shared/contract/selling/wecom';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Facts, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqEnvironment, Visit } from '../../visit.ts';

const path = '/hq/wecom';
const onAPage = 30;
const chips = { works: 'open', code_changed: 'waiting', seller_left: 'closed' } as const;

/** How the brand's WeCom is doing, and who is added by it. */
export function weComPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'contacts'>): void {
  hq.get('/wecom', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await deps.contacts.connection.view({ limit: onAPage, cursor });
    return page(
      c,
      { title: t('wecomTitle'), place: 'sellers', backTo: { href: '/hq/sellers', text: t('sellersTitle') } },
      <>
        <p class="page-lead">{t('wecomLead')}</p>
        <Connection visit={visit} of={found} />
        <Card id="contact-codes" title={t('wecomCodes')} flush>
          {found.items.length === 0 ? (
            <Empty text={t('wecomNoCodes')} />
          ) : (
            <ContactCodes visit={visit} items={found.items} />
          )}
          <Pager
            next={
              found.nextCursor ? { href: `${path}?after=${found.nextCursor}`, text: t('nextPage') } : null
            }
            first={cursor ? { href: path, text: t('firstPage') } : null}
          />
        </Card>
      </>,
    );
  });
}

function Connection({ visit, of }: { visit: Visit; of: WeComConnection }) {
  const { t, code } = visit;
  const { isSetUp, callbackUrl, heardAtMs, refusedAtMs, workedAtMs, failure } = of;
  const when = (atMs: number | null, none: 'wecomNothing' | 'wecomNeverHeard') =>
    atMs === null ? t(none) : <Time atMs={atMs} />;
  return (
    <Card id="connection" title={t('wecomConnection')}>
      <Facts
        rows={[
          [
            t('wecomKeys'),
            <Chip kind={isSetUp ? 'open' : 'waiting'}>{t(isSetUp ? 'wecomSetUp' : 'wecomNotSetUp')}</Chip>,
          ],
          [t('wecomCallback'), <code class="is-broken-anywhere">{callbackUrl}</code>],
          [t('wecomHeard'), when(heardAtMs, 'wecomNeverHeard')],
          [t('wecomRefused'), when(refusedAtMs, 'wecomNothing')],
          [t('wecomWorked'), when(workedAtMs, 'wecomNothing')],
          [
            t('wecomFailed'),
            failure === null ? (
              t('wecomNothing')
            ) : (
              <>
                {code('wecomFailure', failure.code)} <Time atMs={failure.atMs} />
              </>
            ),
          ],
        ]}
      />
    </Card>
  );
}

function ContactCodes({ visit, items }: { visit: Visit; items: WeComConnection['items'] }) {
  const { t, code } = visit;
  const columns: Column[] = [
    { label: t('sellersName'), kind: 'main' },
    { label: t('wecomUserId') },
    { label: t('wecomMade') },
    { label: t('columnState') },
  ];
  return (
    <Table caption={t('wecomCodes')} columns={columns}>
      {items.map(({ sellerId, name, userId, madeAtMs, state }) => (
        <Row
          columns={columns}
          rowKey={sellerId}
          cells={[
            <a href={`/hq/sellers/${sellerId}`}>{name}</a>,
            userId,
            <Time atMs={madeAtMs} />,
            <Chip kind={chips[state]}>{code('contactCodeState', state)}</Chip>,
          ]}
        />
      ))}
    </Table>
  );
}
