export default definePageConfig({
  navigationBarTitleText: '近店',
  enablePullDownRefresh: true,
  backgroundTextStyle: 'dark',
  // In a browser the tab bar says where one is.
  ...(process.env.TARO_ENV === 'h5' ? { navigationStyle: 'custom' as const } : {}),
});
