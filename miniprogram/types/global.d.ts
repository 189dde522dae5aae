/// <reference types="@tarojs/taro" />

declare module '*.png' {
  const path: string;
  export default path;
}
declare module '*.svg' {
  const path: string;
  export default path;
}
declare module '*.scss';

/** Replaced by the build with a literal, see config/index.ts. */
declare const SETTING_TRANSPORT: string;
declare const SETTING_API_BASE: string;
declare const SETTING_ASSET_BASE: string;
declare const SETTING_CLOUD_ENV: string;
declare const SETTING_VERSION: string;
declare const SETTING_BRAND: string;
declare const SETTING_MAP_KEY: string;
declare const SETTING_MESSAGE_TEMPLATES: string;

/** webpack's way to load a part of a browser build; may be replaced. */
declare let __webpack_chunk_load__: (part: string | number) => Promise<unknown>;

declare namespace NodeJS {
  interface ProcessEnv {
    /** Which platform the build is for; the build replaces it with a literal. */
    TARO_ENV: 'weapp' | 'h5';
  }
}
