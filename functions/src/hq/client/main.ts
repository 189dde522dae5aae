/** What makes the pages livelier; each works without it. No dependencies, and nothing from outside. */
import { followColour } from './brand-look.ts';
import { chooseAreas } from './grid-areas.ts';
import { keepFresh } from './live.ts';
import { offerChoices } from './pick.ts';
import { offerPictures } from './pictures.ts';
import { letReorder } from './reorder.ts';
import { waitForScan } from './sign-in.ts';

document.documentElement.classList.add('has-script');

// On a phone the parts stand in a strip, and the one that is open may be out of sight.
document.querySelector('.nav a[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

for (const region of document.querySelectorAll<HTMLElement>('[data-live]')) keepFresh(region);
for (const box of document.querySelectorAll<HTMLElement>('[data-sign-in]')) waitForScan(box);

for (const field of document.querySelectorAll<HTMLInputElement>('[data-pick]')) offerChoices(field);

for (const list of document.querySelectorAll<HTMLElement>('[data-reorder]')) letReorder(list);

for (const map of document.querySelectorAll<SVGElement>('[data-grid-areas]')) chooseAreas(map);

for (const box of document.querySelectorAll<HTMLElement>('[data-pictures]')) offerPictures(box);

for (const look of document.querySelectorAll<HTMLElement>('[data-brand-look]')) followColour(look);

for (const field of document.querySelectorAll<HTMLInputElement>('[data-submit-on-change]')) {
  const submit = () => {
    if (field.checkValidity()) field.form?.requestSubmit();
  };
  // Arrow keys go through the choices, and each of them is a change: who uses keys says so by Enter or by going on.
  let isTyping = false;
  let isChanged = false;
  field.addEventListener('pointerdown', () => {
    isTyping = false;
  });
  field.addEventListener('keydown', ({ key }) => {
    isTyping = key !== 'Enter';
    if (key === 'Enter' && isChanged) submit();
  });
  field.addEventListener('change', () => {
    isChanged = true;
    if (!isTyping) submit();
  });
  field.addEventListener('blur', () => {
    if (isChanged) submit();
  });
}

// Where there is room, what a list is narrowed by is seen at once; on a phone the list comes first.
if (matchMedia('(min-width: 961px)').matches)
  for (const filter of document.querySelectorAll<HTMLDetailsElement>('details[data-asked]'))
    filter.open = true;

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.addEventListener('click', () => window.print());
}

// The field that finds everything is one key away.
document.addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey) return;
  if (event.metaKey === event.ctrlKey) return;
  const field = document.querySelector<HTMLInputElement>('[data-find]');
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// In the mini-program's own web-view the person has said already that they want to come in.
const goesOn = document.querySelector<HTMLFormElement>('form[data-goes-on]');
if (goesOn) setTimeout(() => goesOn.requestSubmit());

// A form is sent once, however often its button is pressed.
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  // What opens beside the page leaves its form to be sent.
  const beside = event.submitter?.getAttribute('formtarget') === '_blank';
  if (form.method !== 'post' || beside) return;
  if (form.dataset.sent === 'yes') event.preventDefault();
  form.dataset.sent = 'yes';
});
// Coming back to a page that the browser had kept, its forms may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset.sent;
});
