import type { Page } from '@jindian/shared/contract/common';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { type ReactNode, useRef } from 'react';
import { texts } from '../i18n/index.ts';
import type { Paged } from '../lib/use-remote.ts';
import { ErrorState } from './Empty.tsx';
import { Skeleton } from './Skeleton.tsx';
import './list-of.scss';

type Props<Item, Head extends Page<Item>> = {
  id: string;
  paged: Paged<Item, Head>;
  className?: string;
  /** What stands there when there is nothing. */
  empty: ReactNode;
  children: (item: Item) => ReactNode;
};

/**
 * The list of a page: what is coming in its shape, what failed by its cause with a way on, nothing, or the rows; the next
 * page where the screen ends. It is read again when it is pulled down and when one comes back to it.
 */
export function ListOf<Item, Head extends Page<Item>>(props: Props<Item, Head>) {
  const { id, paged, className = '', empty, children } = props;
  const { t } = texts.use();
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void paged.reload();
    seen.current = true;
  });
  useReachBottom(() => void paged.more());
  usePullDownRefresh(() => {
    void paged.reload().finally(() => Taro.stopPullDownRefresh());
  });
  if (paged.items.length > 0) {
    return (
      <>
        <View id={id} className={className}>
          {paged.items.map(children)}
        </View>
        {paged.error && !paged.loading ? (
          <ErrorState error={paged.error} onRetry={() => void paged.more()} />
        ) : (
          <Text className="list-of__end">{paged.done ? t('noMore') : t('loading')}</Text>
        )}
      </>
    );
  }
  if (paged.error) return <ErrorState error={paged.error} onRetry={() => void paged.reload()} />;
  return paged.loading ? <Skeleton kind="rows" /> : empty;
}
