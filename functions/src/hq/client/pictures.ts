/** The pictures of a product in its form: sent, put in order, and told which value each of them shows. */

import { pictureJobs } from './picture-jobs.ts';

type Picture = {
  /** Null while it is on its way, and where it was refused. */
  path: string | null;
  /** `option/value` that it shows, or several of them; empty: the product as it is. */
  shows: string;
  name: string;
  state: 'there' | 'busy' | 'bad';
  says: string;
};
export function offerPictures(box: HTMLElement): void {
  const words = JSON.parse(box.dataset.words ?? '{}') as Record<string, string>;
  const values = JSON.parse(box.dataset.values ?? '[]') as [string, string][];
  const base = box.dataset.base ?? '';
  const max = Number(box.dataset.max);
  const paths = box.querySelector('textarea') as HTMLTextAreaElement;
  const say = (word: string, params: Record<string, string | number> = {}) =>
    (words[word] ?? word).replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));

  const jobs = pictureJobs({ csrf: box.dataset.csrf ?? '', broken: say('broken'), late: say('late') });

  let pictures: Picture[] = paths.value
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([path]) => path)
    .map(([path = '', ...shows]) => ({ path, shows: shows.join(' '), name: path, state: 'there', says: '' }));

  const list = document.createElement('ul');
  list.className = 'picture-list';
  const tools = document.createElement('div');
  tools.className = 'picture-tools';
  const note = document.createElement('p');
  note.className = 'hint picture-note';
  note.setAttribute('role', 'status');
  (paths.closest('label') as HTMLElement).hidden = true;
  box.append(list, tools, note);

  const write = () => {
    paths.value = pictures
      .filter(({ path }) => path !== null)
      .map(({ path, shows }) => (shows === '' ? path : `${path} ${shows}`))
      .join('\n');
  };

  function button(text: string, label: string, act: () => void, disabled = false): HTMLButtonElement {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'picture-act';
    made.textContent = text;
    made.setAttribute('aria-label', label);
    made.title = label;
    made.disabled = disabled;
    made.addEventListener('click', act);
    return made;
  }

  function moved(from: number, to: number): void {
    const [one] = pictures.splice(from, 1);
    if (one) pictures.splice(to, 0, one);
    draw();
  }

  function addressOf(path: string): string {
    return path.startsWith('/pictures/') ? `${base}${path}-200.webp` : path;
  }

  let dragged = -1;
  function tile(picture: Picture, at: number): HTMLLIElement {
    const made = document.createElement('li');
    made.className = `picture-tile is-${picture.state}`;
    const number = at + 1;
    if (picture.path !== null) {
      const image = document.createElement('img');
      image.src = addressOf(picture.path);
      image.alt = say('nth', { number });
      made.append(image);
    } else {
      const says = document.createElement('span');
      says.className = 'picture-says';
      says.textContent = picture.says;
      const name = document.createElement('span');
      name.className = 'picture-name';
      name.textContent = picture.name;
      made.append(says, name);
    }
    if (picture.path !== null && values.length > 0) {
      const select = document.createElement('select');
      select.setAttribute('aria-label', say('shows', { number }));
      const several = picture.shows
        .split(' ')
        .map((one) => values.find(([value]) => value === one)?.[1] ?? one);
      const choices: [string, string][] = [['', say('showsAll')], ...values];
      if (several.length > 1) choices.push([picture.shows, several.join(' · ')]);
      for (const [value, text] of choices)
        select.append(new Option(text, value, false, value === picture.shows));
      select.addEventListener('change', () => {
        picture.shows = select.value;
        write();
      });
      made.append(select);
    }
    const acts = document.createElement('div');
    acts.className = 'picture-acts';
    acts.append(
      button('←', say('earlier', { number }), () => moved(at, at - 1), at === 0),
      button('→', say('later', { number }), () => moved(at, at + 1), at === pictures.length - 1),
      button('✕', say('remove', { number }), () => {
        pictures = pictures.filter((one) => one !== picture);
        draw();
      }),
    );
    made.append(acts);
    made.draggable = picture.path !== null;
    made.addEventListener('dragstart', () => {
      dragged = at;
    });
    made.addEventListener('dragover', (event) => {
      if (dragged >= 0) event.preventDefault();
    });
    made.addEventListener('drop', (event) => {
      if (dragged < 0) return;
      event.preventDefault();
      event.stopPropagation();
      const from = dragged;
      dragged = -1;
      moved(from, at);
    });
    made.addEventListener('dragend', () => {
      dragged = -1;
    });
    return made;
  }

  function draw(): void {
    write();
    list.replaceChildren(...pictures.map(tile));
    list.hidden = pictures.length === 0;
  }

  async function add(name: string, begin: (says: (word: string) => void) => Promise<string>): Promise<void> {
    note.textContent = '';
    if (pictures.length >= max) {
      note.textContent = say('full', { max });
      return;
    }
    const picture: Picture = { path: null, shows: '', name, state: 'busy', says: say('sending') };
    pictures.push(picture);
    draw();
    try {
      const path = await begin((word) => {
        picture.says = say(word);
        draw();
      });
      if (pictures.some((one) => one.path === path)) throw new Error(say('twice'));
      Object.assign(picture, { path, state: 'there', says: '' });
    } catch (error) {
      Object.assign(picture, { state: 'bad', says: (error as Error).message });
    }
    draw();
  }

  async function send(files: Iterable<File>): Promise<void> {
    // One after the other: a phone's line carries no more, and they stay in the order in which they were chosen.
    for (const file of files) await add(file.name, (says) => jobs.send(file, () => says('working')));
  }

  const choose = document.createElement('label');
  choose.className = 'picture-drop';
  const file = document.createElement('input');
  file.type = 'file';
  file.multiple = true;
  // Without HEIC in the list a phone makes a JPEG of it.
  file.accept = 'image/jpeg,image/png,image/webp';
  const text = document.createElement('span');
  text.textContent = say('choose');
  choose.append(file, text);
  file.addEventListener('change', () => {
    const files = [...(file.files ?? [])];
    file.value = '';
    void send(files);
  });
  for (const kind of ['dragover', 'dragleave', 'drop'])
    choose.addEventListener(kind, (event) => {
      event.preventDefault();
      choose.classList.toggle('is-over', kind === 'dragover');
    });
  choose.addEventListener('drop', (event) => void send([...(event.dataTransfer?.files ?? [])]));

  const address = document.createElement('input');
  address.type = 'url';
  address.placeholder = 'https://';
  address.setAttribute('aria-label', say('address'));
  const fetchIt = document.createElement('button');
  fetchIt.type = 'button';
  fetchIt.className = 'button is-small is-plain';
  fetchIt.textContent = say('fetch');
  const go = () => {
    const wanted = address.value.trim();
    if (wanted === '') return;
    address.value = '';
    void add(wanted, (says) => {
      says('working');
      return jobs.fetch(wanted);
    });
  };
  fetchIt.addEventListener('click', go);
  address.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go();
  });
  const row = document.createElement('div');
  row.className = 'picture-address';
  row.append(address, fetchIt);
  tools.append(choose, row);

  // What is still on its way would be missing from what is saved.
  paths.form?.addEventListener('submit', (event) => {
    if (pictures.every(({ state }) => state !== 'busy')) return;
    event.preventDefault();
    event.stopPropagation();
    note.textContent = say('wait');
  });
  draw();
}
