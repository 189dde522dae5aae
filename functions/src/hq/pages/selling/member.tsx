/** @jsxImportSource hono/jsx */
import { cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { MemberPoints, PointsLine } from '@jindian/shared/contract/selling/points';
import { type MemberTier, type Tier, tierMeasures } from '@jindian/shared/contract/selling/tiers';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Facts, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { TagsCard } from './member-tags.tsx';
import { tagsFrom } from './segment-form.ts';
import { measureText } from './tiers-policy.tsx';

const onAPage = 20;
export const memberPage = (memberId: string) => `/hq/members/${memberId}`;

/** What one member has of the brand, and why. */
export function memberPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'membership' | 'memberOf' | 'segments' | 'tiersPolicy'>,
  forms: FormRegistry,
): void {
  const { points, tiers } = deps.membership;

  async function show(c: HqContext, fault: FormFault | null = null) {
    const { t } = c.get('visit');
    const memberId = ulidSchema.safeParse(c.req.param('memberId')).data;
    const member = memberId ? await deps.memberOf(memberId) : null;
    if (!memberId || !member) return notFoundPage(c);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const off = c.get('off');
    const [had, tier, policy, tags] = await Promise.all([
      off.includes('points') ? null : points.hqPointsOf(memberId, { limit: onAPage, cursor }),
      off.includes('tiers') || !mayOpen(c, `${memberPage(memberId)}/tier`) ? null : tiers.hqTierOf(memberId),
      deps.tiersPolicy.current(),
      mayOpen(c, `${memberPage(memberId)}/tags`) && !off.includes('segments')
        ? deps.segments.tags.tagsOf(memberId)
        : null,
    ]);
    if (had && !had.ok) return problemPage(c, had.code);
    const { principal } = signedIn(c);
    return page(
      c,
      {
        title: t('memberTitle', { name: member.displayName }),
        place: 'people',
        status: fault?.status ?? 200,
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('memberSaved')}</Notice> : null}
        <div class="columns">
          <div class="column is-wide">
            {tier?.ok ? <TierCard c={c} tier={tier.value} /> : null}
            {had ? (
              <LinesCard c={c} memberId={memberId} points={had.value} paged={cursor !== undefined} />
            ) : null}
          </div>
          <div class="column">
            {had ? <PointsCard visit={c.get('visit')} points={had.value} /> : null}
            {tags?.ok ? <TagsCard c={c} memberId={memberId} tags={tags.value} fault={fault} /> : null}
            {had && maySend(principal, '/members/:memberId/points') ? (
              <AdjustCard c={c} memberId={memberId} fault={fault} />
            ) : null}
            {tier?.ok && policy.tiers.length > 0 && maySend(principal, '/members/:memberId/tier') ? (
              <SetTierCard
                c={c}
                memberId={memberId}
                tierId={tier.value.tier?.id ?? null}
                tiers={policy.tiers}
                fault={fault}
              />
            ) : null}
          </div>
        </div>
      </>,
    );
  }

  hq.get('/members/:memberId', (c) => show(c));
  const done = (_: unknown, c: HqContext) => `${memberPage(c.req.param('memberId') ?? '')}?done=1`;
  const params = (_: unknown, __: unknown, c: HqContext) => ({ memberId: c.req.param('memberId') ?? '' });
  forms.on('/members/:memberId/points', {
    endpoint: endpoints.hqAdjustPoints,
    params,
    words: { points: 'pointsAdjustBad', reason: 'pointsReasonBad' },
    next: done,
    again: show,
  });
  forms.on('/members/:memberId/tags', {
    endpoint: endpoints.hqTagMember,
    params,
    body: (_, fields) => ({ tags: tagsFrom(fields.text('tags')), revision: Number(fields.text('revision')) }),
    words: { tags: 'memberTagsBad' },
    next: done,
    again: show,
  });
  forms.on('/members/:memberId/tier', {
    endpoint: endpoints.hqSetTier,
    params,
    words: { reason: 'pointsReasonBad' },
    next: done,
    again: show,
  });
}

