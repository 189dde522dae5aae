export default definePageConfig({ navigationBarTitleText: '推商品' });
