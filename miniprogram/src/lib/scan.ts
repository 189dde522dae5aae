import { readScannedText } from '@jindian/shared/qr-text';
import Taro from '@tarojs/taro';
import { problemMessage } from '../api/problem.ts';
import { texts } from '../i18n/index.ts';
import { platform } from '../platform/index';
import { brandStore } from '../state/brand.ts';
import { openSharePath } from '../state/came-by.ts';
import { languageStore } from '../state/language.ts';
import { notice } from '../state/questions.ts';
import { passScanned } from '../state/scanned.ts';

export function noticeProblem(error: unknown): void {
  notice(problemMessage(error, languageStore.get()));
}

/** WeChat refuses to draw a longer text on a button of its question. */
const maxButtonChars = 4;

/** Asks yes or no. Words that are too long for a button become a plain yes or no. */
export async function ask(content: string, confirmText: string, cancelText: string): Promise<boolean> {
  const isChinese = languageStore.get() === 'zh';
  const fitting = (text: string, plain: string) => ([...text].length > maxButtonChars ? plain : text);
  const { confirm } = await Taro.showModal({
    title: '',
    content,
    confirmText: fitting(confirmText, isChinese ? '确定' : 'Yes'),
    cancelText: fitting(cancelText, isChinese ? '取消' : 'No'),
    confirmColor: brandStore.get().theme.brandText,
  });
  return confirm;
}

/** The shopper's scan button: a code of ours leads to its page, anything else is explained. */
export async function scanAndOpen(): Promise<void> {
  const raw = await platform.scan();
  if (raw === null) return;
  const t = texts.now();
  const read = readScannedText(raw);
  if (read.kind === 'code') await Taro.navigateTo({ url: `/pages/selling/entry/index?code=${read.code}` });
  else if (read.kind === 'share') await Taro.navigateTo({ url: openSharePath(read.shareId) });
  else if (read.kind === 'invitation')
    await Taro.navigateTo({ url: `/packages/people/invitation/accept/index?code=${read.code}` });
  else if (read.kind === 'pickup') notice(t('scanIsPickup'));
  else if (read.kind === 'hq_sign_in' || read.kind === 'desk_sign_in') {
    passScanned(raw);
    await Taro.navigateTo({ url: '/packages/people/hq/sign-in/index' });
  } else notice(t('scanNotOurs'));
}
