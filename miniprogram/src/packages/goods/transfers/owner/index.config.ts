export default definePageConfig({ navigationBarTitleText: '归属与结算' });
