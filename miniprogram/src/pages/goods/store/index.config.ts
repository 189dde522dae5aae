export default definePageConfig({
  enablePullDownRefresh: true,
  enableShareAppMessage: true,
  backgroundTextStyle: 'dark',
  // In a browser the tab bar says where one is.
  ...(process.env.TARO_ENV === 'h5' ? { navigationStyle: 'custom' as const } : {}),
});
