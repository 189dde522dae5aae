export default definePageConfig({ navigationBarTitleText: '货架二维码' });
