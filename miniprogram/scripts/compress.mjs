// Compressed twins of what a browser build holds, beside each file: whoever serves them need not do it for each visitor.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const compressible = /\.(js|css|html|svg|json|wasm|txt)$/;
/** Below this the two bytes saved are not worth a second file. */
const leastBytes = 512;

export function compressFiles(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, String(name));
    if (/\.(br|gz)$/.test(file)) rmSync(file);
  }
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, String(name));
    if (!compressible.test(file)) continue;
    const content = readFileSync(file);
    if (content.length < leastBytes) continue;
    const brotli = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params: brotli }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}
