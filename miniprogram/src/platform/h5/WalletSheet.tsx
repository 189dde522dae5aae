import { formatYuan } from '@jindian/shared/money';
import { useState } from 'react';
import { h5Texts } from './texts.ts';

type Props = {
  amountFen: number;
  title: string;
  pay: (accept: boolean) => Promise<boolean>;
  answer: (outcome: 'paid' | 'cancelled' | 'unknown' | null) => void;
};

/** What WeChat's wallet shows between requestPayment and its answer. */
export function WalletSheet({ amountFen, title, pay, answer }: Props) {
  const { t } = h5Texts.use();
  const [busy, setBusy] = useState(false);
  const decide = async (accept: boolean) => {
    setBusy(true);
    try {
      const done = await pay(accept);
      answer(!accept ? 'cancelled' : done ? 'paid' : 'unknown');
    } catch {
      answer(accept ? 'unknown' : 'cancelled');
    }
  };
  return (
    <div className="h5-shade">
      <section className="h5-card" role="dialog" aria-label={t('walletTitle')}>
        <h2 className="h5-card__title">{t('walletTitle')}</h2>
        <p className="h5-card__note">{title}</p>
        <p className="h5-card__amount">{formatYuan(amountFen)}</p>
        <button
          id="pay-confirm"
          type="button"
          className="h5-button h5-button--pay"
          disabled={busy}
          onClick={() => decide(true)}
        >
          {busy ? t('walletBusy') : t('walletPay')}
        </button>
        <button
          id="pay-cancel"
          type="button"
          className="h5-button h5-button--plain"
          disabled={busy}
          onClick={() => decide(false)}
        >
          {t('walletCancel')}
        </button>
        <p className="h5-card__hint">{t('walletHint')}</p>
      </section>
    </div>
  );
}
