export default definePageConfig({
  navigationBarTitleText: '近店',
  enablePullDownRefresh: true,
  backgroundTextStyle: 'dark',
});
