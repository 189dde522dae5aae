/** What is said of a mark: built as elements, never as HTML text, since names come from people. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

export function tooltipOf(title: string, lines: readonly string[]): HTMLElement {
  return element(
    'div',
    'map-tip',
    element('strong', '', title),
    ...lines.map((line) => element('div', 'sub', line)),
  );
}

/** One line of a card: a dot, a link, what state it is in, and a line below. */
export type CardRow = { colour: string; href: string; name: string; state: string; text: string };

export function cardOf(rows: readonly CardRow[], moreText: string | null): HTMLElement {
  const items = rows.map(({ colour, href, name, state, text }) => {
    const dot = element('span', 'legend-dot');
    dot.style.background = colour;
    const link = element('a', 'order-number', name);
    link.href = href;
    return element(
      'li',
      '',
      element('span', 'map-card-line', dot, link, element('span', 'muted', state)),
      element('span', 'sub', text),
    );
  });
  if (moreText !== null) items.push(element('li', 'hint', moreText));
  return element('ul', 'map-card-list', ...items);
}

/** What stands for the mark that was tapped, with links; `null` closes it. */
export function showCard(content: HTMLElement | null): void {
  const card = document.getElementById('map-card');
  if (!card) return;
  card.hidden = content === null;
  document.getElementById('map-card-content')?.replaceChildren(...(content ? [content] : []));
}
