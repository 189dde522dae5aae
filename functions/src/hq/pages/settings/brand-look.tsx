/** @jsxImportSource hono/jsx */
import { contrastOf, type Hex, isHex } from '@jindian/shared/design/colour';
import { textContrast, themeOf } from '@jindian/shared/design/tokens';
import type { Visit } from '../../visit.ts';

/** How a brand's colour is worn, and how well what stands on it is read. Drawn: no page has styles of its own. */
export function BrandLook({ visit, colour }: { visit: Visit; colour: string }) {
  if (!isHex(colour)) return null;
  const { t } = visit;
  const worn = themeOf(colour);
  const samples: readonly { words: string; ground: Hex; over: Hex }[] = [
    { words: t('lookAction'), ground: worn.action, over: worn.onAction },
    { words: t('lookText'), ground: worn.surface, over: worn.brandText },
    { words: t('lookWash'), ground: worn.brandWash, over: worn.brandText },
  ];
  const adjusted = worn.action !== colour || worn.onAction !== worn.surface;
  return (
    <div class="brand-look">
      <ul>
        {samples.map(({ words, ground, over }) => (
          <li>
            <svg viewBox="0 0 120 40" width="120" height="40" aria-hidden="true">
              <rect x="0.5" y="0.5" width="119" height="39" rx="9" fill={ground} stroke={worn.line} />
              <text x="60" y="25" text-anchor="middle" font-size="15" fill={over}>
                {t('lookSample')}
              </text>
            </svg>
            <span class="sub">{t('lookRatio', { words, ratio: contrastOf(over, ground).toFixed(1) })}</span>
          </li>
        ))}
      </ul>
      <small class="hint">
        {t(adjusted ? 'lookAdjusted' : 'lookAsIs', { colour, worn: worn.action, least: textContrast })}
      </small>
    </div>
  );
}
