import { h5Texts } from './texts.ts';

export function NoticeSheet({ text, answer }: { text: string; answer: (value: null) => void }) {
  const { t } = h5Texts.use();
  return (
    <div className="h5-shade">
      <section className="h5-card" role="dialog" aria-label={text}>
        <p className="h5-card__note h5-card__note--wide">{text}</p>
        <button
          id="notice-ok"
          type="button"
          className="h5-button h5-button--pay"
          onClick={() => answer(null)}
        >
          {t('ok')}
        </button>
      </section>
    </div>
  );
}
