import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';
import { fetchPublic } from './public-fetch.ts';

const privateOnes = [
  ...['0.0.0.0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ...['127.0.0.1', '127.255.255.254', '169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  ...['192.0.0.170', '192.0.2.1', '192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255'],
  ...['198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0'],
  ...[
    'fec0::1',
    'ff02::1',
    '2001::1',
    '2001:10::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '3fff::1',
    'fd00:ec2::254',
  ],
];
const publicOnes = [
  ...['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.1', '126.255.255.255', '128.0.0.1', '169.253.1.1'],
  ...['172.15.255.255', '172.32.0.1', '192.167.0.1', '192.169.0.1', '198.17.0.1', '198.20.0.1', '223.5.5.5'],
  ...['2400:3200::1', '2606:4700:4700::1111', '2001:4860:4860::8888', '240e::1'],
];

test('an address is public or not, over the whole list of kinds', () => {
  for (const one of privateOnes) expect([one, isPublicAddress(one)]).toEqual([one, false]);
  for (const one of publicOnes) expect([one, isPublicAddress(one)]).toEqual([one, true]);
  for (const one of ['', 'localhost', '1.2.3', '0x7f.1', '1.2.3.4.5', '[::1]', '8.8.8.8 '])
    expect([one, isPublicAddress(one)]).toEqual([one, false]);
});

test('no address of a private network is public, however it is written as IPv6', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(
      fc.constantFrom('10', '127', '192.168', '169.254', '172.20'),
      octet,
      octet,
      octet,
      (net, a, b, c) => {
        const parts = [...net.split('.'), a, b, c].slice(0, 4).map(Number);
        const plain = parts.join('.');
        const hex = (at: number) => (((parts[at] ?? 0) << 8) | (parts[at + 1] ?? 0)).toString(16);
        const written = [
          plain,
          `::ffff:${plain}`,
          `::${plain}`,
          `64:ff9b::${hex(0)}:${hex(2)}`,
          `2002:${hex(0)}:${hex(2)}::`,
        ];
        for (const one of written) expect([one, isPublicAddress(one)]).toEqual([one, false]);
      },
    ),
  );
});

let server: ReturnType<typeof createServer>;
let port: string;
let answer: RequestListener = (_, response) => response.end('x');
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = String((server.address() as AddressInfo).port);
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
});

/** As if the loopback address were somebody on the internet, called shop.test. */
function fetched(address: string, more: Partial<Parameters<typeof fetchPublic>[1]> = {}) {
  asked = [];
  return fetchPublic(address, {
    maxBytes: 1_000,
    totalMs: 2_000,
    ports: ['', port],
    mayReach: (one) => one === '127.0.0.1' || isPublicAddress(one),
    resolve: async (host) => [{ address: host === 'inner.test' ? '10.0.0.7' : '127.0.0.1' }],
    ...more,
  });
}

test('what a public address has is fetched from it, under its name', async () => {
  answer = (_, response) => response.end('a picture');
  const got = await fetched(`http://shop.test:${port}/a.jpg?b=1`);
  expect(got.kind === 'fetched' && got.bytes.toString()).toBe('a picture');
  expect(asked).toEqual([`shop.test:${port}/a.jpg?b=1`]);
});

test('nobody goes to a private address, however it is named, and not by a redirect', async () => {
  const direct = [
    ...['http://127.0.0.1/', 'http://[::1]/', 'http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/'],
    ...['http://169.254.169.254/latest/meta-data/', 'http://[::ffff:10.0.0.1]/', 'http://localhost/'],
    ...['ftp://shop.test/', 'file:///etc/passwd', 'gopher://shop.test/', 'data:image/png,x', 'no address'],
    ...['http://me:secret@shop.test/', 'http://shop.test:22/', 'https://shop.test:8443/'],
  ];
  for (const address of direct)
    expect([address, await fetchPublic(address, { maxBytes: 10, totalMs: 2_000 })]).toEqual([
      address,
      { kind: 'refused' },
    ]);
  for (const location of ['http://10.0.0.1/', 'http://inner.test/x', 'file:///etc/passwd', '//[fe80::1]/']) {
    answer = (_, response) => response.writeHead(302, { location }).end();
    expect([location, await fetched(`http://shop.test:${port}/`)]).toEqual([location, { kind: 'refused' }]);
  }
  // One private address among the public ones of a name.
  answer = (_, response) => response.end('x');
  const both = async () => [{ address: '127.0.0.1' }, { address: '192.168.1.1' }];
  expect(await fetched(`http://shop.test:${port}/`, { resolve: both })).toEqual({ kind: 'refused' });
  expect(asked).toEqual([]);
});

test('a name is asked once for each step: what it means later changes nothing', async () => {
  let asks = 0;
  answer = (request, response) =>
    request.url === '/' ? response.writeHead(301, { location: '/b' }).end() : response.end('b');
  const got = await fetched(`http://shop.test:${port}/`, {
    async resolve() {
      asks += 1;
      return [{ address: '127.0.0.1' }];
    },
  });
  expect([got.kind, asks, asked.length]).toEqual(['fetched', 2, 2]);
});

test('it comes to an end: too large, too slow, in circles, cut off, or an answer that is none', async () => {
  const outcome = async (listener: RequestListener, more = {}) => {
    answer = listener;
    const got = await fetched(`http://shop.test:${port}/`, more);
    return got.kind === 'failed' ? got.reason : got.kind;
  };
  expect(await outcome((_, r) => r.writeHead(404).end())).toBe('status');
  expect(await outcome((_, r) => r.writeHead(302, { location: '/again' }).end())).toBe('redirects');
  expect(await outcome((_, r) => r.end(Buffer.alloc(1_001)))).toBe('too_large');
  // Without a length it is counted as it comes.
  expect(
    await outcome((_, r) => {
      for (let nth = 0; nth < 20; nth += 1) r.write(Buffer.alloc(100));
      r.end();
    }),
  ).toBe('too_large');
  expect(
    await outcome((_, r) => r.writeHead(200, { 'content-length': '900' }).write('a'), { totalMs: 150 }),
  ).toBe('timeout');
  expect(
    await outcome((_, r) => {
      r.writeHead(200, { 'content-length': '900' }).write('a');
      setTimeout(() => r.destroy(), 20);
    }),
  ).toBe('unreachable');
  expect(await outcome(() => {}, { totalMs: 150 })).toBe('timeout');
  expect(await outcome((_, r) => r.end('x'), { resolve: async () => [] })).toBe('unreachable');
});
