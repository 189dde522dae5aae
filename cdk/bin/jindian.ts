import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { createJindianApp } from '../lib/app.ts';
import { bundleFunctions } from '../lib/bundle.ts';
import { readSettings } from '../lib/settings.ts';

const { architecture } = readSettings(new App({ autoSynth: false }).node);
const bundles = await bundleFunctions(fileURLToPath(new URL('../dist', import.meta.url)), architecture);
const { app } = createJindianApp(bundles);
app.synth();
