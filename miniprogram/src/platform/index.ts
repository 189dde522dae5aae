/**
 * For the type checker only: the build takes `index.weapp.ts` or `index.h5.ts` instead, which is why this folder is
 * imported as `platform/index`, without an extension.
 */
export * from './index.h5.ts';
