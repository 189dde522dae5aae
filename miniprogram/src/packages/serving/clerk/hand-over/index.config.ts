export default definePageConfig({ navigationBarTitleText: '核销交付' });
