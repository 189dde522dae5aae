import { ownRoles } from '@jindian/shared/design/tokens';
import { assetUrl } from '../../config.ts';
import type { Platform } from '../types.ts';

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The brand on the document around the pages: its colours, and the picture of the tab. */
export const paintDocument: Platform['paint'] = ({ name, colour, logo, variables }) => {
  const { style, dataset } = document.documentElement;
  for (const role of ownRoles) style.removeProperty(`--${kebab(role)}`);
  for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
  // The shell (index.html) stands until the app is the brand's.
  if (name.zh) dataset.branded = '';
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  // As it is drawn in index.html, in the brand's colour.
  if (icon)
    icon.href = logo
      ? assetUrl(logo)
      : icon.href.replace(/%23[0-9a-f]{6}(?='\/%3E%3Cpath)/, `%23${colour.slice(1)}`);
};
