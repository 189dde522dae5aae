export default definePageConfig({ navigationBarTitleText: '旧会员卡' });
