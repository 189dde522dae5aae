export default definePageConfig({ navigationBarTitleText: '好友分享', enableShareAppMessage: true });
