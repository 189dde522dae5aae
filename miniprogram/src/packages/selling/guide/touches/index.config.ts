export default definePageConfig({ navigationBarTitleText: '谁扫了我的码' });
