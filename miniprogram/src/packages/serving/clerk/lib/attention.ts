import Taro from '@tarojs/taro';
import { readStored, writeStored } from '../../../../lib/storage.ts';
import { createStore } from '../../../../lib/store.ts';
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
