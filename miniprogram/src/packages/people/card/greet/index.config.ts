export default definePageConfig({ navigationBarTitleText: '扫会员卡' });
