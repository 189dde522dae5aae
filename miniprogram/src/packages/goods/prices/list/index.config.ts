export default definePageConfig({ navigationBarTitleText: '本店价格', enablePullDownRefresh: true });
