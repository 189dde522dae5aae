/**
 * Areas of a grid are chosen by tapping them on its map as well as in the list beside it; a neighbour that is tapped then is
 * the grid that they go to. Whoever uses keys has the list.
 */
export function chooseAreas(map: SVGElement): void {
  const boxes = new Map(
    [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name="area"]')].map((box) => [
      box.value,
      box,
    ]),
  );
  const form = [...boxes.values()][0]?.form;
  const to = form?.querySelector<HTMLInputElement>('input[name="to"]');
  for (const shape of map.querySelectorAll<SVGPathElement>('[data-area]')) {
    const box = boxes.get(shape.dataset.area ?? '');
    if (!box) continue;
    const show = () => void shape.classList.toggle('is-picked', box.checked);
    shape.addEventListener('click', () => {
      box.checked = !box.checked;
      show();
    });
    box.addEventListener('change', show);
    // A browser that comes back may have kept what was ticked.
    show();
  }
  for (const link of map.querySelectorAll<SVGAElement>('a[data-grid]'))
    link.addEventListener('click', (event) => {
      if (!to || ![...boxes.values()].some(({ checked }) => checked)) return;
      event.preventDefault();
      to.value = link.dataset.grid ?? '';
      for (const one of map.querySelectorAll('a[data-grid]')) one.classList.toggle('is-picked', one === link);
    });
}
