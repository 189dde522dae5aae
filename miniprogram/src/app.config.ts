/** Pages of the shopper are the main package; guide and clerk have sub-packages of their own. */
export default defineAppConfig({
  pages: ['pages/store/index'],
  window: {
    navigationBarTitleText: '近店',
    navigationBarBackgroundColor: '#F7F5F2',
    navigationBarTextStyle: 'black',
    backgroundColor: '#F7F5F2',
    backgroundTextStyle: 'dark',
  },
  lazyCodeLoading: 'requiredComponents',
  requiredPrivateInfos: ['getLocation', 'chooseLocation'],
  permission: {
    'scope.userLocation': { desc: '用于为您找到最近的门店' },
  },
  __usePrivacyCheck__: true,
});
