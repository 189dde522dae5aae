import type { SuggestedPlace } from '@jindian/shared/contract/places/addresses';
import type { PointGcj02 } from '@jindian/shared/geo';
import { Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Row } from '../../../components/Row.tsx';
import { addressTexts } from '../../../i18n/people/addresses.ts';
import { type ChosenRegion, RegionSheet } from './RegionSheet.tsx';
import { useSuggestions } from './use-suggestions.ts';

type Props = {
  /** Where suggestions begin. */
  near: PointGcj02 | null;
  onPick: (place: SuggestedPlace) => void;
  onRegion: (region: ChosenRegion) => void;
  onMap: () => void;
  /** A whole address was pasted. */
  onRead: (text: string) => Promise<void>;
};

/** Three ways to a place: its name, the map, and lists of regions. */
export function AddressFinder({ near, onPick, onRegion, onMap, onRead }: Props) {
  const words = addressTexts.use();
  const [text, setText] = useState('');
  const [choosing, setChoosing] = useState(false);
  const typed = text.trim();
  // What has a number in it, or runs on, is a whole address: there is nothing to suggest for it.
  const isWhole = /\d[\d\s-]{6,}\d|[,，;；\n]/.test(typed) && typed.length > 10;
  const found = useSuggestions(isWhole ? '' : typed, near);
  const [reading, setReading] = useState(false);
  const read = async () => {
    setReading(true);
    await onRead(typed);
    setReading(false);
    setText('');
  };

  const note =
    found.text === null || found.text !== typed
      ? null
      : found.service === 'unavailable'
        ? words.t('addressSearchAway')
        : found.service === 'ready' && found.items.length === 0
          ? words.t('addressSearchNone')
          : null;
  return (
    <View className="card address-edit">
      <Textarea
        id="address-search"
        className="address-edit__input address-edit__input--tall"
        value={text}
        maxlength={200}
        autoHeight
        placeholder={words.t('addressSearchPlaceholder')}
        placeholderClass="placeholder"
        onInput={(event) => setText(event.detail.value)}
      />
      {note ? (
        <Text id="address-search-note" className="address-edit__hint" ariaRole="status">
          {note}
        </Text>
      ) : null}
      {isWhole || typed.length > 16 ? (
        <PlainButton id="address-read" size="small" kind="dark" busy={reading} onTap={() => void read()}>
          {words.t('addressRead')}
        </PlainButton>
      ) : null}
      {typed && !isWhole && found.items.length > 0 ? (
        <View id="address-suggestions">
          {found.items.map((place) => (
            <Row
              key={place.id}
              id={`suggestion-${place.id}`}
              title={place.title}
              note={place.address}
              onTap={() => {
                setText('');
                onPick(place);
              }}
            />
          ))}
        </View>
      ) : null}
      <View className="address-edit__ways">
        <PlainButton id="address-on-map" size="small" onTap={onMap}>
          {words.t('addressOnMap')}
        </PlainButton>
        <PlainButton id="address-region" size="small" onTap={() => setChoosing(true)}>
          {words.t('addressByRegion')}
        </PlainButton>
      </View>
      {choosing ? (
        <RegionSheet
          onClose={() => setChoosing(false)}
          onChoose={(region) => {
            setChoosing(false);
            onRegion(region);
          }}
        />
      ) : null}
    </View>
  );
}
