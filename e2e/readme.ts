import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A tour as a README tells it: the words of the screens in its steps, and in what it says after them. */
export type Tour = { readme: string; steps: string[][]; after: string[] };

const root = path.resolve(import.meta.dirname, '..');
const headings = { 'README.md': '## A tour in five steps', 'README.zh-CN.md': '## 五步走一遍' };

/** In English whatever is Chinese; in Chinese what stands in 「」. `→` leads from one screen to the next. */
const wordsOf = {
  'README.md': (text: string) =>
    text.match(/(?:\+\d+ )?[\u4e00-\u9fff]+(?:[·（ ]+[\u4e00-\u9fff]+)*）?/g) ?? [],
  'README.zh-CN.md': (text: string) =>
    [...text.matchAll(/「([^」]+)」/g)]
      .flatMap(([, words = '']) => words.split('→'))
      .map((one) => one.trim()),
};

/** For comparing: lines are broken elsewhere on a screen than in a README. */
export const squeezed = (text: string) => text.replace(/\s+/g, '');

export function readTours(): Tour[] {
  return (Object.keys(headings) as (keyof typeof headings)[]).map((readme) => {
    const text = readFileSync(path.join(root, readme), 'utf8');
    const [, tour = ''] = text.split(`${headings[readme]}\n`);
    const [, ...parts] = (tour.split('\n## ')[0] ?? '').split(/\n(?=\d\. |\n\S)/);
    const steps = parts.filter((part) => /^\d\. /.test(part));
    const after = parts.filter((part) => !steps.includes(part));
    const words = wordsOf[readme];
    return {
      readme,
      steps: steps.map(words),
      after: after.flatMap(words),
    };
  });
}

/** Everything that the app and headquarters can say in Chinese: a label stands there by itself, between quotes. */
export function labelsOnScreen(): string {
  const app = path.join(root, 'miniprogram/src/i18n');
  const hq = path.join(root, 'functions/src/hq/words');
  const filesIn = (folder: string) =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .map((name) => path.join(folder, name));
  return [
    ...filesIn(app).filter((name) => /(^|[./\\])zh\.ts$/.test(name)),
    ...filesIn(hq).filter((name) => name.endsWith('.ts')),
  ]
    .map((name) => readFileSync(name, 'utf8'))
    .join('\n');
}
