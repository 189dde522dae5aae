export default definePageConfig({ navigationBarTitleText: '近店' });
