export default definePageConfig({ navigationBarTitleText: '业绩与顾客', enablePullDownRefresh: true });
