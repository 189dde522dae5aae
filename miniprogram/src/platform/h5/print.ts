/** Of CSS: 96 pixels to the inch, on every screen. */
const pixelsPerMm = 96 / 25.4;

const rulesOf = (page: string) => `
  @page { ${page} }
  @media print {
    html, body { height: auto; overflow: visible; background: #fff; }
    body > *:not(#printed) { display: none !important; }
  }
  @media screen { #printed { position: fixed; left: -9999px; top: 0; } }
`;

/**
 * A copy of the element beside the app, which alone is printed: the app itself is cut off where the screen ends. A roll
 * of paper has pages as long as the longest part, so that the printer cuts where that ends.
 */
export function printElement(id: string, widthMm: number | null): void {
  const source = document.getElementById(id);
  if (!source) return;
  document.getElementById('printed')?.remove();
  document.getElementById('printed-rules')?.remove();
  const printed = document.createElement('div');
  printed.id = 'printed';
  const copy = source.cloneNode(true) as HTMLElement;
  copy.removeAttribute('id');
  printed.append(copy);
  const rules = document.createElement('style');
  rules.id = 'printed-rules';
  document.head.append(rules);
  document.body.append(printed);
  rules.textContent = rulesOf('');
  const heights = [...copy.children].map((part) => part.getBoundingClientRect().height);
  const heightMm = Math.ceil(Math.max(20, ...heights) / pixelsPerMm) + 2;
  rules.textContent = rulesOf(
    widthMm === null ? 'size: A4; margin: 12mm' : `size: ${widthMm}mm ${heightMm}mm; margin: 0`,
  );
  window.print();
}
