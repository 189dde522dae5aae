import { useEffect, useState } from 'react';
import { holdFocus } from './focus.ts';
import { h5Texts } from './texts.ts';
import './pictures-sheet.scss';

type Props = { urls: readonly string[]; first: string; answer: (value: null) => void };

/** Pictures as large as the screen, pushed aside with a finger; a tap makes one twice as large, to be moved about. */
export function PicturesSheet({ urls, first, answer }: Props) {
  const { t } = h5Texts.use();
  const [large, setLarge] = useState<string | null>(null);
  useEffect(() => {
    document
      .getElementById(`large-${urls.indexOf(first)}`)
      ?.scrollIntoView({ inline: 'start', block: 'nearest' });
    return holdFocus('pictures', () => answer(null));
  }, [urls, first, answer]);
  useEffect(() => {
    if (large === null) return;
    const box = document.getElementById(`large-${urls.indexOf(large)}`);
    box?.scrollTo(box.clientWidth / 2, box.clientHeight / 2);
  }, [urls, large]);
  return (
    <section id="pictures" className="h5-pictures" role="dialog" aria-modal="true" aria-label={t('pictures')}>
      <div className="h5-pictures__strip">
        {urls.map((url, index) => (
          <div key={url} id={`large-${index}`} className="h5-pictures__one">
            <button
              type="button"
              tabIndex={0}
              className={`h5-pictures__zoom ${large === url ? 'h5-pictures__zoom--large' : ''}`}
              aria-pressed={large === url}
              aria-label={`${t('pictureLarger')} ${index + 1}`}
              onClick={() => setLarge(large === url ? null : url)}
            >
              <img src={url} alt="" />
            </button>
          </div>
        ))}
      </div>
      <button
        id="pictures-close"
        type="button"
        tabIndex={0}
        className="h5-button h5-pictures__close"
        onClick={() => answer(null)}
      >
        {t('close')}
      </button>
    </section>
  );
}
