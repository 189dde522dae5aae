export default definePageConfig({ navigationBarTitleText: '推广员', enableShareAppMessage: true });
