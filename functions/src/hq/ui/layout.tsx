/** @jsxImportSource hono/jsx */
import { brandColour } from '@jindian/shared/design/tokens';
import { pictureAddress } from '@jindian/shared/picture-address';
import { dayMs, formatBrandTime, hourMs } from '@jindian/shared/time';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { PostForm } from '../forms/post-form.tsx';
import { countText } from '../pages/serving/queue-counts.ts';
import { type HqContext, mayOpen, type Visit } from '../visit.ts';
import type { Word } from '../words/say.ts';
import { Icon, type IconName } from './icons.tsx';
import { StopBanner } from './stop-banner.tsx';

const places = [
  { id: 'today', href: '/hq', word: 'navToday', icon: 'today' },
  { id: 'queue', href: '/hq/queue', word: 'navQueue', icon: 'queue' },
  { id: 'map', href: '/hq/map', word: 'navMap', icon: 'map' },
  { id: 'fund-pool', href: '/hq/fund-pool', word: 'navFundPool', icon: 'pool' },
  { id: 'ledger', href: '/hq/ledger', word: 'navLedger', icon: 'ledger' },
  { id: 'differences', href: '/hq/differences', word: 'navDifferences', icon: 'differences' },
  { id: 'sourcing', href: '/hq/sourcing', word: 'navSourcing', icon: 'route' },
  { id: 'locations', href: '/hq/locations', word: 'navLocations', icon: 'place' },
  { id: 'products', href: '/hq/products', word: 'navProducts', icon: 'label' },
  { id: 'prices', href: '/hq/prices', word: 'navPrices', icon: 'price' },
  { id: 'promotions', href: '/hq/promotions', word: 'promotionsTitle', icon: 'price' },
  { id: 'stock', href: '/hq/stock', word: 'navStock', icon: 'stock' },
  { id: 'settings', href: '/hq/settings', word: 'navSettings', icon: 'settings' },
  { id: 'labels', href: '/hq/labels', word: 'navLabels', icon: 'label' },
  { id: 'codes', href: '/hq/codes', word: 'navCodes', icon: 'code' },
  { id: 'sellers', href: '/hq/sellers', word: 'navSellers', icon: 'people' },
  { id: 'segments', href: '/hq/segments', word: 'navSegments', icon: 'segments' },
  { id: 'people', href: '/hq/people', word: 'navPeople', icon: 'people' },
  { id: 'work', href: '/hq/work', word: 'navWork', icon: 'work' },
  { id: 'audit', href: '/hq/audit', word: 'navAudit', icon: 'audit' },
] as const satisfies readonly { id: string; href: string; word: Word; icon: IconName }[];
export type Place = (typeof places)[number]['id'] | 'more';
/** What fits at the bottom of a phone, beside "more". */
const inBar = 4;

/** The parts of the web view that this person may see. */
export function navigationOf(c: HqContext) {
  return places.filter(({ href }) => mayOpen(c, href));
}

export type PageOptions = {
  title: string;
  /** Which part of the web view this is; null where nobody is signed in. */
  place: Place | null;
  /** Beside the title: what switches or steers the page. */
  tools?: Child;
  backTo?: { href: string; text: string };
  /** Extra script of this page. */
  script?: 'map' | 'import';
  status?: 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503;
  /** The whole width of the screen, for a map. */
  wide?: boolean;
};

/** Answers with a whole page. */
export function page(c: HqContext, options: PageOptions, content: Child): Response | Promise<Response> {
  return c.html(
    html`<!doctype html>${(
      <Document c={c} options={options}>
        {content}
      </Document>
    )}`,
    options.status ?? 200,
  );
}

