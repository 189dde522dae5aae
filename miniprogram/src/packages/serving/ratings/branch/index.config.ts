export default definePageConfig({ navigationBarTitleText: '顾客评价', enablePullDownRefresh: true });
