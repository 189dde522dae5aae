import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import './sheet.scss';

/**
 * Shows something over the whole app until it answers, as WeChat's own screens do. It stands beside Taro's pages, not
 * in them: they need not know of it. Going back in the browser closes it without an answer.
 */
export function showSheet<T>(draw: (answer: (value: T | null) => void) => ReactNode): Promise<T | null> {
  return new Promise((resolve) => {
    const host = document.createElement('div');
    host.className = 'h5-sheet-host';
    document.body.appendChild(host);
    const root = createRoot(host);
    const answer = (value: T | null) => {
      window.removeEventListener('hashchange', giveUp);
      window.removeEventListener('popstate', giveUp);
      root.unmount();
      host.remove();
      resolve(value);
    };
    const giveUp = () => answer(null);
    window.addEventListener('hashchange', giveUp);
    window.addEventListener('popstate', giveUp);
    root.render(draw(answer));
  });
}
