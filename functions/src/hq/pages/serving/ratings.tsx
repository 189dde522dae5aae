/** @jsxImportSource hono/jsx */
import { cursorSchema, locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type DeskRating, type RatingState, servicePart } from '@jindian/shared/contract/serving/ratings';
import { pictureAddress } from '@jindian/shared/picture-address';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Empty, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct, reachOn } from '../../visit.ts';

const path = '/ratings';
const replyPath = '/ratings/reply';
const onAPage = 20;
const chipOf = { waiting: 'waiting', shown: 'accepted', hidden: 'closed' } as const satisfies Record<
  RatingState,
  string
>;

/** What shoppers say: what somebody has to look at, or all of one place. */
export function ratingPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'ratings'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const typedPlace = (c.req.query('place') ?? '').trim().toUpperCase();
    const locationId = locationIdSchema.safeParse(typedPlace).data ?? null;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const [found, stars] = await Promise.all([
      deps.ratings.list(
        { list: locationId === null ? 'open' : 'all', locationId, limit: onAPage, cursor },
        reachOn(c, 'ratings.read'),
      ),
      locationId === null ? null : deps.ratings.starsOfPlace(locationId),
    ]);
    const items = found.ok ? found.value.items : [];
    const nextCursor = found.ok ? found.value.nextCursor : null;
    return page(
      c,
      {
        title: t('ratingsTitle'),
        place: 'queue',
        status: fault?.status ?? 200,
        backTo: { href: '/hq/queue', text: t('queueTitle') },
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('ratingsDone')}</Notice> : null}
        <p class="page-lead">{t('ratingsLead')}</p>
        {typedPlace === '' ? null : (
          <nav class="tabs" aria-label={t('ratingsTitle')}>
            <a href={`/hq${path}`}>{t('ratingsOpen')}</a>
          </nav>
        )}
        <form class="search" method="get" action={`/hq${path}`}>
          <input
            name="place"
            value={typedPlace}
            placeholder={t('ratingsPlace')}
            aria-label={t('ratingsOfPlace')}
            autocomplete="off"
            maxlength={16}
          />
          <button class="button is-plain" type="submit">
            {t('ratingsShowPlace')}
          </button>
        </form>
        <Card
          id="ratings"
          title={
            items[0] && locationId !== null
              ? items[0].locationName[visit.language]
              : t(locationId === null ? 'ratingsOpen' : 'ratingsOfPlace')
          }
          flush
        >
          {stars && stars.count > 0 ? (
            <p class="card-note">
              {t('ratingsAverage', { average: stars.average ?? '', count: stars.count })}
            </p>
          ) : null}
          {items.length === 0 ? (
            <Empty text={t(typedPlace === '' ? 'ratingsNone' : 'ratingsNoneAt')} />
          ) : (
            <RatingTable c={c} items={items} fault={fault} />
          )}
          {nextCursor ? (
            <p class="pager">
              <a
                class="button is-small is-plain"
                href={`/hq${path}?${new URLSearchParams({ ...(locationId === null ? {} : { place: locationId }), after: nextCursor })}`}
              >
                {t('nextPage')}
              </a>
            </p>
          ) : null}
        </Card>
      </>,
    );
  }

  hq.get(path, (c) => show(c));
  const next = (_: DeskRating, c: HqContext) => {
    const place = locationIdSchema.safeParse(c.req.query('place')).data;
    return `/hq${path}?${new URLSearchParams({ ...(place ? { place } : {}), done: '1' })}`;
  };
  const params = (_: unknown, fields: { text(name: string): string }) => ({
    orderId: fields.text('orderId'),
    part: fields.text('part'),
  });
  forms.on(
    path,
    form({
      endpoint: endpoints.hqDecideRating,
      params,
      body: (_, fields) => ({
        act: fields.text('decision'),
        ...(fields.text('decision') === 'hide' ? { reason: fields.text('reason') } : {}),
      }),
      words: { reason: 'ratingsReason' },
      next,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    }),
  );
  forms.on(
    replyPath,
    form({
      endpoint: endpoints.hqAnswerRating,
      params,
      body: (_, fields) => ({ text: fields.text('text') }),
      words: { text: 'ratingsReply' },
      next,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    }),
  );
}

