export default definePageConfig({ navigationBarTitleText: '对账单与收款' });
