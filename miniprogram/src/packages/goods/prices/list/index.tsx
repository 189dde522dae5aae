import type { BranchPrice, BranchPrices } from '@jindian/shared/contract/goods/branch-prices';
import { formatYuan, readYuan } from '@jindian/shared/money';
import { Input, Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useReachBottom, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { problemMessage } from '../../../../api/problem.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { SearchField } from '../../../../components/SearchField.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { branchPricesTexts } from '../../../../i18n/goods/branch-prices.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

const percent = (basisPoints: number) => String(basisPoints / 100);

/** Prices that a dealer's branch sets itself: what it has, and by a search what it may have. */
export default function BranchPricesPage() {
  const { t, pick } = branchPricesTexts.use();
  const { locationId = '' } = useRouter().params;
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<BranchPrice | null>(null);
  const paged = usePaged<BranchPrices>(
    (cursor) =>
      call(endpoints.getBranchPrices, {
        params: { locationId },
        query: { limit: 20, ...(cursor ? { cursor } : {}), ...(text ? { text } : {}) },
      }),
    `${locationId} ${text}`,
  );
  useReachBottom(() => void paged.more());
  usePullDownRefresh(() => {
    void paged.reload().finally(() => Taro.stopPullDownRefresh());
  });
  // While it is searched anew the field stays, with what was typed.
  const known = useRef<BranchPrices['band']>(null);
  if (paged.head) known.current = paged.head.band;
  const band = known.current;
  return (
    <Screen title={t('title')}>
      {band ? (
        <>
          <Text id="price-band" className="branch-prices__lead">
            {t('band', { below: percent(band.belowBasisPoints), above: percent(band.aboveBasisPoints) })}
          </Text>
          <SearchField id="price-search" placeholder={t('search')} onSearch={setText} />
        </>
      ) : paged.head ? (
        <Text id="price-band" className="branch-prices__lead">
          {t('noBand')}
        </Text>
      ) : null}
      {paged.head === null ? (
        paged.error ? (
          <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : paged.items.length === 0 ? (
        <Empty
          id="prices-empty"
          picture="search"
          title={t(text ? 'nothingFound' : 'none')}
          {...(band ? { note: t(text ? 'nothingFoundNote' : 'noneNote') } : {})}
        />
      ) : (
        <View className="card">
          {paged.items.map((item) => (
            <Row
              key={item.skuId}
              id={`price-${item.skuId}`}
              title={`${pick(item.title)} ${pick(item.skuName)}`}
              imagePath={item.imagePath}
              note={t('area', { price: formatYuan(item.areaFen) })}
              end={
                item.ownFen === null ? (
                  <Text className="branch-prices__set">{t('set')}</Text>
                ) : (
                  <Text className="branch-prices__own">{formatYuan(item.ownFen)}</Text>
                )
              }
              onTap={() => setChosen(item)}
            >
              {item.ownFen !== null && item.state !== 'applies' ? (
                <Chip tone="wait">{t(`state_${item.state}`)}</Chip>
              ) : null}
            </Row>
          ))}
        </View>
      )}
      {chosen ? (
        <PriceSheet
          locationId={locationId}
          item={chosen}
          mayHave={band !== null}
          onClose={() => setChosen(null)}
          onSaved={() => {
            setChosen(null);
            notice(t('saved'));
            void paged.reload();
          }}
        />
      ) : null}
    </Screen>
  );
}

function PriceSheet(props: {
  locationId: string;
  item: BranchPrice;
  mayHave: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { t, pick, language } = branchPricesTexts.use();
  const { locationId, item, mayHave, onClose, onSaved } = props;
  const [typed, setTyped] = useState(item.ownFen === null ? '' : String(item.ownFen / 100));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const send = async (body: { set?: { skuId: string; priceFen: number }[]; remove?: string[] }) => {
    setBusy(true);
    setFault(null);
    try {
      await call(endpoints.setBranchPrices, { params: { locationId }, body });
      onSaved();
    } catch (error) {
      setFault(problemMessage(error, language));
    } finally {
      setBusy(false);
    }
  };
  const save = () => {
    const priceFen = readYuan(typed);
    if (priceFen === null || priceFen < item.lowFen || priceFen > item.highFen)
      return setFault(t('between', { low: formatYuan(item.lowFen), high: formatYuan(item.highFen) }));
    void send({ set: [{ skuId: item.skuId, priceFen }] });
  };
  return (
    <Sheet
      id="price-sheet"
      title={`${pick(item.title)} ${pick(item.skuName)}`}
      note={`${t('area', { price: formatYuan(item.areaFen) })} · ${t('between', { low: formatYuan(item.lowFen), high: formatYuan(item.highFen) })}`}
      fault={fault === null ? null : { id: 'price-fault', text: fault }}
      onClose={onClose}
      actions={
        <>
          {item.ownFen === null ? null : (
            <PlainButton
              id="price-remove"
              grow
              disabled={busy}
              onTap={() => void send({ remove: [item.skuId] })}
            >
              {t('remove')}
            </PlainButton>
          )}
          {mayHave && item.state !== 'national' ? (
            <PlainButton
              id="price-save"
              kind="primary"
              grow
              busy={busy}
              disabled={typed.trim() === ''}
              onTap={save}
            >
              {t('save')}
            </PlainButton>
          ) : null}
        </>
      }
    >
      {mayHave && item.state !== 'national' ? (
        <Input
          id="price-input"
          className="branch-prices__input"
          type="digit"
          value={typed}
          maxlength={9}
          placeholder={t('own')}
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={save}
        />
      ) : null}
    </Sheet>
  );
}
