export default definePageConfig({ navigationBarTitleText: '确认送达' });
