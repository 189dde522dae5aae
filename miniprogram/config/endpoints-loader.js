/**
 * The table of endpoints as a client needs it: how one is called and by whom, of those that the app names anywhere. Its
 * schemas are the server's, and so are the calls of headquarters; types come from the source all the same.
 */
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const app = path.resolve(__dirname, '../src');

module.exports = function endpointsLoader() {
  const done = this.async();
  rowsOf(this.resourcePath).then(
    ({ rows, files }) => {
      for (const file of files) this.addDependency(file);
      this.addContextDependency(app);
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
  const named = wordsOfApp();
  const rows = Object.entries(module.exports.endpoints)
    .filter(([id]) => named.has(id))
    .map(([id, { method, path: address, access, idempotent }]) => [
      id,
      {
        method,
        path: address,
        access: access === 'public' ? access : 'known',
        ...(idempotent ? { idempotent } : {}),
      },
    ]);
  const files = Object.keys(bundled.metafile.inputs).map((input) => `/${input}`);
  return { rows: Object.fromEntries(rows), files };
}

/** Every word in the sources of the app: an endpoint is called by its name, or chosen among names. */
function wordsOfApp() {
  const words = new Set();
  for (const entry of fs.readdirSync(app, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && /\.tsx?$/.test(entry.name))
      for (const word of fs
        .readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), 'utf8')
        .match(/\w+/g) ?? [])
        words.add(word);
  return words;
}
