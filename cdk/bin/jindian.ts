import { fileURLToPath } from 'node:url';
import { createJindianApp } from '../lib/app.ts';
import { bundleFunctions } from '../lib/bundle.ts';

const bundles = await bundleFunctions(fileURLToPath(new URL('../dist', import.meta.url)));
const { app } = createJindianApp(bundles);
app.synth();
