import type { Language } from '@jindian/shared/contract/common';
import Taro from '@tarojs/taro';
import { readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';

const isLanguage = (value: unknown): value is Language => value === 'zh' || value === 'en';

function systemLanguage(): Language {
  try {
    const name = Taro.getAppBaseInfo().language ?? 'zh';
    return /^zh/i.test(name) ? 'zh' : 'en';
  } catch {
    return 'zh';
  }
}

/** The system's language until the person chooses one. */
export const languageStore = createStore<Language>(readStored('language', isLanguage) ?? systemLanguage());

export function chooseLanguage(language: Language): void {
  writeStored('language', language);
  languageStore.set(language);
}
