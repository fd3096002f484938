/**
 * What `ss` reads in the captured dumps, field by field, is what the view reads.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import type { SocketFacts, State, Timer } from '../model/socket.ts';
import { socketFacts } from './socket-facts.ts';
import { SocketView } from './socket-view.ts';

const path = (name: string): string =>
  fileURLToPath(new URL(`testdata/${name}.nl`, import.meta.url));

/** Every socket of a dump. */
function socketsOf(name: string): SocketFacts[] {
  const view = new SocketView();
  view.attach(readFileSync(path(name)));
  const sockets: SocketFacts[] = [];
  while (view.next() === 'socket') sockets.push(socketFacts(view));
  return sockets;
}

/** How `ss` writes states and timers. */
const SS_STATE: Readonly<Record<string, State>> = {
  ESTAB: 'established',
  'SYN-SENT': 'synSent',
  'SYN-RECV': 'synRecv',
  'FIN-WAIT-1': 'finWait1',
  'FIN-WAIT-2': 'finWait2',
  'TIME-WAIT': 'timeWait',
  UNCONN: 'close',
  'CLOSE-WAIT': 'closeWait',
  'LAST-ACK': 'lastAck',
  LISTEN: 'listen',
  CLOSING: 'closing',
};
const SS_TIMER: Readonly<Record<string, Timer>> = {
  on: 'retransmit',
  keepalive: 'keepalive',
  timewait: 'timeWait',
  persist: 'probe',
};
const SS_SHUTDOWN: Readonly<Record<string, number>> = { '<->': 0, '-->': 1, '<--': 2, '---': 3 };

/** One socket of `ss -Htanoemi`: its two lines as one. */
type Row = string;

/** The number after `key:` (`delivery_rate` has a blank), or 0: `ss` leaves out what is 0. */
const number = (row: Row, key: string): number =>
  Number(new RegExp(` ${key}[: ]([\\d.]+)`).exec(row)?.[1] ?? 0);

const endpoint = (text: string) => {
  const colon = text.lastIndexOf(':');
  const address = text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = text.slice(colon + 1);
  return { address, port: port === '*' ? 0 : Number(port) };
};

function memory(row: Row): SocketFacts['memory'] {
  const found = /skmem:\(r(\d+),rb(\d+),t(\d+),tb(\d+),.*,w(\d+),.*,d(\d+)\)/.exec(row);
  if (found === null) return undefined;
  const [rmemBytes = 0, rcvbufBytes = 0, wmemBytes = 0, sndbufBytes = 0, ...rest] = found
    .slice(1)
    .map(Number);
  const [wmemQueuedBytes = 0, drops = 0] = rest;
  return { rmemBytes, rcvbufBytes, wmemBytes, sndbufBytes, wmemQueuedBytes, drops };
}

/** What every row says. `ss` rounds the time of a timer: it is compared apart. */
function basics(row: Row) {
  const [state = '', recvQueue, sendQueue, local = '', remote = ''] = row.split(/\s+/);
  const [, timer = '', , retries] = /timer:\((\w+),([^,]*),(\d+)\)/.exec(row) ?? [];
  return {
    cookie: String(BigInt(`0x${/ sk:([\da-f]+)/.exec(row)?.[1] ?? '0'}`)),
    state: SS_STATE[state],
    recvQueue: Number(recvQueue),
    sendQueue: Number(sendQueue),
    local: endpoint(local),
    remote: endpoint(remote),
    timer: SS_TIMER[timer] ?? 'off',
    timerRetries: Number(retries ?? 0),
    uid: number(row, 'uid'),
    inode: number(row, 'ino'),
    memory: memory(row),
    congestion: / (bbr|cubic|reno) /.exec(row)?.[1],
    shutdown: SS_SHUTDOWN[/ (<->|-->|<--|---)/.exec(row)?.[1] ?? ''],
  };
}

/** The same of the view, for the addresses as `ss` prints a listener's: `*` is any. */
function basicsOf(socket: SocketFacts) {
  const { cookie, state, recvQueue, sendQueue, local, remote, timer, timerRetries } = socket;
  const { uid, inode, memory: bytes, congestion, shutdown } = socket;
  const queues = { recvQueue, sendQueue };
  const ends = { local: anyAsStar(local, socket), remote: anyAsStar(remote, socket) };
  const rest = { timer, timerRetries, uid, inode, memory: bytes, congestion, shutdown };
  return { cookie, state, ...queues, ...ends, ...rest };
}

/** `ss` writes `*` for `::` where the socket also takes IPv4. */
const anyAsStar = (end: SocketFacts['local'], { local }: SocketFacts) =>
  end.address === '::' && local.address === '::' ? { ...end, address: '*' } : end;

