/**
 * A survey in which much is wrong at once, so that most of what rules and reports say gets said.
 * @module
 */
import type { Survey } from '../src/model/survey.ts';
import { sampleDestination } from '../src/rules/sample-ports.ts';
import type { SampleLook } from '../src/rules/sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSurvey,
} from '../src/rules/sample.ts';
import { sender } from '../src/rules/sender-sample.ts';
import { socketWith } from '../src/rules/trail-sample.ts';

/** Reads nothing while its window is closed. */
const unread = (n: number) =>
  socketWith(
    { cookie: 'unread', recvQueue: 60_000, inode: 8_081 },
    { lastDataRecvMs: 5_000 + n * 1_000 },
  );

/** In CLOSE_WAIT for minutes, with an owner. */
const abandoned = (n: number) =>
  socketWith(
    { cookie: 'abandoned', state: 'closeWait', inode: 8_082 },
    { lastAckRecvMs: 300_000 + n * 1_000 },
  );

const look = (n: number): SampleLook => ({
  counters: {
    'TcpExt.ListenOverflows': n * 200,
    'TcpExt.ListenDrops': n * 200,
    'TcpExt.TCPToZeroWindowAdv': n * 5,
    'TcpExt.TCPTimeWaitOverflow': n * 9,
    'TcpExt.PAWSEstab': n * 40,
    'Tcp.PassiveOpens': n * 100,
    'Tcp.AttemptFails': n * 30,
    'Tcp.OutRsts': n * 30,
  },
  listeners: [sampleListener({ waiting: 129, drops: n * 200 })],
  services: [sampleService({ established: 400, unaccepted: 129, oldestUnacceptedMs: 4_000 })],
  destinations: [sampleDestination({ timeWait: 28_232, inodes: [8_083] })],
  destinationsTotal: 1,
  conntrack: { count: 262_144, max: 262_144, drops: BigInt(n * 7) },
  kept: {
    unread: [unread(n)],
    limited: [sender({ rwnd: 0.9, windows: [65_535, 65_535, 65_535] })(n)],
  },
  groups: {
    closeWait: [
      {
        family: 'ipv4',
        direction: 'inbound',
        port: 80,
        count: 900,
        owned: 900,
        examples: [abandoned(n)],
      },
    ],
  },
});

/** Survey of one namespace with a full accept queue, used-up ports, a leak, and more. */
export const troubled: Survey = sampleSurvey([
  sampleNamespace([look(0), look(1), look(2)], {
    owners: Object.fromEntries(
      [8_080, 8_081, 8_082, 8_083].map((inode) => [inode, [sampleOwner()]]),
    ),
  }),
]);
