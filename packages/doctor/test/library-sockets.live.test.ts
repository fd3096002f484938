import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { until } from '../src/lab/until.ts';
import { DecodeError, sockets, UsageError } from '../src/mod.ts';
import type { Endpoint, SocketFacts, State } from '../src/mod.ts';
import { listenOn } from './loopback.ts';
import type { Loopback, Server } from './loopback.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };
const BACKLOG = 37;

const openFiles = (): number => readdirSync('/proc/self/fd').length;

test('sockets() finds this process, with the fields asked for and no other', LINUX, async () => {
  await using server = await listenOn('127.0.0.1');
  const client = await server.open();
  const fields = ['state', 'local', 'uid', 'sendQueue'] as const;
  const found = [...sockets({ fields, filter: { localPort: server.port } })];
  const local = { address: '127.0.0.1', port: server.port };
  const uid = process.getuid?.() ?? -1;
  assert.deepEqual(
    found.toSorted((a, b) => a.state.localeCompare(b.state)),
    [
      { state: 'established', local, uid, sendQueue: 0 },
      { state: 'listen', local, uid, sendQueue: BACKLOG },
    ],
  );
  const [own] = sockets({ filter: { localPort: client.localPort ?? 0 } });
  assert.deepEqual(own?.remote, local);
  assert.ok((own?.info?.rttUs ?? 0) > 0, 'every field without a list of fields');
});

test(
  'sockets() yields exactly those the filter, the states and the family name',
  LINUX,
  async () => {
    await using server = await listenOn('127.0.0.1');
    await using other = await listenOn('127.0.0.1');
    const clients = await Promise.all([server.open(), server.open(), other.open()]);
    const ports = (query: Parameters<typeof sockets>[0]): number[] =>
      [...sockets(query)].map(({ local }) => local.port).toSorted((a, b) => a - b);
    const own = clients.slice(0, 2).map((client) => client.localPort ?? 0);
    assert.deepEqual(
      ports({ filter: { remotePort: server.port } }),
      own.toSorted((a, b) => a - b),
    );
    assert.deepEqual(ports({ filter: { localPort: other.port }, states: ['listen'] }), [
      other.port,
    ]);
    assert.deepEqual(ports({ filter: { localPort: other.port }, families: ['ipv6'] }), []);
    assert.deepEqual(ports({ filter: { localPort: other.port, remote: '10.9.9.0/24' } }), []);
    assert.deepEqual(
      ports({
        filter: { localPortMin: server.port, localPortMax: server.port, remote: '127.0.0.0/8' },
      }),
      [server.port, server.port],
    );
  },
);

test(
  'sockets() given up halfway leaves the next call whole, and no descriptor',
  LINUX,
  async () => {
    await using server = await listenOn('127.0.0.1');
    for (let n = 0; n < 20; n++) await server.open();
    const query = { fields: ['cookie'], filter: { localPort: server.port } } as const;
    const count = (): number => [...sockets(query)].length;
    assert.equal(count(), 21);
    const before = openFiles();
    for (let n = 0; n < 10; n++) {
      for (const socket of sockets({ fields: ['cookie'] })) {
        assert.match(socket.cookie, /^\d+$/);
        break;
      }
      assert.equal(count(), 21);
    }
    const started = sockets(query);
    started.next();
    assert.equal(count(), 21, 'while another walk is under way');
    assert.equal([...started].length, 20, 'which then goes on where it was');
    assert.equal(openFiles(), before);
  },
);

test('sockets() refuses what makes no sense with an error of its own', LINUX, () => {
  const all = (query: Parameters<typeof sockets>[0]) => () => [...sockets(query)];
  assert.throws(all({ netns: 'no-such-namespace' }), UsageError);
  assert.throws(all({ netns: 'pid:4194305' }), UsageError);
  assert.throws(all({ filter: { local: 'nonsense' } }), DecodeError);
  assert.throws(all({ filter: { localPort: 65_536 } }), RangeError);
  assert.throws(all({ filter: { localPort: 0.5 } }), RangeError);
});

