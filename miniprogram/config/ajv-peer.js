/**
 * ajv-keywords 5 needs ajv 8 beside it, but that is a peer dependency and this repository installs without
 * resolving peers (see .npmrc), so npm leaves ajv 6 (webpack's) in its place and terser's option check dies at
 * load. Give ajv-keywords 5 the ajv that schema-utils 4 brought for it; where npm placed them well, change nothing.
 */
const Module = require('node:module');
const path = require('node:path');

const resolveFilename = Module._resolveFilename;

function major(request, from) {
  try {
    return Number(
      require(require.resolve(`${request}/package.json`, { paths: [from] })).version.split('.')[0],
    );
  } catch {
    return 0;
  }
}

Module._resolveFilename = function resolve(request, parent, ...rest) {
  const asker = parent?.filename ?? '';
  if (/^ajv(\/|$)/.test(request) && /[\\/]ajv-keywords[\\/]dist[\\/]/.test(asker)) {
    const folder = path.dirname(asker);
    if (major('ajv', folder) < 8) {
      const schemaUtils = path.dirname(require.resolve('schema-utils/package.json', { paths: [folder] }));
      return require.resolve(request, { paths: [schemaUtils] });
    }
  }
  return resolveFilename.call(this, request, parent, ...rest);
};
