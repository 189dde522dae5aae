export default definePageConfig({ navigationBarTitleText: '切换门店' });