function TierCard({ c, tier }: { c: HqContext; tier: MemberTier }) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const { figures, next, changes, sinceMs, untilMs } = tier;
  const counts = tierMeasures
    .filter((measure) => measure !== 'points' || figures.points > 0)
    .map((measure) => measureText(visit, measure, figures[measure]));
  const columns: Column[] = [
    { label: t('tierWhich'), kind: 'main' },
    { label: t('pointsWhy') },
    { label: t('pointsWhen') },
  ];
  return (
    <>
      <Card id="tier" title={t('tierOfMember')}>
        <Facts
          rows={[
            [t('tierNow'), tier.tier?.name[language] ?? t('tierNoneYet')],
            ...(sinceMs === null ? [] : [[t('tierSince'), <Time atMs={sinceMs} />] as const]),
            ...(untilMs === null ? [] : [[t('tierUntil'), brandDay(untilMs - 1)] as const]),
            [t('tierCounts'), counts.join(' · ')],
            ...(next === null
              ? []
              : [
                  [
                    t('tierNext', { name: next.name[language] }),
                    next.lacks
                      .map(({ measure, amount }) => measureText(visit, measure, amount))
                      .join(t('tierOr')),
                  ] as const,
                ]),
          ]}
        />
      </Card>
      {changes.length === 0 ? null : (
        <Card id="tier-changes" title={t('tierChanges')} flush>
          <Table caption={t('tierChanges')} columns={columns}>
            {changes.map(({ atMs, to, reason, figures: then, note }) => (
              <Row
                columns={columns}
                cells={[
                  to?.[language] ?? t('tierNoneYet'),
                  <>
                    {visit.code('tierReason', reason)}
                    <span class="sub">
                      {note ??
                        [
                          measureText(visit, 'spendFen', then.spendFen),
                          measureText(visit, 'orders', then.orders),
                        ].join(' · ')}
                    </span>
                  </>,
                  <Time atMs={atMs} />,
                ]}
              />
            ))}
          </Table>
        </Card>
      )}
    </>
  );
}

function SetTierCard({
  c,
  memberId,
  tierId,
  tiers,
  fault,
}: {
  c: HqContext;
  memberId: string;
  tierId: string | null;
  tiers: readonly Tier[];
  fault: FormFault | null;
}) {
  const { t, language } = c.get('visit');
  const action = `${memberPage(memberId)}/tier`;
  const own = ofForm(fault, action);
  const chosen = typed(own, 'tierId', tierId ?? '');
  return (
    <Card id="set-tier" title={t('tierSet')} lead={t('tierSetLead')}>
      <PostForm c={c} action={action} fault={fault}>
        <label class="field">
          <span>{t('tierWhich')}</span>
          <select name="tierId">
            <option value="" selected={chosen === ''}>
              {t('tierNoneYet')}
            </option>
            {tiers.map(({ id, name }) => (
              <option value={id} selected={id === chosen}>
                {name[language]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('tierReasonField')}</span>
          <input name="reason" maxlength={120} value={typed(own, 'reason', '')} />
        </label>
        <button class="button" type="submit">
          {t('tierSet')}
        </button>
      </PostForm>
    </Card>
  );
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
                  {lot.expiresAtMs === null ? null : <span class="sub">{brandDay(lot.expiresAtMs - 1)}</span>}
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
  const action = `${memberPage(memberId)}/points`;
  const own = ofForm(fault, action);
  return (
    <Card id="adjust" title={t('pointsAdjust')} lead={t('pointsAdjustLead')}>
      <PostForm c={c} action={action} fault={fault}>
        <label class="field">
          <span>{t('pointsAdjustBy')}</span>
          <input
            name="points"
            inputmode="text"
            maxlength={8}
            autocomplete="off"
            value={typed(own, 'points', '')}
          />
          <small class="hint">{t('pointsAdjustHint')}</small>
        </label>
        <label class="field">
          <span>{t('pointsReason')}</span>
          <input name="reason" maxlength={120} value={typed(own, 'reason', '')} />
        </label>
        <button class="button" type="submit">
          {t('pointsAdjust')}
        </button>
      </PostForm>
    </Card>
  );
}
