/** The dialog takes the focus, keeps it while Tab is pressed, and gives it back to where it was. */
export function holdFocus(id: string, onEscape?: () => void): () => void {
  const before = document.activeElement;
  const dialog = () => document.getElementById(id);
  const reachable = () =>
    [...(dialog()?.querySelectorAll<HTMLElement>('[tabindex="0"], input, textarea') ?? [])].filter((one) =>
      one.checkVisibility(),
    );
  const found = dialog();
  found?.setAttribute('tabindex', '-1');
  found?.focus({ preventScroll: true });

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') onEscape?.();
    if (event.key !== 'Tab') return;
    const stops = reachable();
    const [first, last] = [stops[0], stops.at(-1)];
    const at = document.activeElement;
    const isInside = dialog()?.contains(at) ?? false;
    const goesTo = event.shiftKey
      ? at === first || !isInside || at === dialog()
        ? last
        : null
      : at === last || !isInside
        ? first
        : null;
    if (!goesTo) return;
    event.preventDefault();
    goesTo.focus();
  }
  document.addEventListener('keydown', onKey);
  return () => {
    document.removeEventListener('keydown', onKey);
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
}
