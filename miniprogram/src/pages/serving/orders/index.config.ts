export default definePageConfig({
  navigationBarTitleText: '订单',
  enablePullDownRefresh: true,
  // In a browser the tab bar says where one is.
  ...(process.env.TARO_ENV === 'h5' ? { navigationStyle: 'custom' as const } : {}),
});
