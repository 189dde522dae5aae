export default definePageConfig({ navigationBarTitleText: '本班', enablePullDownRefresh: true });
