const waitMs = 180;

/** Offers in the field's own list what fits what was typed: names, with the number at the end. */
export function offerChoices(field: HTMLInputElement): void {
  const { list } = field;
  const from = field.dataset.pick;
  if (!list || !from) return;
  let timer: number | undefined;
  let asked = '';

  async function ask(text: string): Promise<void> {
    asked = text;
    const answer = await fetch(`${from}?text=${encodeURIComponent(text)}`, { cache: 'no-store' });
    const choices: unknown = answer.ok ? await answer.json() : [];
    // Slower than the typing: the answer to an older text is of no use.
    if (asked !== text || !Array.isArray(choices)) return;
    list?.replaceChildren(
      ...choices.map((choice) => {
        const option = document.createElement('option');
        option.value = String(choice);
        // So that it is offered whatever of it was typed.
        option.label = String(choice);
        return option;
      }),
    );
  }

  field.addEventListener('input', () => {
    window.clearTimeout(timer);
    const text = field.value.trim();
    // Chosen from the list: there is nothing more to offer.
    if (text === '' || text.includes(' · ')) return;
    timer = window.setTimeout(() => void ask(text).catch(() => undefined), waitMs);
  });
}
