import { fileURLToPath } from 'node:url';
import { createJindianApp } from '../lib/app.ts';
import { bundleFunctions } from '../lib/bundle.ts';

const { app } = createJindianApp(bundleFunctions(fileURLToPath(new URL('../dist', import.meta.url))));
app.synth();
