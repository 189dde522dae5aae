import type { SimulatorAnswer } from '../../http-server.ts';

/** How the simulated wallet looks in a browser. */

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;

export const SIMULATED = `<p class="hint">本地模拟钱包，不会产生真实扣款<br>A simulated wallet: no real money moves</p>`;

const STYLE = `body{font-family:system-ui,sans-serif;margin:0;background:#f2f3f5;color:#1d2129}
main{max-width:360px;margin:12vh auto 0;padding:24px;background:#fff;border-radius:12px;text-align:center}
h1{font-size:18px;margin:0 0 16px}.sum{font-size:34px;font-weight:600;margin:8px 0 24px}.hint{color:#5c6370;font-size:12px}
button{display:block;width:100%;min-height:44px;margin:8px 0;border:0;border-radius:22px;font-size:16px;background:#0a7a43;color:#fff}
.plain{background:#fff;color:#1d2129;border:1px solid #c9cdd4}
ul{list-style:none;margin:0 0 16px;padding:0;text-align:left}li{border-top:1px solid #e5e6eb}
li a{display:flex;justify-content:space-between;align-items:center;gap:12px;min-height:44px;color:inherit;text-decoration:none}
@media (max-width:480px){main{margin-top:0;border-radius:0}}`;

export function page(status: number, zh: string, en: string, body = ''): SimulatorAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(zh)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(zh)} · ${escaped(en)}</h1>${body}</main></body></html>`,
  };
}
