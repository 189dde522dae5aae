import Taro from '@tarojs/taro';
import chime from '../assets/chime.wav';

let sound: Taro.InnerAudioContext | null = null;

/** A chime and a long buzz: an order came while the clerk looked elsewhere. A silent phone is no failure. */
export function callForAttention(): void {
  try {
    void Promise.resolve(Taro.vibrateLong()).catch(() => undefined);
    sound ??= Taro.createInnerAudioContext();
    sound.src = chime;
    sound.stop();
    void Promise.resolve(sound.play() as unknown).catch(() => undefined);
  } catch {
    // A browser that was not touched yet plays nothing.
  }
}
