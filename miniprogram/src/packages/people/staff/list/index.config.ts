export default definePageConfig({ navigationBarTitleText: '本店人员', enablePullDownRefresh: true });
