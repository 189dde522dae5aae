export default definePageConfig({ navigationBarTitleText: '我带来的推广员' });
