import { Input, View } from '@tarojs/components';
import { useEffect, useRef, useState } from 'react';
import { texts } from '../i18n/index.ts';
import { Icon } from './Icon.tsx';
import './search-field.scss';

/** So long after the last key nobody is typing any more. */
const pauseMs = 400;

type Props = { id: string; placeholder: string; onSearch: (text: string) => void; digits?: boolean };

/** A field that searches when its person stops typing, and one tap that empties it. */
export function SearchField({ id, placeholder, onSearch, digits = false }: Props) {
  const { t } = texts.use();
  const [typed, setTyped] = useState('');
  const told = useRef('');
  const tell = useRef(onSearch);
  tell.current = onSearch;
  const search = (text: string) => {
    const wanted = text.trim();
    if (wanted === told.current) return;
    told.current = wanted;
    tell.current(wanted);
  };
  const searchRef = useRef(search);
  searchRef.current = search;
  useEffect(() => {
    const timer = setTimeout(() => searchRef.current(typed), typed === '' ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <View className="search-field">
      <Icon name="search" color="textFaint" size={36} />
      <Input
        id={id}
        className="search-field__input"
        value={typed}
        placeholder={placeholder}
        placeholderClass="placeholder"
        confirmType="search"
        maxlength={40}
        type={digits ? 'number' : 'text'}
        onInput={(event) => setTyped(event.detail.value)}
        onConfirm={(event) => search(event.detail.value)}
      />
      {typed === '' ? null : (
        <View
          id={`${id}-clear`}
          className="search-field__clear"
          ariaRole="button"
          ariaLabel={t('clear')}
          onClick={() => setTyped('')}
        >
          <Icon name="cross" color="textFaint" size={32} />
        </View>
      )}
    </View>
  );
}
