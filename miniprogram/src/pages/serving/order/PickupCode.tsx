import { call, endpoints } from '../../../api/client.ts';
import { CodeCard } from '../../../components/CodeCard.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { usePersonas } from '../../../components/use-personas.ts';
import { texts } from '../../../i18n/index.ts';
import { platform } from '../../../platform/index';
import { notice } from '../../../state/questions.ts';

/** The shopper's own code. Handed over or called off meanwhile: the order says so itself. */
export function PickupCode({ orderId, onGone }: { orderId: string; onGone: () => void }) {
  const { t } = texts.use();
  // On the local system one person plays shopper and clerk on one screen, which cannot scan itself.
  const personas = usePersonas();
  const copy = async (code: string) => {
    await platform.copyText(code);
    notice(t('copied'));
  };
  return (
    <CodeCard
      ask={() => call(endpoints.getPickupCode, { params: { orderId } })}
      goneWith={['transition_refused']}
      onGone={onGone}
    >
      {(code) =>
        personas.length > 0 ? (
          <PlainButton id="copy-pickup-code" size="small" onTap={() => void copy(code)}>
            {t('copyCode')}
          </PlainButton>
        ) : null
      }
    </CodeCard>
  );
}
