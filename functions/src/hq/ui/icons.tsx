/** @jsxImportSource hono/jsx */

const paths = {
  today: 'M4 6h16M4 12h16M4 18h10',
  queue: 'M4 5h16v14H4V5Zm0 9h4.500l1.500 2.500h4l1.500-2.500H20',
  map: 'M9 4 3 6v14l6-2 6 2 6-2V4l-6 2-6-2Zm0 0v14m6-12v14',
  pool: 'M12 3c4.4 0 8 1.3 8 3s-3.6 3-8 3-8-1.3-8-3 3.6-3 8-3ZM4 6v6c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12v6c0 1.7 3.6 3 8 3s8-1.3 8-3v-6',
  ledger: 'M4 5h6l2 1.500L14 5h6v13h-6l-2 1.500L10 18H4V5Zm8 1.500V19.500',
  differences: 'M4 8h13l-3-3M20 16H7l3 3',
  work: 'M20 12a8 8 0 1 1-2.500-5.800M20 4v5h-5M12 8v4l3 2',
  place:
    'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.500C5 14.800 12 21 12 21Zm0-9a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  stock: 'M4 8l8-4 8 4v8l-8 4-8-4V8Zm0 0 8 4 8-4m-8 4v8',
  label: 'M3 12V4h8l10 10-8 8L3 12Zm5-4.500v.01',
  code: 'M4 4h6v6H4V4Zm10 0h6v6h-6V4ZM4 14h6v6H4v-6Zm10 0h2v2h-2v-2Zm4 0h2v2h-2v-2Zm-4 4h2v2h-2v-2Zm4 0h2v2h-2v-2Z',
  price: 'M6 3h12v18l-3-2-3 2-3-2-3 2V3Zm3 5 3 4 3-4m-3 4v4m-2.500-2.500h5m-5-1.500h5',
  route:
    'M6 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm12-10a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 17h7a3.500 3.500 0 0 0 0-7H9a3.500 3.500 0 0 1 0-7h7',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Zm-6 9c0-3.500 2.700-6 6-6s6 2.500 6 6M16 4.500a3.500 3.500 0 0 1 0 6M18 14.500c1.900.8 3 2.900 3 5.500',
  segments: 'M12 3a9 9 0 1 0 9 9h-9V3Zm4 .9A9 9 0 0 1 20.100 8H16V3.900Z',
  audit: 'M6 3h9l4 4v14H6V3Zm3 7h6m-6 4h7m-7 4h4',
  settings:
    'M4 7h9m4 0h3M4 17h3m4 0h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  left: 'm14 6-6 6 6 6',
  right: 'm10 6 6 6-6 6',
} as const;
export type IconName = keyof typeof paths;

/** Decoration beside a word; never the only thing that says something. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
