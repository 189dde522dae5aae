import type { ImportRow } from '@jindian/shared/import-report';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { openZip } from '../../goods/imports/reading/zip.ts';
import { fileIn, importPictures } from './import-pictures.ts';

const ready = `/pictures/${'1'.repeat(32)}`;
const row = (nth: number, pictures: string): ImportRow => ({
  row: nth,
  values: { productId: 'P', pictures },
});

test('addresses and names of files become paths, each once however many rows name it, and in their order', async () => {
  const asked: string[] = [];
  const zip = openZip(zipSync({ 'goods/White.JPG': strToU8('white'), 'black.png': strToU8('black') }));
  const { resolved, explained } = importPictures({
    async send(file) {
      asked.push(`sent ${await file.text()}`);
      return `/pictures/${file.size}`;
    },
    async fetch(address) {
      asked.push(address);
      if (address.endsWith('gone.jpg')) throw new Error('not there');
      return '/pictures/fetched';
    },
    zip: () => zip,
    missing: 'no such file',
    columns: ['pictures', 'detailPictures'],
  });
  const { rows, refused } = await resolved([
    row(2, `white.jpg https://a.test/a.jpg ${ready}`),
    row(3, 'https://a.test/a.jpg black.png'),
    row(4, '/assets/products/P001.svg'),
    row(5, 'https://a.test/gone.jpg'),
    row(6, 'red.png'),
    { row: 7, values: { productId: 'P' } },
    { row: 8, values: { productId: 'P', detailPictures: 'white.jpg' } },
  ]);
  expect(rows.map(({ values }) => values.pictures)).toEqual([
    `/pictures/5 /pictures/fetched ${ready}`,
    '/pictures/fetched /pictures/5',
    '/assets/products/P001.svg',
    'https://a.test/gone.jpg',
    'red.png',
    undefined,
    undefined,
  ]);
  // Pictures of the details are sent as those of the product are.
  expect(rows.map(({ values }) => values.detailPictures)).toEqual([
    ...Array(6).fill(undefined),
    '/pictures/5',
  ]);
  expect(asked.sort()).toEqual([
    'https://a.test/a.jpg',
    'https://a.test/gone.jpg',
    'sent black',
    'sent white',
  ]);
  const told = [...refused.values()].map(({ row: nth, params }) => [nth, params.value, params.reason]);
  expect(told).toEqual([
    [5, 'https://a.test/gone.jpg', 'not there'],
    [6, 'red.png', 'no such file'],
  ]);
  const answer = {
    rows: 2,
    changed: 0,
    unchanged: 0,
    bad: [
      { row: 5, code: 'unreadable' as const, params: { column: 'pictures' } },
      { row: 8, code: 'unknown_sku' as const, params: {} },
    ],
  };
  expect(explained(answer, refused).bad.map(({ code }) => code)).toEqual(['picture_refused', 'unknown_sku']);
  // What did not come may come when it is asked for again.
  await resolved([row(5, 'https://a.test/gone.jpg')]);
  expect(asked.filter((one) => one.endsWith('gone.jpg'))).toHaveLength(2);
});

test('the picture of a place is sent the same way, and what takes one away is no name of a file', async () => {
  const zip = openZip(zipSync({ 'shops/zhifu.jpg': strToU8('front') }));
  const { resolved } = importPictures({
    send: async () => ready,
    fetch: async (address) => address.replace('https://a.test', '/pictures'),
    zip: () => zip,
    missing: 'no such file',
    columns: ['placePicture'],
  });
  const place = (nth: number, placePicture: string): ImportRow => ({
    row: nth,
    values: { locationId: 'B1', pictures: 'white.jpg', placePicture },
  });
  const given = [place(2, 'zhifu.jpg'), place(3, 'https://a.test/b'), place(4, '无'), place(5, 'none')];
  const { rows, refused } = await resolved(given);
  expect(rows.map(({ values }) => values.placePicture)).toEqual([ready, '/pictures/b', '无', 'none']);
  expect(rows.every(({ values }) => values.pictures === 'white.jpg')).toBe(true);
  expect([...refused]).toEqual([]);
  expect([...(await resolved([place(6, 'gone.jpg')])).refused.keys()]).toEqual([6]);
});

test('of two files of one name in an archive neither is taken, and a name is never half of another', () => {
  const zip = openZip(zipSync({ 'a/x.jpg': strToU8('1'), 'b/x.jpg': strToU8('2'), 'max.jpg': strToU8('3') }));
  expect(fileIn(zip, 'x.jpg')).toBe(null);
  expect(fileIn(zip, 'ax.jpg')).toBe(null);
  expect(fileIn(zip, 'A/X.jpg')).toEqual(strToU8('1'));
  expect(fileIn(zip, './max.jpg')).toEqual(strToU8('3'));
});
