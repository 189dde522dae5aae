export default definePageConfig({ navigationBarTitleText: '收退货' });
