import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import { useEffect } from 'react';
import { call, endpoints } from '../api/client.ts';
import { problemMessage } from '../api/problem.ts';
import { texts } from '../i18n/index.ts';
import { skuOf } from '../lib/sku-choice.ts';
import { lineOf, orderedAt, priceOf } from '../lib/sku-line.ts';
import { canBeHad } from '../lib/sku-ways.ts';
import { useRemote } from '../lib/use-remote.ts';
import { useChoice, useWays } from '../lib/use-ways.ts';
import { HadLine } from '../pages/goods/product/HadLine.tsx';
import { Options } from '../pages/goods/product/Options.tsx';
import { addLine } from '../state/cart.ts';
import { PlainButton } from './PlainButton.tsx';
import { PriceText } from './PriceText.tsx';
import { Sheet } from './Sheet.tsx';

type Props = { locationId: string; productId: string; onClose: () => void };

/** Puts a product into the cart from its card: what comes in one kind at once, of the rest one is chosen first. */
export function AddSheet({ locationId, productId, onClose }: Props) {
  const { t, language } = texts.use();
  const remote = useRemote(
    () => call(endpoints.getProductAtBranch, { params: { locationId, productId } }),
    `${locationId} ${productId}`,
  );
  if (remote.data) return <Chooser view={remote.data} onClose={onClose} />;
  if (!remote.error) return null;
  return (
    <Sheet
      id="add-sheet"
      title={t('addToCart')}
      onClose={onClose}
      fault={{ id: 'add-fault', text: problemMessage(remote.error, language) }}
      actions={
        <PlainButton id="add-retry" grow onTap={() => void remote.reload()}>
          {t('retry')}
        </PlainButton>
      }
    />
  );
}

function Chooser({ view, onClose }: { view: ProductAtBranch; onClose: () => void }) {
  const { t, pick } = texts.use();
  const { product } = view;
  const { had: hadOf, today, failed, reload } = useWays(view);
  const [choice, setChoice] = useChoice(view, hadOf);
  const sku = skuOf(product, choice);
  const had = sku ? hadOf(sku.id) : ({ by: 'nobody' } as const);
  const add = () => {
    const line = lineOf(view, sku, had, 1);
    if (!line) return;
    addLine(orderedAt(view, had), line);
    onClose();
  };
  const isPlain = product.skus.length === 1 && (had.by === 'here' || had.by === 'delivery');
  // Nothing to choose, so nothing to ask.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as soon as it is known that somebody has it
  useEffect(() => {
    if (isPlain) add();
  }, [isPlain]);
  if (isPlain) return null;
  return (
    <Sheet
      id="add-sheet"
      title={pick(product.title)}
      onClose={onClose}
      actions={
        <>
          <PlainButton id="add-close" onTap={onClose}>
            {t('close')}
          </PlainButton>
          <PlainButton id="add-done" kind="primary" grow disabled={!canBeHad(had)} onTap={add}>
            {t('addToCart')}
          </PlainButton>
        </>
      }
    >
      <PriceText id="add-price" amountFen={priceOf(view, sku, had)} size="large" />
      <Options product={product} had={hadOf} choice={choice} onChoose={setChoice} />
      <HadLine view={view} had={had} today={today} failed={failed} onRetry={() => void reload()} />
    </Sheet>
  );
}
