/**
 * Writes the stylesheets of the design tokens (shared/src/design/tokens.ts), for the mini-program and for headquarters:
 *
 *     node --import tsx scripts/design-tokens.ts     a test fails while they are stale
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hqStyles, miniprogramStyles } from '../shared/src/design/stylesheets.ts';

const root = path.resolve(import.meta.dirname, '..');
writeFileSync(path.join(root, 'miniprogram/src/styles/roles.scss'), miniprogramStyles());
writeFileSync(path.join(root, 'functions/src/hq/style/tokens.css'), hqStyles());
