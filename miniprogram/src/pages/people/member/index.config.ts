export default definePageConfig({
  navigationBarTitleText: '我的',
  // In a browser the tab bar says where one is.
  ...(process.env.TARO_ENV === 'h5' ? { navigationStyle: 'custom' as const } : {}),
});
