/**
 * Taro leaves the aria attributes out of WeChat's templates, so nothing that a page says for a screen reader would
 * arrive. Here they are added to the parts that pages use (aria.json). Pictures are WebP, which an iPhone's WeChat shows
 * only where it is told to.
 */
const path = require('node:path');
const attributes = require('./aria.json');

module.exports = (ctx) => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform) {
      if (platform.platform !== 'weapp') return;
      platform.template.mergeComponents(ctx, attributes);
      // Templates and the app shorten the names of attributes each by itself: both must know the same ones.
      platform.runtimePath = [platform.runtimePath, path.join(__dirname, 'aria-runtime.js')].flat();
    },
  });
};
