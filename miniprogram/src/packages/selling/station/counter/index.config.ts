export default definePageConfig({ navigationBarTitleText: '顾客扫码付款' });
