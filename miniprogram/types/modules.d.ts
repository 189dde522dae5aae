declare module '*.wav' {
  const path: string;
  export default path;
}

/** Taro's own elements in a browser, under a name that its build leaves alone (config/index.ts). */
declare module 'taro-elements' {
  export * from '@tarojs/components';
}
