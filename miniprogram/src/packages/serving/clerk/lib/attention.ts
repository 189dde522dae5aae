import { messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import Taro from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { readStored, writeStored } from '../../../../lib/storage.ts';
import { createStore } from '../../../../lib/store.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import chime from '../assets/chime.wav';

const storageKey = 'clerk.silent';
let sound: Taro.InnerAudioContext | null = null;

/** Whether a new order is heard, as chosen on this phone. */
export const soundStore = createStore<boolean>(
  readStored(storageKey, (value): value is true => value === true) === null,
);

function play(): void {
  try {
    sound ??= Taro.createInnerAudioContext();
    sound.src = chime;
    sound.stop();
    void Promise.resolve(sound.play() as unknown).catch(() => undefined);
  } catch {
    // A browser that was not touched yet plays nothing.
  }
}

/** Turned on, it is heard at once: one knows how loud it is, and a browser lets it play from then on. */
export function switchSound(): void {
  const on = !soundStore.get();
  soundStore.set(on);
  writeStored(storageKey, on ? null : true);
  if (on) play();
}

/** Each yes is good for one message of WeChat's, of the next order that comes while nobody looks at the desk. */
export async function askForWorkMessages(): Promise<void> {
  const accepted = await platform.askForMessages(messagesAsked.atWork);
  if (accepted.length === 0) return;
  try {
    await call(endpoints.recordSubscriptions, { body: { accepted } });
    notice(clerkTexts.now()('notifyWorkDone'));
  } catch (error) {
    noticeProblem(error);
  }
}

/** A chime and a long buzz: an order came while the clerk looked elsewhere. A silent phone is no failure. */
export function callForAttention(): void {
  if (!soundStore.get()) return;
  try {
    void Promise.resolve(Taro.vibrateLong()).catch(() => undefined);
  } catch {
    // A computer does not buzz.
  }
  play();
}
