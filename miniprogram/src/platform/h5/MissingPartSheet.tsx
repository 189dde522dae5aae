import { useEffect } from 'react';
import { h5Texts } from './texts.ts';

/** Says that a page did not come, and asks for it again: on a tap, or as soon as there is a network. */
export function MissingPartSheet(props: { canStay: boolean; answer: (again: true | null) => void }) {
  const { canStay, answer } = props;
  const { t } = h5Texts.use();
  useEffect(() => {
    const again = () => answer(true);
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [answer]);
  return (
    <div className="h5-shade">
      <section id="missing-part" className="h5-card" role="alertdialog" aria-label={t('partTitle')}>
        <h2 className="h5-card__title">{t('partTitle')}</h2>
        <p className="h5-card__note">{t(navigator.onLine ? 'partNote' : 'partOffline')}</p>
        <button
          id="missing-part-again"
          type="button"
          className="h5-button h5-button--pay"
          onClick={() => answer(true)}
        >
          {t('partAgain')}
        </button>
        {canStay ? (
          <button
            id="missing-part-back"
            type="button"
            className="h5-button h5-button--plain"
            onClick={() => answer(null)}
          >
            {t('partBack')}
          </button>
        ) : null}
      </section>
    </div>
  );
}
