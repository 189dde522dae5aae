/** @jsxImportSource hono/jsx */
import { cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { MemberPoints, PointsLine } from '@jindian/shared/contract/selling/points';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Facts, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const onAPage = 20;
export const memberPage = (memberId: string) => `/hq/members/${memberId}`;

/** What one member has of the brand, and why. */
export function memberPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'membership' | 'memberOf'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const memberId = ulidSchema.safeParse(c.req.param('memberId')).data;
    const member = memberId ? await deps.memberOf(memberId) : null;
    if (!memberId || !member) return notFoundPage(c);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    if (c.get('off').includes('points')) return notFoundPage(c);
    const points = await deps.membership.points.hqPointsOf(memberId, { limit: onAPage, cursor });
    if (!points.ok) return problemPage(c, points.code);
    return page(
      c,
      {
        title: t('memberTitle', { name: member.displayName }),
        place: 'people',
        status: fault?.status ?? 200,
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('pointsAdjusted')}</Notice> : null}
        <div class="columns">
          <div class="column is-wide">
            <LinesCard c={c} memberId={memberId} points={points.value} paged={cursor !== undefined} />
          </div>
          <div class="column">
            <PointsCard visit={visit} points={points.value} />
            {maySend(signedIn(c).principal, '/members/:memberId') ? (
              <AdjustCard c={c} memberId={memberId} fault={fault} />
            ) : null}
          </div>
        </div>
      </>,
    );
  }

  hq.get('/members/:memberId', (c) => show(c));
  forms.on('/members/:memberId', {
    endpoint: endpoints.hqAdjustPoints,
    params: (_, __, c) => ({ memberId: c.req.param('memberId') ?? '' }),
    words: { points: 'pointsAdjustBad', reason: 'pointsReasonBad' },
    next: (_, c) => `${memberPage(c.req.param('memberId') ?? '')}?done=1`,
    again: show,
  });
}

function PointsCard({ visit, points }: { visit: Visit; points: MemberPoints }) {
  const { t } = visit;
  const { available, promised, owed, lots } = points;
  return (
    <Card id="points" title={t('pointsOfMember')}>
      <Facts
        rows={[
          [t('pointsAvailable'), String(available)],
          [t('pointsPromised'), String(promised)],
          ...(owed > 0 ? [[t('pointsOwed'), String(owed)] as const] : []),
          ...lots.map(
            (lot) =>
              [
                lot.expiresAtMs === null ? t('pointsStayGood') : t('pointsGoodUntil'),
                <>
                  {lot.points}
                  {lot.expiresAtMs === null ? null : (
                    <span class="sub">
                      <Time atMs={lot.expiresAtMs} />
                    </span>
                  )}
                </>,
              ] as const,
          ),
        ]}
      />
    </Card>
  );
}

function LinesCard({
  c,
  memberId,
  points,
  paged,
}: {
  c: HqContext;
  memberId: string;
  points: MemberPoints;
  paged: boolean;
}) {
  const visit = c.get('visit');
  const { t } = visit;
  const columns: Column[] = [
    { label: t('pointsWhy'), kind: 'main' },
    { label: t('pointsWhen') },
    { label: t('pointsMoved'), kind: 'number' },
  ];
  const why = ({ kind, orderNumber, orderId, reason }: PointsLine) => {
    const href = orderId === null ? null : `/hq/orders/${orderId}`;
    return (
      <>
        {visit.code('pointsLine', kind)}
        {reason === null ? null : <span class="sub">{reason}</span>}
        {orderNumber === null || href === null ? null : (
          <span class="sub">{mayOpen(c, href) ? <a href={href}>{orderNumber}</a> : orderNumber}</span>
        )}
      </>
    );
  };
  return (
    <Card id="lines" title={t('pointsLines')} lead={t('pointsLinesLead')} flush>
      {points.lines.length === 0 ? (
        <Empty text={t('pointsNoLines')} />
      ) : (
        <Table caption={t('pointsLines')} columns={columns}>
          {points.lines.map((line) => (
            <Row
              columns={columns}
              rowKey={line.id}
              cells={[
                why(line),
                <Time atMs={line.atMs} />,
                line.points > 0 ? `+${line.points}` : String(line.points).replace('-', '−'),
              ]}
            />
          ))}
        </Table>
      )}
      <Pager
        next={
          points.nextCursor === null
            ? null
            : {
                href: `${memberPage(memberId)}?after=${encodeURIComponent(points.nextCursor)}`,
                text: t('nextPage'),
              }
        }
        first={paged ? { href: memberPage(memberId), text: t('firstPage') } : null}
      />
    </Card>
  );
}

function AdjustCard({ c, memberId, fault }: { c: HqContext; memberId: string; fault: FormFault | null }) {
  const { t } = c.get('visit');
  return (
    <Card id="adjust" title={t('pointsAdjust')} lead={t('pointsAdjustLead')}>
      <PostForm c={c} action={memberPage(memberId)} fault={fault}>
        <label class="field">
          <span>{t('pointsAdjustBy')}</span>
          <input
            name="points"
            inputmode="text"
            maxlength={8}
            autocomplete="off"
            value={typed(fault, 'points', '')}
          />
          <small class="hint">{t('pointsAdjustHint')}</small>
        </label>
        <label class="field">
          <span>{t('pointsReason')}</span>
          <input name="reason" maxlength={120} value={typed(fault, 'reason', '')} />
        </label>
        <button class="button" type="submit">
          {t('pointsAdjust')}
        </button>
      </PostForm>
    </Card>
  );
}
