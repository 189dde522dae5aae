export default definePageConfig({ navigationBarTitleText: '代取商品' });
