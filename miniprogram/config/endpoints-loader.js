/**
 * The table of endpoints as a client needs it: how one is called and by whom. Its schemas are the server's; types
 * come from the source all the same.
 */
const esbuild = require('esbuild');

module.exports = function endpointsLoader() {
  const done = this.async();
  rowsOf(this.resourcePath).then(
    ({ rows, files }) => {
      for (const file of files) this.addDependency(file);
      done(null, `export const endpoints = ${JSON.stringify(rows)};`);
    },
    (error) => done(error),
  );
};

async function rowsOf(file) {
  const bundled = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
    metafile: true,
    absWorkingDir: '/',
    logLevel: 'silent',
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', bundled.outputFiles[0].text)(module, module.exports, require);
  const rows = Object.entries(module.exports.endpoints).map(([id, { method, path, access, idempotent }]) => [
    id,
    { method, path, access: access === 'public' ? access : 'known', ...(idempotent ? { idempotent } : {}) },
  ]);
  const files = Object.keys(bundled.metafile.inputs).map((input) => `/${input}`);
  return { rows: Object.fromEntries(rows), files };
}
