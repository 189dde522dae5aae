module.exports = {
  overrides: [{ test: /[\\/]shared[\\/]src[\\/]/, plugins: [require('./config/lazy-contract.js')] }],
  presets: [
    [
      'taro',
      {
        framework: 'react',
        ts: true,
        compiler: 'webpack5',
        hot: false,
        // What can run a WeChat whose base library knows the privacy API (2.32.3), which the app needs anyway.
        targets: { ios: '12', chrome: '70' },
        ignoreBrowserslistConfig: true,
        // webpack reads `export * as x from` itself; rewritten, it can no longer drop what nobody uses (zod's 50 languages).
        exclude: ['transform-export-namespace-from'],
      },
    ],
  ],
};
