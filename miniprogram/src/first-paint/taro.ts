/** What of Taro pages ask while they are drawn. */
const nothing = () => undefined;

export const params: Record<string, string> = {};
export const useRouter = () => ({ params });
export const useDidShow = nothing;
export const useDidHide = nothing;
export const usePullDownRefresh = nothing;
export const useReachBottom = nothing;
export const useShareAppMessage = nothing;
/** As the app's build makes lengths of its stylesheets: 40 of a 750-wide drawing are one rem. */
export const pxTransform = (size: number) => `${size / 40}rem`;

export default {
  getAppBaseInfo: () => ({ language: navigator.language }),
  getStorageSync(key: string): unknown {
    const kept = localStorage.getItem(key);
    return kept === null ? '' : (JSON.parse(kept) as { data: unknown }).data;
  },
  setStorageSync: nothing,
  removeStorageSync: nothing,
};
