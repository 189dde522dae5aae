export default definePageConfig({
  navigationBarTitleText: '我的分享',
  enableShareAppMessage: true,
  enablePullDownRefresh: true,
});
