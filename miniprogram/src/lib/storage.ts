import Taro from '@tarojs/taro';

/** Small values kept on the device. What cannot be read counts as absent: storage is a comfort, never the truth. */
export function readStored<T>(key: string, isValid: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = Taro.getStorageSync(`jindian.${key}`);
    return isValid(value) ? value : null;
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    if (value === null || value === undefined) Taro.removeStorageSync(`jindian.${key}`);
    else Taro.setStorageSync(`jindian.${key}`, value);
  } catch {
    // Full or forbidden storage: the value lives as long as the app is open.
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