/** What `ss` says of tcp_info, by the names of the model. Milliseconds there are microseconds here. */
function info(row: Row): Readonly<Record<string, number | boolean>> {
  const us = (key: string): number => Math.round(number(row, key) * 1_000);
  const retrans = / retrans:(\d+)\/(\d+)/.exec(row);
  return {
    appLimited: row.includes(' app_limited'),
    backoff: number(row, 'backoff'),
    rtoUs: us('rto'),
    atoUs: us('ato'),
    sndMssBytes: number(row, 'mss'),
    rcvMssBytes: number(row, 'rcvmss'),
    unackedSegs: number(row, 'unacked'),
    lostSegs: number(row, 'lost'),
    retransSegs: Number(retrans?.[1] ?? 0),
    totalRetransSegs: Number(retrans?.[2] ?? 0),
    lastDataSentMs: number(row, 'lastsnd'),
    lastDataRecvMs: number(row, 'lastrcv'),
    lastAckRecvMs: number(row, 'lastack'),
    pmtuBytes: number(row, 'pmtu'),
    rttUs: us('rtt'),
    cwndSegs: number(row, 'cwnd'),
    rcvRttUs: us('rcv_rtt'),
    rcvSpaceBytes: number(row, 'rcv_space'),
    bytesAcked: number(row, 'bytes_acked'),
    bytesReceived: number(row, 'bytes_received'),
    segsOut: number(row, 'segs_out'),
    segsIn: number(row, 'segs_in'),
    notSentBytes: number(row, 'notsent'),
    minRttUs: us('minrtt'),
    dataSegsIn: number(row, 'data_segs_in'),
    dataSegsOut: number(row, 'data_segs_out'),
    deliveryRateBytesPerSec: number(row, 'delivery_rate') / 8,
    bytesSent: number(row, 'bytes_sent'),
    bytesRetrans: number(row, 'bytes_retrans'),
    dsackDups: number(row, 'dsack_dups'),
    reordSeen: number(row, 'reord_seen'),
    sndWndBytes: number(row, 'snd_wnd'),
  };
}

const ms = (us: number): number => Math.floor(us / 1_000);

/** What `ss` rounds: whole milliseconds of busy time, a threshold only when there is one, seconds of timers. */
function assertRounded(row: Row, socket: SocketFacts): void {
  const {
    busyUs = 0,
    rwndLimitedUs = 0,
    sndbufLimitedUs = 0,
    ssthreshSegs = 0,
  } = socket.info ?? {};
  assert.equal(ms(busyUs), number(row, 'busy'));
  assert.equal(ms(rwndLimitedUs), number(row, 'rwnd_limited'));
  assert.equal(ms(sndbufLimitedUs), number(row, 'sndbuf_limited'));
  const options = Number(row.includes(' ts ')) + 2 * Number(row.includes(' sack '));
  assert.equal((socket.info?.options ?? 0) & 3, options);
  assert.equal(ssthreshSegs < 0xffff ? ssthreshSegs : 0, number(row, 'ssthresh'));
  const [, whole = ''] = /timer:\(\w+,([^,]*),/.exec(row) ?? [];
  assert.equal(asSsTimer(socket.timerMs), whole);
}

/** `print_ms_timer` of iproute2: minutes, or seconds from ten on; below, seconds and thousandths, then `ms`. */
function asSsTimer(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const head = minutes > 0 ? `${minutes}min` : '';
  const tail =
    seconds % 60 > 0 ? `${seconds % 60}${seconds > 9 || ms % 1_000 === 0 ? 'sec' : '.'}` : '';
  if (minutes > 9) return head;
  const thousandths = String(ms % 1_000);
  const rest =
    ms % 1_000 > 0 && seconds <= 9
      ? `${seconds > 0 ? thousandths.padStart(3, '0') : thousandths}ms`
      : '';
  return head + tail + rest;
}

/** Skips, saying why, where `ss` is not installed; with LAB=require that is a failure. */
function needsSs(): { skip?: string } {
  if (spawnSync('ss', ['-V']).status === 0) return {};
  const reason = 'Needs ss, of iproute2';
  if (process.env['LAB'] === 'require') throw new Error(`Cannot skip with LAB=require: ${reason}`);
  return { skip: reason };
}

/** Recordings, and the fewest sockets in each. */
const RECORDED = [
  ['ipv4', 40],
  ['ipv6', 40],
  ['ipv4-bare', 40],
  ['ipv4-5.10', 25],
  ['ipv4-6.1', 25],
  ['ipv4-6.12', 25],
  ['ipv4-7.2', 25],
] as const;

for (const [name, fewest] of RECORDED) {
  test(`${name}: ss reads the same in the same bytes`, needsSs(), () => {
    const env = { ...process.env, TCPDIAG_FILE: path(name) };
    const { stdout } = spawnSync('ss', ['-Htanoemi'], { env, encoding: 'utf8' });
    const rows: Row[] = stdout
      .replaceAll(/\n[ \t]+/g, ' ')
      .trimEnd()
      .split('\n')
      .map((row) => `${row} `);
    const sockets = socketsOf(name);
    assert.equal(rows.length, sockets.length);
    assert.ok(rows.length >= fewest, `${rows.length} sockets`);
    for (const [n, socket] of sockets.entries()) {
      const row = rows[n] ?? '';
      assert.deepEqual(basicsOf(socket), basics(row), row);
      assertRounded(row, socket);
      if (socket.info === undefined) continue;
      const expected = info(row);
      const seen = Object.fromEntries(
        Object.keys(expected).map((key) => [key, Reflect.get(socket.info ?? {}, key) ?? 0]),
      );
      assert.deepEqual(seen, expected, row);
    }
  });
}
