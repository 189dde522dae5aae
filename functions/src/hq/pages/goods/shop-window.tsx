/** @jsxImportSource hono/jsx */
import { provinces, shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import {
  isShownAt,
  maxSectionProducts,
  type ShopWindow,
  type Shown,
  windowParts,
} from '@jindian/shared/contract/goods/shop-window';
import { brandDateTime, formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { pickedText } from '../../forms/picked.ts';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { documentPages, type Edited } from '../../policies/document-page.tsx';
import { Picker } from '../../ui/picker.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { PictureBox } from './pictures.tsx';
import { keyOf, readWindow, rowCount, timeFrom, type WindowPart } from './shop-window-form.ts';
import { WindowPreview } from './shop-window-preview.tsx';

const base = '/hq/shop-window';
const timeText = (atMs: number | null) => (atMs === null ? '' : brandDateTime(atMs));
const titles = {
  banners: 'windowBanners',
  sections: 'windowSections',
  hotWords: 'windowHotWords',
  categories: 'windowCategories',
} as const satisfies Record<WindowPart, Word>;
const hints = {
  banners: 'windowBannersHint',
  sections: 'windowSectionsHint',
  hotWords: 'windowHotWordsHint',
  categories: 'windowCategoriesHint',
} as const satisfies Record<WindowPart, Word>;

type NameOf = Awaited<ReturnType<HqDeps['kindNamer']>>;
type Entry = Shown & Record<string, unknown>;

/** What the app begins with, is searched for and is ordered by, in each region and at each time. */
export function shopWindowPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'shopWindow' | 'kindNamer' | 'network' | 'clock'>,
  forms: FormRegistry,
): void {
  /** Which province and moment the preview is of. */
  async function previewOf(c: HqContext, edited: ShopWindow) {
    const asked = provinces.find((one) => one === c.req.query('province'));
    const first = (await deps.network.current()).locations[0]?.province ?? '';
    const province = asked ?? provinces.find((one) => one === shortProvinceName(first)) ?? provinces[0];
    const atMs = timeFrom(c.req.query('at') ?? '') ?? deps.clock.nowMs();
    return { province, atMs, ...(await deps.shopWindow.preview(edited, province, atMs)) };
  }

  documentPages<ShopWindow>(hq, forms, deps, '/shop-window', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    return {
      document: deps.shopWindow,
      base,
      options: {
        title: t('windowTitle'),
        place: 'products',
        backTo: { href: '/hq/products', text: t('productsTitle') },
      },
      lead: <p class="page-lead">{t('windowLead')}</p>,
      card: { id: 'window', title: () => t('windowTitle') },
      fields: async (about) => (
        <WindowFields {...about} nameOf={await deps.kindNamer()} nowMs={deps.clock.nowMs()} />
      ),
      below: async ({ edited }) => (
        <WindowPreview visit={visit} base={base} {...(await previewOf(c, edited))} />
      ),
      async shown(_, content) {
        const nameOf = await deps.kindNamer();
        return windowParts.map((part) => (
          <>
            <h3>{t(titles[part])}</h3>
            <ol>
              {entriesOf(content, part).map((one) => (
                <li>{saidOf(visit, part, one, nameOf)}</li>
              ))}
            </ol>
          </>
        ));
      },
      read(_, fields) {
        const read = readWindow(fields);
        if ('content' in read) return read;
        const { part, row, word } = read.bad;
        return new NotAsked(t('windowBadRow', { part: t(titles[part]), row: row + 1, what: t(word) }));
      },
    };
  });
}

const entriesOf = (content: ShopWindow, part: WindowPart) => content[part] as readonly Entry[];

function keyText(part: WindowPart, one: Entry, { language }: Visit, nameOf: NameOf): string {
  const key = String(one[keyOf[part]]);
  return part === 'hotWords' ? key : (nameOf(key)?.[language] ?? key);
}

/** `Berries · Shanghai · 2026-12-01 00:00 – 2026-12-08 00:00` */
function saidOf(visit: Visit, part: WindowPart, one: Entry, nameOf: NameOf): string {
  const { t } = visit;
  const times =
    one.fromMs === null && one.untilMs === null
      ? ''
      : t('windowTimes', {
          from: one.fromMs === null ? '' : formatBrandTime(one.fromMs),
          until: one.untilMs === null ? '' : formatBrandTime(one.untilMs),
        });
  return [keyText(part, one, visit, nameOf), one.provinces.join('、'), times].filter(Boolean).join(' · ');
}

function WindowFields(about: Edited<ShopWindow> & { nameOf: NameOf; nowMs: number }) {
  const { c, edited, fault } = about;
  const { t } = c.get('visit');
  return windowParts.map((part) => {
    const entries = entriesOf(edited, part);
    const count = rowCount(part, entries.length, fault?.fields ?? null);
    return (
      <fieldset class="block">
        <legend>{t(titles[part])}</legend>
        <small class="hint">{t(hints[part])}</small>
        {Array.from({ length: count }, (_, row) => (
          <WindowRow {...about} part={part} row={row} entry={entries[row] ?? null} />
        ))}
      </fieldset>
    );
  });
}

