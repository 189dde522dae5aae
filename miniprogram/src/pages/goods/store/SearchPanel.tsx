import type { Suggestion } from '@jindian/shared/contract/goods/storefront';
import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Row } from '../../../components/Row.tsx';
import { texts } from '../../../i18n/index.ts';
import { forgetSearches, searchHistory } from '../../../lib/search-history.ts';

/** So long after the last letter is asked what may be meant. */
const pauseMs = 200;

type Props = {
  locationId: string;
  typed: string;
  /** To tap on before anything is typed. */
  hotWords: readonly string[];
  onText: (text: string) => void;
  onCategory: (categoryId: string) => void;
  onProduct: (productId: string) => void;
};

/** Below the field while something is typed: what may be meant; before, what was searched for last. */
export function SearchPanel({ locationId, typed, hotWords, onText, onCategory, onProduct }: Props) {
  const { t, pick } = texts.use();
  const [history, setHistory] = useState(searchHistory);
  const suggestions = useSuggestions(locationId, typed.trim());

  if (typed.trim() === '') {
    if (history.length + hotWords.length === 0) return null;
    return (
      <View id="search-history" className="store__panel">
        {history.length > 0 ? (
          <View className="store__panel-head">
            <Text className="store__panel-title">{t('searchHistory')}</Text>
            <PlainButton
              id="search-forget"
              size="small"
              onTap={() => {
                forgetSearches();
                setHistory([]);
              }}
            >
              {t('searchForget')}
            </PlainButton>
          </View>
        ) : null}
        {history.map((text, index) => (
          <Row key={text} id={`search-again-${index}`} title={text} onTap={() => onText(text)} />
        ))}
        {hotWords.length > 0 ? (
          <>
            <View className="store__panel-head">
              <Text className="store__panel-title">{t('hotWords')}</Text>
            </View>
            <View id="hot-words" className="store__hot">
              {hotWords.map((text, index) => (
                <View
                  key={text}
                  id={`hot-${index}`}
                  className="store__hot-word"
                  ariaRole="button"
                  onClick={() => onText(text)}
                >
                  <Text>{text}</Text>
                </View>
              ))}
            </View>
          </>
        ) : null}
      </View>
    );
  }
  if (suggestions.length === 0) return null;
  return (
    <View id="search-suggestions" className="store__panel">
      {suggestions.map((one) => (
        <Row
          key={`${one.kind} ${one.id}`}
          id={`suggestion-${one.id.replace('.', '-')}`}
          title={pick(one.name)}
          {...(one.kind === 'category' ? { note: t('searchCategory') } : {})}
          onTap={() => (one.kind === 'category' ? onCategory(one.id) : onProduct(one.id))}
        />
      ))}
    </View>
  );
}

/** Suggestions are a help: without them one still searches. */
function useSuggestions(locationId: string, text: string): Suggestion[] {
  const [found, setFound] = useState<{ text: string; items: Suggestion[] }>({ text: '', items: [] });
  useEffect(() => {
    if (text === '') return;
    let stale = false;
    const timer = setTimeout(() => {
      call(endpoints.suggestProducts, { params: { locationId }, query: { text } }).then(
        ({ items }) => {
          if (!stale) setFound({ text, items });
        },
        () => undefined,
      );
    }, pauseMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [locationId, text]);
  return text === '' ? [] : found.items;
}
