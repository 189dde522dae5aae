/** @jsxImportSource hono/jsx */
import { isPageOff } from '@jindian/shared/contract/modules/off';
import type { RolloutCheck } from '@jindian/shared/contract/places/rollout';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { ownPricesPath } from '../goods/own-prices.tsx';

type SetupDeps = Pick<
  HqDeps,
  | 'network'
  | 'catalogSize'
  | 'branchPrices'
  | 'rates'
  | 'settings'
  | 'legal'
  | 'siteFiles'
  | 'staff'
  | 'inventory'
  | 'config'
  | 'rollout'
>;

/** A thing that a brand needs before it can open. */
type Step = {
  word: Word;
  lead: Word;
  href: string;
  isDone: boolean;
  /** What is not there yet of a step that has several parts. */
  missing?: readonly string[];
};

/** Of so many dealers' branches own prices are looked at: a page of a brand that is being set up, not a report. */
const branchesLookedAt = 500;

/** What of a brand is there already: from what functions hold anyway, and the levels of one branch. */
async function stepsOf(deps: SetupDeps, c: HqContext): Promise<{ steps: Step[]; opens: boolean }> {
  const { t, language } = c.get('visit');
  const reach = reachOn(c, 'roles.read');
  const staffAt = async (locationId: string | null) => {
    const found = await deps.staff.listed(locationId, reach, {});
    return found.ok ? found.value.items.length : 0;
  };
  const [snapshot, { products: goods, skusOnSale }, rates, brand, privacy, terms, files, colleagues] =
    await Promise.all([
      deps.network.current(),
      deps.catalogSize(),
      deps.rates.view(),
      deps.settings.brand.view(),
      deps.legal.documents.privacy.inForce(),
      deps.legal.documents.terms.inForce(),
      deps.siteFiles.list(),
      staffAt(null),
    ]);
  const branches = snapshot.locations.filter(({ kind }) => kind === 'branch');
  const idle = await deps.branchPrices.notAsked(
    branches.filter(({ ownership }) => ownership === 'dealer').slice(0, branchesLookedAt),
  );
  const open = branches.find(({ status }) => status === 'open');
  const [first] = open ? [open] : branches;
  const [offered, clerks] = first
    ? await Promise.all([deps.inventory.offeredAt(first), staffAt(first.id)])
    : [new Map<string, number>(), 0];
  const hasStock = [...offered.values()].some((pieces) => pieces > 0);
  const [state] = first ? await deps.rollout.states([first.id]) : [];
  const isDoneThere = (wanted: RolloutCheck) =>
    state?.checks.some(({ check, done }) => check === wanted && done) ?? false;
  const hasTemplates = Object.keys(deps.config.messageTemplates).length > 0;
  const { content } = brand.inForce;
  const said = {
    setupName: content.nameZh || content.nameEn,
    setupCompany: content.companyName,
    setupPhone: content.servicePhone,
  };
  const unsaid = (Object.keys(said) as (keyof typeof said)[]).flatMap((word) =>
    said[word] ? [] : [t(word)],
  );
  const steps: Step[] = [
    {
      word: 'setupBrand',
      lead: 'setupBrandLead',
      href: '/hq/settings/brand',
      isDone: unsaid.length === 0,
      missing: unsaid,
    },
    {
      word: 'setupModules',
      lead: 'setupModulesLead',
      href: '/hq/settings/modules',
      isDone: (await deps.settings.modules.inForce()).number > 0,
    },
    {
      word: 'setupLegal',
      lead: 'setupLegalLead',
      href: '/hq/legal/privacy',
      isDone: privacy.number > 0 && terms.number > 0,
      missing: [
        ...(privacy.number > 0 ? [] : [t('legalPrivacy')]),
        ...(terms.number > 0 ? [] : [t('legalTerms')]),
      ],
    },
    { word: 'setupPeople', lead: 'setupPeopleLead', href: '/hq/people', isDone: colleagues > 1 },
    { word: 'setupPlaces', lead: 'setupPlacesLead', href: '/hq/locations/new', isDone: branches.length > 0 },
    { word: 'setupGrids', lead: 'setupGridsLead', href: '/hq/grids', isDone: snapshot.grids.length > 0 },
    { word: 'setupGoods', lead: 'setupGoodsLead', href: '/hq/products', isDone: goods > 0 },
    { word: 'setupStock', lead: 'setupStockLead', href: '/hq/import', isDone: hasStock },
    {
      word: 'setupPrices',
      lead: 'setupPricesLead',
      href: idle[0] ? ownPricesPath(idle[0].place) : skusOnSale > 0 ? '/hq/prices' : '/hq/products',
      isDone: skusOnSale > 0 && idle.length === 0,
      missing: [
        ...(skusOnSale > 0 ? [] : [t('setupOnSale')]),
        ...idle.slice(0, 3).map(({ place, count }) => t('setupIdle', { place: place.name[language], count })),
        ...(idle.length > 3 ? [t('setupIdleMore', { count: idle.length - 3 })] : []),
      ],
    },
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
      word: 'setupWechat',
      lead: 'setupWechatLead',
      href: '/hq/site-files',
      isDone: files.length > 0 && hasTemplates,
      missing: [
        ...(files.length > 0 ? [] : [t('setupFiles')]),
        ...(hasTemplates ? [] : [t('setupTemplates')]),
      ],
    },
    {
      word: 'setupLabels',
      lead: 'setupLabelsLead',
      href: '/hq/labels',
      isDone: open !== undefined || isDoneThere('labels'),
    },
    {
      word: 'setupPractice',
      lead: 'setupPracticeLead',
      href: '/hq/rollout',
      isDone: open !== undefined || isDoneThere('practice'),
    },
    {
      word: 'setupOpen',
      lead: 'setupOpenLead',
      href: '/hq/rollout',
      isDone: open !== undefined,
    },
  ];
  return {
    steps: steps.filter(({ href }) => !isPageOff(c.get('off'), href.replace(/^\/hq/, ''))),
    opens: open !== undefined && goods > 0 && hasStock,
  };
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
            {steps.map(({ word, lead, href, isDone, missing = [] }) => (
              <li>
                <a href={href}>
                  <strong>{t(word)}</strong>
                  <span class="sub">{t(lead)}</span>
                  {missing.length > 0 ? (
                    <span class="sub">{t('setupStill', { parts: missing.join(t('setupAnd')) })}</span>
                  ) : null}
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