function WindowRow(
  props: Edited<ShopWindow> & {
    part: WindowPart;
    row: number;
    entry: Entry | null;
    nameOf: NameOf;
    nowMs: number;
  },
) {
  const { c, part, row, entry, fault, nameOf, nowMs } = props;
  const visit = c.get('visit');
  const { t, code, language } = visit;
  const name = (field: string) => `${part}.${row}.${field}`;
  const at = (field: string, otherwise: string) => typed(fault, name(field), otherwise);
  const picked = (id: string) => pickedText(nameOf(id)?.[language] ?? id, id);
  const key = keyOf[part];
  const present = entry === null ? '' : String(entry[key]);
  const head =
    entry === null
      ? t('windowAdd', { number: row + 1 })
      : `${row + 1}. ${saidOf(visit, part, entry, nameOf)}`;
  return (
    <details open={entry === null && fault !== null && at(key, '') !== ''}>
      <summary>
        {head}
        {entry === null ? null : <span class="muted"> · {code('windowState', stateOf(entry, nowMs))}</span>}
      </summary>
      <div class="field-grid">
        {part === 'hotWords' ? (
          <label class="field">
            <span>{t('windowWord')}</span>
            <input name={name('text')} value={at('text', present)} maxlength={12} autocomplete="off" />
          </label>
        ) : (
          <Picker
            name={name(key)}
            of={part === 'banners' ? 'kinds' : 'categories'}
            label={t(part === 'banners' ? 'windowTarget' : 'windowCategory')}
            value={at(key, present === '' ? '' : picked(present))}
          />
        )}
        <label class="field">
          <span>{t('windowPlace')}</span>
          <input
            name={name('place')}
            value={at('place', String(row + 1))}
            inputmode="numeric"
            maxlength={2}
            autocomplete="off"
          />
        </label>
      </div>
      {part === 'banners' || part === 'sections' ? (
        <div class="field-pair">
          {(['zh', 'en'] as const).map((one) => (
            <label class="field">
              <span>{t(one === 'zh' ? 'windowTitleZh' : 'windowTitleEn')}</span>
              <input
                name={name(`title.${one}`)}
                value={at(
                  `title.${one}`,
                  (entry?.title as ShopWindow['banners'][number]['title'])?.[one] ?? '',
                )}
                maxlength={40}
                autocomplete="off"
              />
            </label>
          ))}
        </div>
      ) : null}
      {part === 'banners' ? (
        <PictureBox
          c={c}
          name={name('imagePath')}
          legend={t('windowPicture')}
          label={t('productPicturePaths')}
          hint={t('windowPictureHint')}
          lines={at('imagePath', String(entry?.imagePath ?? ''))}
          max={1}
        />
      ) : null}
      {part === 'sections' ? (
        <SectionProducts
          visit={visit}
          name={name('products')}
          ids={(entry?.productIds as string[] | undefined) ?? []}
          fault={fault}
          picked={picked}
        />
      ) : null}
      <div class="field-grid">
        <label class="field">
          <span>{t('windowProvinces')}</span>
          <input
            name={name('provinces')}
            value={at('provinces', (entry?.provinces ?? []).join('、'))}
            maxlength={160}
            autocomplete="off"
          />
        </label>
        <TimeField
          label={t('windowFrom')}
          name={name('from')}
          value={at('from', timeText(entry?.fromMs ?? null))}
        />
        <TimeField
          label={t('windowUntil')}
          name={name('until')}
          value={at('until', timeText(entry?.untilMs ?? null))}
        />
      </div>
    </details>
  );
}

function TimeField({ label, name, value }: { label: string; name: string; value: string }): Child {
  return (
    <label class="field">
      <span>{label}</span>
      <input name={name} type="datetime-local" value={value} />
    </label>
  );
}

function SectionProducts(props: {
  visit: Visit;
  name: string;
  ids: readonly string[];
  fault: FormFault | null;
  picked(id: string): string;
}) {
  const { visit, name, ids, fault, picked } = props;
  const shown = (fault?.fields.all(name) ?? ids.map(picked)).filter((text) => text.trim() !== '');
  return (
    <fieldset class="field field-picks">
      <legend>{visit.t('windowProducts')}</legend>
      <div class="field-grid">
        {Array.from({ length: Math.min(maxSectionProducts, shown.length + 2) }, (_, nth) => (
          <Picker
            name={name}
            nth={nth}
            of="kinds"
            label={`${visit.t('windowProducts')} ${nth + 1}`}
            value={shown[nth] ?? ''}
            unseenLabel
          />
        ))}
      </div>
    </fieldset>
  );
}

/** Whether it is shown by now, wherever it is. */
function stateOf(shown: Shown, nowMs: number): 'shown' | 'to_come' | 'ended' {
  if (isShownAt({ ...shown, provinces: [] }, '', nowMs)) return 'shown';
  return shown.untilMs !== null && nowMs >= shown.untilMs ? 'ended' : 'to_come';
}
