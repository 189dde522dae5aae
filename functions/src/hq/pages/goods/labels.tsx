/** @jsxImportSource hono/jsx */
import { cursorSchema, locationIdSchema } from '@jindian/shared/contract/common';
import type { Location } from '@jindian/shared/contract/places/network';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import { locationsWithin, reaches, searchLocations } from '../../../places/network/within.ts';
import type { HqDeps, ShelfLabel, ShelfLabels } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Pager, Qr } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { NearNote, NoPlaces, SearchForm } from '../places/locations.tsx';
import { areaText, maxSearchLength } from '../places/place-list.ts';

/** Three columns of eight on a sheet of A4. */
const pageLimit = 24;
const maxBranches = 20;

/** Labels for the shelves of a branch, to be printed and scanned. */
export function labelPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'network' | 'shelfLabels'>): void {
  async function choose(c: HqContext) {
    const visit = c.get('visit');
    const { t } = visit;
    const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
    const snapshot = await deps.network.current();
    const reach = reachOn(c, 'codes.mint');
    const searched = text === '' ? null : await searchLocations(snapshot, text, maxBranches * 4, reach);
    const branches = (searched?.items ?? locationsWithin(snapshot, reach))
      .filter(({ kind, status }) => kind === 'branch' && status !== 'closed')
      .slice(0, maxBranches);
    return page(
      c,
      { title: t('labelsTitle'), place: 'labels' },
      <>
        <p class="page-lead">{t('labelsLead')}</p>
        <SearchForm visit={visit} action="/hq/labels" text={text} label={t('labelsSearch')} />
        <Card id="branches" title={t('labelsChoose')} flush>
          <NearNote visit={visit} text={text} found={searched} />
          {branches.length === 0 && text === '' ? (
            <NoPlaces c={c} />
          ) : branches.length === 0 ? (
            <Empty text={t('locationsNone', { text })} hint={t('locationsNoneHint')} />
          ) : (
            <BranchList visit={visit} branches={branches} />
          )}
        </Card>
      </>,
    );
  }

  hq.get('/labels', async (c) => {
    const locationId = locationIdSchema.safeParse(c.req.query('location')).data;
    const place = locationId ? await deps.network.location(locationId) : null;
    if (!locationId || (place && !reaches(reachOn(c, 'codes.mint'), place))) return choose(c);
    const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await deps.shelfLabels(locationId, { limit: pageLimit, cursor, text: text || undefined });
    if (!found.ok) return problemPage(c, found.code, found.params);
    return labelsOf(c, found.value, text, cursor !== undefined);
  });
}

function labelsOf(c: HqContext, labels: ShelfLabels, text: string, paged: boolean) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const { branch, items, nextCursor } = labels;
  const here = `/hq/labels?location=${branch.id}${text ? `&text=${encodeURIComponent(text)}` : ''}`;
  return page(
    c,
    {
      title: branch.name[language],
      place: 'labels',
      backTo: { href: '/hq/labels', text: t('labelsOther') },
      tools:
        items.length === 0 ? undefined : (
          <button type="button" class="button is-small" data-print>
            {t('labelsPrint')}
          </button>
        ),
    },
    <>
      <SearchForm
        visit={visit}
        action="/hq/labels"
        text={text}
        label={t('labelsProduct')}
        hidden={{ location: branch.id }}
      />
      {items.length === 0 ? (
        <Card>
          <Empty text={t('labelsNone')} />
        </Card>
      ) : (
        <ul class="labels">
          {items.map((label) => (
            <Label visit={visit} label={label} branchName={branch.name[language]} />
          ))}
        </ul>
      )}
      <div class="no-print">
        <Pager
          next={
            nextCursor === null
              ? null
              : { href: `${here}&after=${encodeURIComponent(nextCursor)}`, text: t('nextPage') }
          }
          first={paged ? { href: here, text: t('firstPage') } : null}
        />
      </div>
    </>,
  );
}

function BranchList({ visit, branches }: { visit: Visit; branches: readonly Location[] }) {
  return (
    <ul class="choice-list">
      {branches.map((branch) => (
        <li>
          <a href={`/hq/labels?location=${branch.id}`}>
            <span>{branch.name[visit.language]}</span>
            <span class="sub">
              {branch.id} · {areaText(branch)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** On the screen the QR is a link too, for trying without a camera. */
function Label({ visit, label, branchName }: { visit: Visit; label: ShelfLabel; branchName: string }) {
  const { t, language } = visit;
  return (
    <li class="label">
      <a class="label-qr" href={label.url} aria-label={`${t('labelsOpen')}: ${label.title[language]}`}>
        <Qr text={label.url} label={label.title[language]} />
      </a>
      <div class="label-text">
        <p class="label-title">{label.title[language]}</p>
        <p class="label-sub">{label.subtitle[language]}</p>
        <p class="label-price">{t('labelsFrom', { price: formatYuan(label.fromPriceFen) })}</p>
        <p class="label-foot">
          {branchName} · {t('labelsScan')}
        </p>
      </div>
    </li>
  );
}