function RatingTable(props: { c: HqContext; items: readonly DeskRating[]; fault: FormFault | null }) {
  const { c, items, fault } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const columns = [
    { label: t('ratingsWhat'), kind: 'main' as const },
    { label: t('ratingsOf') },
    { label: t('columnState') },
    ...(mayAct(c, replyPath) ? [{ label: t('peopleActs') }] : []),
  ];
  return (
    <Table caption={t('ratingsTitle')} columns={columns}>
      {items.map((rating) => (
        <Row
          columns={columns}
          rowKey={`${rating.orderId}-${rating.part}`}
          whole
          cells={[
            <>
              <Stars stars={rating.stars} label={t('ratingsStars', { stars: rating.stars })} />
              <span class="quote">{rating.text || t('ratingsNoText')}</span>
              {rating.imagePaths.map((path) => (
                <a href={path} class="given-picture">
                  <img src={pictureAddress(path, 200)} alt={t('ratingsPicture')} loading="lazy" />
                </a>
              ))}
              <span class="sub">
                {rating.shownAs ?? t('ratingsAnonymous')} <Time atMs={rating.atMs} />
              </span>
              {rating.reply ? (
                <span class="sub">{t('ratingsReplied', { text: rating.reply.text })}</span>
              ) : null}
            </>,
            <>
              {rating.goods ? rating.goods.title[visit.language] : t('ratingsService')}
              {rating.goods && rating.part !== servicePart ? (
                <span class="sub">{rating.goods.skuName[visit.language]}</span>
              ) : null}
              <span class="sub">
                <a href={`/hq/orders/${rating.orderId}`}>{rating.orderNumber}</a>{' '}
                <a href={`/hq${path}?place=${rating.locationId}`}>{rating.locationName[visit.language]}</a>
              </span>
            </>,
            <>
              <Chip kind={chipOf[rating.state]}>{visit.code('ratingState', rating.state)}</Chip>
              {rating.reason ? <span class="sub">{rating.reason}</span> : null}
            </>,
            ...(mayAct(c, replyPath) ? [<RatingActs c={c} rating={rating} fault={fault} />] : []),
          ]}
        />
      ))}
    </Table>
  );
}

function Stars({ stars, label }: { stars: number; label: string }) {
  return (
    <span class="stars" role="img" aria-label={label}>
      {'★'.repeat(stars)}
      <span class="stars-off">{'★'.repeat(5 - stars)}</span>
    </span>
  );
}

function RatingActs({ c, rating, fault }: { c: HqContext; rating: DeskRating; fault: FormFault | null }) {
  const { t } = c.get('visit');
  const isOfThis =
    fault?.fields.text('orderId') === rating.orderId && fault.fields.text('part') === rating.part;
  const own = isOfThis ? fault : null;
  const place = c.req.query('place') ? `?place=${encodeURIComponent(String(c.req.query('place')))}` : '';
  const key = (
    <>
      <input type="hidden" name="orderId" value={rating.orderId} />
      <input type="hidden" name="part" value={rating.part} />
    </>
  );
  return (
    <div class="rating-acts">
      <PostForm c={c} layout="search" action={`/hq${replyPath}${place}`} fault={own}>
        {key}
        <input
          name="text"
          required
          minlength={2}
          maxlength={300}
          autocomplete="off"
          placeholder={t('ratingsReply')}
          aria-label={t('ratingsReply')}
          value={typed(own, 'text', rating.reply?.text ?? '')}
        />
        <button class="button is-small" type="submit">
          {t('ratingsSendReply')}
        </button>
      </PostForm>
      {mayAct(c, path) ? (
        <PostForm c={c} layout="search" action={`/hq${path}${place}`} fault={own}>
          {key}
          {rating.state === 'hidden' ? null : (
            <input
              name="reason"
              maxlength={300}
              autocomplete="off"
              placeholder={t('ratingsReason')}
              aria-label={t('ratingsReason')}
              value={typed(own, 'reason', '')}
            />
          )}
          {rating.state === 'hidden' ? null : (
            <button class="button is-small is-danger" type="submit" name="decision" value="hide">
              {t('ratingsHide')}
            </button>
          )}
          {rating.state === 'shown' ? null : (
            <button class="button is-small" type="submit" name="decision" value="show">
              {t('ratingsShow')}
            </button>
          )}
          {rating.state === 'shown' && rating.isOpen ? (
            <button class="button is-small is-plain" type="submit" name="decision" value="settle">
              {t('ratingsSettle')}
            </button>
          ) : null}
        </PostForm>
      ) : null}
    </div>
  );
}
