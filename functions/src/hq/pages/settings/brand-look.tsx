/** @jsxImportSource hono/jsx */
import { isHex } from '@jindian/shared/design/colour';
import { leastContrast, ratioOf, wornColours } from '../../client/brand-look.ts';
import type { Visit } from '../../visit.ts';

/** How a brand's colour is worn, and how well what stands on it is read. Drawn: no page has styles of its own. */
export function BrandLook({ visit, colour }: { visit: Visit; colour: string }) {
  if (!isHex(colour)) return null;
  const { t } = visit;
  const { samples, adjusted, action, line } = wornColours(colour);
  const names = [t('lookAction'), t('lookText'), t('lookWash')];
  // What the script fills in while another colour is being chosen.
  const open = { words: '{words}', ratio: '{ratio}', colour: '{colour}', worn: '{worn}', least: '{least}' };
  const words = {
    ratio: t('lookRatio', open),
    asIs: t('lookAsIs', open),
    adjusted: t('lookAdjusted', open),
  };
  return (
    <div class="brand-look" data-brand-look data-words={JSON.stringify(words)}>
      <ul>
        {samples.map((sample, nth) => (
          <li data-words={names[nth]}>
            <svg viewBox="0 0 120 40" width="120" height="40" aria-hidden="true">
              <rect x="0.5" y="0.5" width="119" height="39" rx="9" fill={sample[0]} stroke={line} />
              <text x="60" y="25" text-anchor="middle" font-size="15" fill={sample[1]}>
                {t('lookSample')}
              </text>
            </svg>
            <span class="sub">{t('lookRatio', { words: names[nth] ?? '', ratio: ratioOf(sample) })}</span>
          </li>
        ))}
      </ul>
      <small class="hint">
        {t(adjusted ? 'lookAdjusted' : 'lookAsIs', { colour, worn: action, least: leastContrast })}
      </small>
    </div>
  );
}
