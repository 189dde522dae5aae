/** @jsxImportSource hono/jsx */
import { leafCategories } from '@jindian/shared/category-tree';
import { provinces } from '@jindian/shared/contract/goods/catalog';
import { pictureAddress } from '@jindian/shared/picture-address';
import { brandDateTime } from '@jindian/shared/time';
import type { HqDeps } from '../../deps.ts';
import { Card, Money } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';

type Preview = Awaited<ReturnType<HqDeps['shopWindow']['preview']>> & { province: string; atMs: number };

/** The home of the app on a phone, as the draft would have it in a province at a moment. */
export function WindowPreview(props: Preview & { visit: Visit; base: string }) {
  const { visit, base, home, categories, province, atMs } = props;
  const { t, language } = visit;
  return (
    <Card id="preview" title={t('windowPreview')} lead={t('windowPreviewLead')}>
      <form class="inline-form" method="get" action={`${base}#preview`}>
        <label class="field">
          <span>{t('windowPreviewProvince')}</span>
          <select name="province">
            {provinces.map((one) => (
              <option value={one} selected={one === province}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('windowPreviewAt')}</span>
          <input name="at" type="datetime-local" value={brandDateTime(atMs)} />
        </label>
        <button class="button is-plain is-small" type="submit">
          {t('windowPreviewShow')}
        </button>
      </form>
      <div class="phone-frame">
        <p class="phone-search">
          {home.hotWords.length === 0 ? t('windowNoWords') : home.hotWords.join(' · ')}
        </p>
        <ul class="phone-chips">
          {leafCategories(categories).map(({ name }) => (
            <li>{name[language]}</li>
          ))}
        </ul>
        <ul class="phone-strip">
          {home.banners.map((banner) => {
            const [title, note, imagePath] =
              banner.kind === 'product'
                ? [banner.card.title, banner.card.subtitle[language], banner.card.imagePath]
                : [banner.category.name, t('windowAllOf'), banner.imagePath];
            return (
              <li class="phone-banner">
                <div>
                  <strong>{title[language]}</strong>
                  <span>{note}</span>
                </div>
                <img src={pictureAddress(imagePath, 400)} alt="" width={104} height={96} loading="lazy" />
              </li>
            );
          })}
        </ul>
        {home.sections.map(({ category, items }) => (
          <section>
            <h3>{category.name[language]}</h3>
            <ul class="phone-strip">
              {items.map((card) => (
                <li class="phone-tile">
                  <img
                    src={pictureAddress(card.imagePath, 200)}
                    alt=""
                    width={88}
                    height={88}
                    loading="lazy"
                  />
                  <span>{card.title[language]}</span>
                  <Money fen={card.fromPriceFen} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Card>
  );
}
