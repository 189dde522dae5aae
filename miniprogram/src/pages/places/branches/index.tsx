import type { BranchesFound, BranchView, MapView } from '@jindian/shared/contract/goods/storefront';
import type { PointGcj02 } from '@jindian/shared/geo';
import { Image, Input, Text, View } from '@tarojs/components';
import { useCallback, useEffect, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { BranchOpenChip } from '../../../components/BranchBar.tsx';
import { Chip } from '../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { assetUrl } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { openingText, unusualDaysText } from '../../../lib/branch-words.ts';
import { useFar } from '../../../lib/use-far.ts';
import { loadMap } from '../../../lib/use-map.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { goBack } from '../../../lib/use-ticker.ts';
import { components, platform } from '../../../platform/index';
import { beginAtBranch, branchStore, enterBranch, enterBranchById, locate } from '../../../state/branch.ts';
import { notice } from '../../../state/questions.ts';
import './index.scss';

const { BranchMap } = components;
const nearbyRadiusMeters = 10_000;

/** Choosing a branch: the nearest, one on the map, or one by name. */
export default function BranchesPage() {
  const { t, pick, language } = texts.use();
  const { branch: current, point } = branchStore.use();
  const { farTo } = useFar();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [selectedId, setSelectedId] = useState<string | null>(current?.id ?? null);
  const [locating, setLocating] = useState(false);
  const middle: PointGcj02 | null = point ?? current;

  const found = useRemote(
    text
      ? () =>
          call(endpoints.searchBranches, {
            query: { text, ...(point ? { latGcj02: point.latGcj02, lngGcj02: point.lngGcj02 } : {}) },
          })
      : middle
        ? () =>
            call(endpoints.nearestBranches, {
              query: { latGcj02: middle.latGcj02, lngGcj02: middle.lngGcj02, limit: 10 },
            })
        : null,
    text ? `text ${text}` : middle ? `near ${middle.latGcj02} ${middle.lngGcj02}` : 'nothing',
  );
  const items = found.data?.items ?? [];
  const outcome = found.data && 'near' in found.data ? (found.data as BranchesFound) : null;
  const first = text ? items[0] : undefined;
  const mapCenter: PointGcj02 | null = first ?? middle;
  const { view, look } = useMapAround(mapCenter);

  // Opened first, by a link: nothing is known yet.
  useEffect(() => {
    void beginAtBranch();
  }, []);

  const enter = async (branch: BranchView) => {
    enterBranch(branch, true);
    goBack();
  };
  const enterSelected = async (locationId: string) => {
    setSelectedId(locationId);
    const listed = items.find((one) => one.id === locationId);
    if (listed) return;
    // On the map but not in the list: fetch what the list would show of it.
    try {
      await enterBranchById(locationId);
      goBack();
    } catch {
      notice(t('branchesNone'));
    }
  };
  const goToMe = async () => {
    setLocating(true);
    const where = await locate();
    setLocating(false);
    if (where === 'refused') notice(t('chooseBranchRefused'));
    else if (where === 'unavailable') notice(t('chooseBranchUnavailable'));
    else {
      setTyped('');
      setText('');
    }
  };

  return (
    <Screen title={t('branchesTitle')}>
      <View className="branches__search">
        <View className="branches__field">
          <Icon name="search" color="textFaint" size={36} />
          <Input
            id="branch-search"
            className="branches__input"
            value={typed}
            placeholder={t('branchesSearch')}
            placeholderClass="placeholder"
            confirmType="search"
            maxlength={40}
            onInput={(event) => {
              setTyped(event.detail.value);
              if (event.detail.value === '') setText('');
            }}
            onConfirm={(event) => setText(event.detail.value.trim())}
            onBlur={(event) => setText(event.detail.value.trim())}
          />
        </View>
        <PlainButton id="use-location" size="small" busy={locating} onTap={() => void goToMe()}>
          {t('branchesUseLocation')}
        </PlainButton>
      </View>
      {mapCenter ? (
        <BranchMap
          center={mapCenter}
          branches={view?.branches ?? []}
          outlines={view?.outlines ?? []}
          selectedId={selectedId}
          here={point}
          language={language}
          onSelect={(id) => void enterSelected(id)}
          onMove={look}
        />
      ) : null}
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.reload()} />
      ) : found.loading ? (
        <Skeleton kind="rows" />
      ) : !text && !middle ? (
        <Empty picture="place" title={t('chooseBranchTitle')} note={t('branchesStart')} />
      ) : items.length === 0 ? (
        <Empty picture="search" title={t('branchesNone')} note={t('branchesNoneNote')} />
      ) : (
        <View id="branch-list" className="branches__list">
          <Text className="branches__heading">
            {text && outcome?.near
              ? outcome.meant === null
                ? t('searchNear', { text })
                : t('searchMeant', { text, meant: outcome.meant })
              : t(text ? 'branchesFound' : 'branchesNearest')}
          </Text>
          {items.map((branch) => (
            <View
              key={branch.id}
              id={`branch-${branch.id}`}
              className={`branches__row ${branch.id === selectedId ? 'branches__row--on' : ''}`}
            >
              {branch.imagePath ? (
                <Image
                  className="branches__picture"
                  src={assetUrl(branch.imagePath, 200)}
                  mode="aspectFill"
                  lazyLoad
                />
              ) : null}
              <View className="branches__words" ariaRole="button" onClick={() => void enter(branch)}>
                <View className="branches__line">
                  <Text className="branches__name">{pick(branch.name)}</Text>
                  {branch.id === current?.id ? <Chip tone="progress">{t('currentBranch')}</Chip> : null}
                </View>
                <Text className="branches__address">{pick(branch.address)}</Text>
                <View className="branches__line">
                  <BranchOpenChip branch={branch} />
                  <Text className="branches__fact">{openingText(branch, t, platform.nowMs())}</Text>
                  <Days branch={branch} />
                  {farTo(branch) === '' ? null : <Text className="branches__fact">{farTo(branch)}</Text>}
                </View>
              </View>
              <View
                className="branches__go"
                id={`navigate-${branch.id}`}
                ariaRole="button"
                ariaLabel={t('branchesNavigate')}
                onClick={(event) => {
                  event.stopPropagation();
                  platform.openInMapApp({
                    point: branch,
                    name: pick(branch.name),
                    address: pick(branch.address),
                  });
                }}
              >
                <Icon name="route" color="link" size={40} />
                <Text className="branches__go-text">{t('branchesNavigate')}</Text>
              </View>
            </View>
          ))}
        </View>
      )}
    </Screen>
  );
}

/** Days soon that differ from the usual hours. */
function Days({ branch }: { branch: BranchView }) {
  const { language } = texts.use();
  const differ = unusualDaysText(branch.exceptions, language, platform.nowMs());
  return differ === '' ? null : <Text className="branches__fact">{differ}</Text>;
}

/** What is on the map: around where the page looks, then around where the person moved it. */
function useMapAround(center: PointGcj02 | null) {
  const [view, setView] = useState<MapView | null>(null);
  const look = useCallback((around: PointGcj02, radiusMeters: number) => {
    // The map is a help beside the list: without it the list still works.
    loadMap(around, radiusMeters).then(setView, () => undefined);
  }, []);
  const lat = center?.latGcj02;
  const lng = center?.lngGcj02;
  useEffect(() => {
    if (lat === undefined || lng === undefined) return;
    look({ latGcj02: lat, lngGcj02: lng }, nearbyRadiusMeters);
  }, [lat, lng, look]);
  return { view, look };
}
