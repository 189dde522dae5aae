import type { PointGcj02 } from '@jindian/shared/geo';
import { View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ErrorState } from '../../../components/Empty.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Row } from '../../../components/Row.tsx';
import { Sheet } from '../../../components/Sheet.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { addressTexts } from '../../../i18n/people/addresses.ts';
import { useRemote } from '../../../lib/use-remote.ts';

export type ChosenRegion = { province: string; city: string; county: string; point: PointGcj02 };

type Props = { onChoose: (region: ChosenRegion) => void; onClose: () => void };

/** Province, city, county: for whoever has no map, or cannot find the place on it. */
export function RegionSheet({ onChoose, onClose }: Props) {
  const words = addressTexts.use();
  const [path, setPath] = useState<readonly string[]>([]);
  // As they were chosen, in the language of who chooses.
  const [shown, setShown] = useState<readonly string[]>([]);
  const [province, city] = path;
  const query = { ...(province ? { province } : {}), ...(city ? { city } : {}) };
  const list = useRemote(() => call(endpoints.listRegions, { query }), path.join('/'));

  const choose = async (name: string, word: string, point: PointGcj02 | null) => {
    if (province && city && point) return onChoose({ province, city, county: name, point });
    setShown((before) => [...before, word]);
    if (province) return setPath([province, name]);
    // Where a province is one city there is nothing to choose between.
    const cities = await call(endpoints.listRegions, { query: { province: name } }).catch(() => null);
    const [only] = cities?.items ?? [];
    setPath(only && cities?.items.length === 1 ? [name, only.name] : [name]);
  };
  const title = shown.join(' ');
  return (
    <Sheet
      id="region-sheet"
      title={title || words.t('regionTitle')}
      onClose={onClose}
      actions={
        path.length > 0 ? (
          <PlainButton
            id="region-back"
            grow
            onTap={() => {
              setPath([]);
              setShown([]);
            }}
          >
            {words.t('regionBack')}
          </PlainButton>
        ) : null
      }
    >
      {list.data ? (
        <View id="region-list" className="address-edit__regions">
          {list.data.items.map(({ name, nameEn, point }) => (
            <Row
              key={name}
              id={`region-${name}`}
              title={nameEn ?? name}
              {...(nameEn ? { note: name } : {})}
              onTap={() => void choose(name, nameEn ?? name, point)}
            />
          ))}
        </View>
      ) : list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.reload()} />
      ) : (
        <Skeleton kind="rows" count={4} />
      )}
    </Sheet>
  );
}