function Document({ c, options, children }: { c: HqContext; options: PageOptions; children?: Child }) {
  const visit = c.get('visit');
  const assets = c.get('assets');
  const signedIn = c.get('signedIn');
  return (
    <html lang={visit.language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <title>{`${options.title} · ${hqName(c)}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <meta name="theme-color" content="#f7f5f2" />
        <link rel="icon" href={c.get('brand').logo || 'data:,'} />
        <link rel="stylesheet" href={assets.style.path} />
        {c.get('brand').brandColour === brandColour ? null : (
          <link rel="stylesheet" href={`/hq/brand/${c.get('brand').brandColour.slice(1)}.css`} />
        )}
        <script src={assets.main.path} defer />
        {options.script ? <script src={assets[options.script].path} defer /> : null}
      </head>
      <body class={signedIn && options.place ? 'has-nav' : 'is-bare'}>
        <a class="skip" href="#content">
          {visit.t('skipToContent')}
        </a>
        {signedIn && options.place ? <Navigation c={c} place={options.place} /> : null}
        <div class="frame">
          <DemoBar c={c} />
          <header class="top">
            <div class="top-title">
              {options.backTo ? (
                <a class="back" href={options.backTo.href}>
                  <Icon name="left" />
                  <span>{options.backTo.text}</span>
                </a>
              ) : null}
              <h1 title={options.title}>{options.title}</h1>
            </div>
            {signedIn && options.place && mayOpen(c, '/hq/search') ? <SearchField c={c} /> : null}
            {options.tools ? <div class="top-tools">{options.tools}</div> : null}
            <div class="top-account">
              <LanguageSwitch visit={visit} />
              {signedIn ? <SignOut c={c} name={signedIn.displayName} /> : null}
            </div>
          </header>
          <main id="content" class={options.wide ? 'content is-wide' : 'content'} tabindex={-1}>
            {signedIn ? (
              <StopBanner
                visit={visit}
                stops={c.get('stops')}
                href={mayOpen(c, '/hq/stops') ? '/hq/stops' : null}
              />
            ) : null}
            {children}
          </main>
        </div>
      </body>
    </html>
  );
}

function hqName(c: HqContext): string {
  const { t, language } = c.get('visit');
  return t('brandHq', { brand: c.get('brand').name[language] });
}

/** The logo, or what is first of the name. */
function BrandMark({ c }: { c: HqContext }) {
  const { logo, shortName, name } = c.get('brand');
  return (
    <span class="nav-mark" aria-hidden="true">
      {logo ? <img src={pictureAddress(logo, 200)} alt="" /> : ([...(shortName || name.zh)][0] ?? '')}
    </span>
  );
}

const demoSteps = [
  ['demoHour', hourMs],
  ['demoDay', dayMs],
  ['demoWeek', 8 * dayMs],
] as const;

/** On the local system: that this is a demo, how late it is there, and the way to its other people. */
function DemoBar({ c }: { c: HqContext }) {
  const nowMs = c.get('demoMs');
  if (nowMs === null) return null;
  const { t, path } = c.get('visit');
  return (
    <details class="demo no-print">
      <summary>{t('demoBar', { time: formatBrandTime(nowMs) })}</summary>
      <form method="post" action="/local/hq/clock">
        <input type="hidden" name="back" value={path} />
        {demoSteps.map(([word, byMs]) => (
          <button class="button is-plain" type="submit" name="advanceMs" value={byMs}>
            {t(word)}
          </button>
        ))}
        <a class="button is-plain" href="/">
          {t('demoApp')}
        </a>
      </form>
    </details>
  );
}

function Navigation({ c, place }: { c: HqContext; place: Place }) {
  const visit = c.get('visit');
  const waiting = c.get('waiting');
  const parts = navigationOf(c);
  const isBeyond = !parts.slice(0, inBar).some(({ id }) => id === place);
  return (
    <nav class="nav" aria-label={visit.t('navigation')}>
      <p class="nav-brand">
        <BrandMark c={c} />
        <span>{hqName(c)}</span>
      </p>
      <ul>
        {parts.map(({ id, href, word, icon }, index) => (
          <li class={index < inBar ? undefined : 'is-beyond'}>
            <a href={href} aria-current={id === place ? 'page' : undefined}>
              <Icon name={icon} />
              <span>{visit.t(word)}</span>
              {id === 'queue' && waiting && waiting.count > 0 ? (
                <span class="nav-count">{countText(visit, waiting)}</span>
              ) : null}
            </a>
          </li>
        ))}
        {parts.length > inBar ? (
          <li class="nav-more">
            <a href="/hq/more" aria-current={isBeyond ? 'page' : undefined}>
              <Icon name="more" />
              <span>{visit.t('moreTitle')}</span>
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

/** On every page, and under Ctrl K or ⌘K: sent by Enter, as what is typed may be a number of somebody's. */
function SearchField({ c }: { c: HqContext }) {
  const { t } = c.get('visit');
  return (
    <PostForm c={c} layout="find-field no-print" action="/hq/search">
      <Icon name="search" />
      <input
        type="search"
        name="text"
        required
        maxlength={40}
        autocomplete="off"
        aria-label={t('searchField')}
        aria-keyshortcuts="Control+K Meta+K"
        placeholder={t('searchField')}
        data-find
      />
    </PostForm>
  );
}

function LanguageSwitch({ visit }: { visit: Visit }) {
  const other = visit.language === 'zh' ? 'en' : 'zh';
  return (
    <a
      class="quiet"
      href={`/hq/language?to=${other}&back=${encodeURIComponent(visit.path)}`}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
    >
      {visit.t('otherLanguage')}
    </a>
  );
}

function SignOut({ c, name }: { c: HqContext; name: string }) {
  const visit = c.get('visit');
  return (
    <PostForm c={c} layout="sign-out" action="/hq/sign-out">
      <a class="who" href="/hq/sessions" title={visit.t('toSessions')}>
        {name}
      </a>
      <button class="quiet" type="submit">
        {visit.t('signOut')}
      </button>
    </PostForm>
  );
}
