/** @jsxImportSource hono/jsx */
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

type SetupDeps = Pick<HqDeps, 'network' | 'catalogSize' | 'rates' | 'settings' | 'staff' | 'inventory'>;

/** A thing that a brand needs before it can open. */
type Step = { word: Word; lead: Word; href: string; isDone: boolean };

/** What of a brand is there already: from what functions hold anyway, and the levels of one branch. */
async function stepsOf(deps: SetupDeps, c: HqContext): Promise<{ steps: Step[]; opens: boolean }> {
  const reach = reachOn(c, 'roles.read');
  const staffAt = async (locationId: string | null) => {
    const found = await deps.staff.listed(locationId, reach, {});
    return found.ok ? found.value.items.length : 0;
  };
  const [snapshot, goods, rates, brand, colleagues] = await Promise.all([
    deps.network.current(),
    deps.catalogSize(),
    deps.rates.view(),
    deps.settings.brand.view(),
    staffAt(null),
  ]);
  const branches = snapshot.locations.filter(({ kind }) => kind === 'branch');
  const open = branches.find(({ status }) => status === 'open');
  const [first] = open ? [open] : branches;
  const [offered, clerks] = first
    ? await Promise.all([deps.inventory.offeredAt(first.id), staffAt(first.id)])
    : [new Map<string, number>(), 0];
  const hasStock = [...offered.values()].some((pieces) => pieces > 0);
  const steps: Step[] = [
    {
      word: 'setupBrand',
      lead: 'setupBrandLead',
      href: '/hq/settings/brand',
      isDone: brand.inForce.number > 0,
    },
    { word: 'setupPeople', lead: 'setupPeopleLead', href: '/hq/people', isDone: colleagues > 1 },
    { word: 'setupPlaces', lead: 'setupPlacesLead', href: '/hq/locations/new', isDone: branches.length > 0 },
    { word: 'setupGoods', lead: 'setupGoodsLead', href: '/hq/products', isDone: goods > 0 },
    { word: 'setupStock', lead: 'setupStockLead', href: '/hq/import', isDone: hasStock },
    {
      word: 'setupRates',
      lead: 'setupRatesLead',
      href: '/hq/commission-rates',
      isDone: rates.inForce.number > 0,
    },
    {
      word: 'setupClerks',
      lead: 'setupClerksLead',
      href: '/hq/people',
      isDone: clerks > 0,
    },
    {
      word: 'setupOpen',
      lead: 'setupOpenLead',
      href: first ? `/hq/locations/${first.id}` : '/hq/locations',
      isDone: open !== undefined,
    },
  ];
  return { steps, opens: open !== undefined && goods > 0 && hasStock };
}

/** The first hours of a brand: what is there, what is missing, and where it is done. */
export function setupPages(hq: Hono<HqEnvironment>, deps: SetupDeps): void {
  hq.get('/setup', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { steps, opens } = await stepsOf(deps, c);
    const done = steps.filter(({ isDone }) => isDone).length;
    return page(
      c,
      { title: t('setupTitle'), place: 'settings' },
      <>
        {opens ? <Notice kind="good">{t('setupOpens')}</Notice> : <p class="page-lead">{t('setupNotYet')}</p>}
        <Card id="steps" title={t('setupProgress', { done, all: steps.length })} lead={t('setupLead')} flush>
          <ol class="setup-steps">
            {steps.map(({ word, lead, href, isDone }) => (
              <li>
                <a href={href}>
                  <strong>{t(word)}</strong>
                  <span class="sub">{t(lead)}</span>
                </a>
                <Chip kind={isDone ? 'completed' : 'to_pack'}>
                  {t(isDone ? 'setupDone' : 'setupMissing')}
                </Chip>
              </li>
            ))}
          </ol>
        </Card>
      </>,
    );
  });
}

/** Said on the first page while nothing can be sold yet. */
export async function SetupHint({ c, network }: { c: HqContext; network: HqDeps['network'] }) {
  const { locations } = await network.current();
  if (locations.some(({ kind, status }) => kind === 'branch' && status === 'open')) return null;
  const { t } = c.get('visit');
  return (
    <p class="page-lead">
      {t('setupHint')} <a href="/hq/setup">{t('setupTitle')}</a>
    </p>
  );
}
