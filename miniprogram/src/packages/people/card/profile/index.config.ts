export default definePageConfig({ navigationBarTitleText: '到店资料' });
