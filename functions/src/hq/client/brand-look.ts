/** The samples beside a colour follow it while it is being chosen, before anything is saved. */
import { contrastOf, type Hex, isHex } from '@jindian/shared/design/colour';
import { textContrast, themeOf } from '@jindian/shared/design/tokens';

const filled = (text: string, params: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');

/** How a colour is worn: the ground and the words of each sample, and whether it had to be changed. */
export function wornColours(colour: Hex) {
  const worn = themeOf(colour);
  const samples: readonly [ground: Hex, over: Hex][] = [
    [worn.action, worn.onAction],
    [worn.surface, worn.brandText],
    [worn.brandWash, worn.brandText],
  ];
  const adjusted = worn.action !== colour || worn.onAction !== worn.surface;
  return { samples, adjusted, action: worn.action, line: worn.line };
}

export const ratioOf = ([ground, over]: readonly [Hex, Hex]) => contrastOf(over, ground).toFixed(1);
export const leastContrast = String(textContrast);

export function followColour(look: HTMLElement): void {
  const field = look.closest('label')?.querySelector<HTMLInputElement>('input[type="color"]');
  const words = JSON.parse(look.dataset.words ?? '{}') as Record<'ratio' | 'asIs' | 'adjusted', string>;
  field?.addEventListener('input', () => {
    const colour = field.value.toLowerCase();
    if (!isHex(colour)) return;
    const { samples, adjusted, action } = wornColours(colour);
    for (const [nth, item] of [...look.querySelectorAll<HTMLElement>('li')].entries()) {
      const sample = samples[nth];
      if (!sample) continue;
      item.querySelector('rect')?.setAttribute('fill', sample[0]);
      item.querySelector('text')?.setAttribute('fill', sample[1]);
      const said = item.querySelector('.sub');
      if (said)
        said.textContent = filled(words.ratio, { words: item.dataset.words ?? '', ratio: ratioOf(sample) });
    }
    const hint = look.querySelector('.hint');
    if (hint)
      hint.textContent = filled(adjusted ? words.adjusted : words.asIs, {
        colour,
        worn: action,
        least: leastContrast,
      });
  });
}
