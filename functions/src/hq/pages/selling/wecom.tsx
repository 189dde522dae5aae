/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { WeComConnection } from '@jindian/shared/contract/selling/wecom';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Facts, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct, type Visit } from '../../visit.ts';

const path = '/hq/wecom';
const onAPage = 30;
const chips = { works: 'open', code_changed: 'waiting', seller_left: 'closed' } as const;

/** How the brand's WeCom is doing, and who is added by it. */
export function weComPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'contacts'>,
  forms: FormRegistry,
): void {
  hq.get('/wecom', (c) => show(c));
  forms.on('/wecom/contact-codes/:sellerId', {
    endpoint: endpoints.hqRemakeContactCode,
    next: () => `${path}?done=1`,
    again: show,
  });

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await deps.contacts.connection.view({ limit: onAPage, cursor });
    return page(
      c,
      {
        title: t('wecomTitle'),
        place: 'sellers',
        status: fault?.status ?? 200,
        backTo: { href: '/hq/sellers', text: t('sellersTitle') },
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('wecomRemade')}</Notice> : null}
        <p class="page-lead">{t('wecomLead')}</p>
        <Connection visit={visit} of={found} />
        <Card id="contact-codes" title={t('wecomCodes')} flush>
          {found.items.length === 0 ? (
            <Empty text={t('wecomNoCodes')} />
          ) : (
            <ContactCodes c={c} items={found.items} fault={fault} />
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
  }
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

function ContactCodes(props: { c: HqContext; items: WeComConnection['items']; fault: FormFault | null }) {
  const { c, items, fault } = props;
  const { t, code } = c.get('visit');
  const may = mayAct(c, `${path}/contact-codes/x`);
  const columns: Column[] = [
    { label: t('sellersName'), kind: 'main' },
    { label: t('wecomUserId') },
    { label: t('wecomMade') },
    { label: t('columnState') },
    ...(may ? [{ label: t('peopleActs') }] : []),
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
            ...(may
              ? [
                  state === 'seller_left' ? null : (
                    <PostForm
                      c={c}
                      layout="inline-form"
                      action={`${path}/contact-codes/${sellerId}`}
                      fault={fault}
                    >
                      <button class="button is-small is-plain" type="submit">
                        {t('wecomRemake')}
                      </button>
                    </PostForm>
                  ),
                ]
              : []),
          ]}
        />
      ))}
    </Table>
  );
}
