/** A list whose rows are dragged into another order: the row's own form is sent with where it was let go. */
export function letReorder(list: HTMLElement): void {
  const rows = () => [...list.querySelectorAll<HTMLElement>(':scope > [data-place]')];
  let dragged: HTMLElement | null = null;
  for (const row of rows()) {
    const grip = document.createElement('span');
    grip.className = 'grip';
    grip.title = list.dataset.reorder ?? '';
    // Keys have the buttons.
    grip.setAttribute('aria-hidden', 'true');
    grip.draggable = true;
    row.querySelector('h3')?.prepend(grip);
    grip.addEventListener('dragstart', (event) => {
      dragged = row;
      row.classList.add('is-dragged');
      event.dataTransfer?.setDragImage(row, 10, 10);
      event.dataTransfer?.setData('text/plain', row.id);
    });
    grip.addEventListener('dragend', () => {
      row.classList.remove('is-dragged');
      for (const one of rows()) one.classList.remove('is-target');
      dragged = null;
    });
    row.addEventListener('dragover', (event) => {
      if (!dragged) return;
      event.preventDefault();
      for (const one of rows()) one.classList.toggle('is-target', one === row && one !== dragged);
    });
    row.addEventListener('drop', (event) => {
      event.preventDefault();
      if (dragged && dragged !== row) send(dragged, row.dataset.place ?? '');
    });
  }
}

function send(row: HTMLElement, place: string): void {
  const form = row.querySelector('form');
  if (!form) return;
  for (const [name, value] of [
    ['act', 'to'],
    ['place', place],
  ] as const) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  form.requestSubmit();
}