test('sockets() knows the type of what was asked for, and nothing else', LINUX, () => {
  type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
  type Yielded<G> = G extends Generator<infer T> ? T : never;
  const some = sockets({ fields: ['remote', 'state'] });
  const narrow: Same<
    Yielded<typeof some>,
    { readonly remote: Endpoint; readonly state: State }
  > = true;
  const all = sockets();
  const whole: Same<Yielded<typeof all>, SocketFacts> = true;
  assert.deepEqual([narrow, whole], [true, true], 'the compiler has judged');
});

/** One socket in the words of both readings. */
type Line = `${State} ${string}`;

const ADDRESS: Readonly<Record<string, string>> = {
  '00000000': '0.0.0.0',
  '0100007F': '127.0.0.1',
  '00000000000000000000000000000000': '::',
  '00000000000000000000000001000000': '::1',
};
const TABLE_STATES: Readonly<Record<string, State>> = {
  '01': 'established',
  '04': 'finWait1',
  '05': 'finWait2',
  '06': 'timeWait',
  '08': 'closeWait',
  '09': 'lastAck',
  '0A': 'listen',
};

/** What /proc/net/tcp and tcp6 say of these server ports. */
function fromTable(ports: ReadonlySet<number>): string[] {
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
    readFileSync(path, 'utf8').trimEnd().split('\n').slice(1),
  );
  const lines = rows.flatMap((row) => {
    const words = row.trim().split(/\s+/);
    const end = (word = ''): Endpoint => {
      const [address = '', port = ''] = word.split(':');
      return { address: ADDRESS[address] ?? address, port: Number.parseInt(port, 16) };
    };
    const [, local, remote, state = '', queues = ''] = words;
    const [sent = '', received = ''] = queues.split(':');
    return lineOf(ports, {
      state: TABLE_STATES[state] ?? 'close',
      local: end(local),
      remote: end(remote),
      sendQueue: Number.parseInt(sent, 16),
      recvQueue: Number.parseInt(received, 16),
      uid: Number(words[7]),
      inode: Number(words[9]),
    });
  });
  return lines.toSorted();
}

const FIELDS = ['state', 'local', 'remote', 'sendQueue', 'recvQueue', 'uid', 'inode'] as const;

const fromKernel = (ports: ReadonlySet<number>): string[] =>
  [...sockets({ fields: FIELDS })].flatMap((socket) => lineOf(ports, socket)).toSorted();

/** The limit of a listener is left out: the table has 0 for it. */
function lineOf(
  ports: ReadonlySet<number>,
  socket: Pick<SocketFacts, (typeof FIELDS)[number]>,
): Line[] {
  const { state, local, remote, recvQueue, uid, inode } = socket;
  if (!ports.has(local.port) && !ports.has(remote.port)) return [];
  const sendQueue = state === 'listen' ? 0 : socket.sendQueue;
  const ends = `${local.address} ${local.port} ${remote.address} ${remote.port}`;
  return [`${state} ${ends} ${sendQueue} ${recvQueue} ${uid} ${inode}`];
}

/** What becomes of a connection. */
const FATES = [
  'stays',
  'waits with bytes',
  'client half-closed',
  'server half-closed',
  'closed',
] as const;

async function bringAbout(server: Server, fate: (typeof FATES)[number]): Promise<void> {
  const client = await server.open();
  const peer = server.accepted.at(-1);
  if (fate === 'waits with bytes') client.write('unread');
  if (fate === 'client half-closed' || fate === 'closed') client.end();
  if (fate === 'server half-closed' || fate === 'closed') peer?.end();
}

const CROWD = fc.array(
  fc.tuple(fc.constantFrom<Loopback>('127.0.0.1', '::1'), fc.constantFrom(...FATES)),
  {
    maxLength: 20,
  },
);

test('sockets() says what /proc/net/tcp says, whatever sockets there are', LINUX, async () => {
  await fc.assert(
    fc.asyncProperty(CROWD, async (crowd) => {
      await using v4 = await listenOn('127.0.0.1');
      await using v6 = await listenOn('::1');
      for (const [host, fate] of crowd) await bringAbout(host === '::1' ? v6 : v4, fate);
      const ports = new Set([v4.port, v6.port]);
      await until('both readings to be of one moment', () => {
        const [seen, table] = [fromKernel(ports), fromTable(ports)];
        return seen.length >= 2 && seen.join('\n') === table.join('\n');
      });
    }),
    { numRuns: 12 },
  );
});
