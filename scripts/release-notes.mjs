/** Prints what CHANGELOG.md says of a version; fails where it says nothing, so that none is released in silence. */
import { readFileSync } from 'node:fs';

const [version = ''] = process.argv.slice(2);
const text = readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8');
const sections = text.split(/^(?=## )/m);
const section = sections.find((one) => /^## \[?v?([^\]\s]+)/.exec(one)?.[1] === version);
if (!section) {
  console.error(`CHANGELOG.md has no section "## ${version}".`);
  process.exit(1);
}
console.log(section.replace(/^## .*\n/, '').trim());
