/**
 * The limit of the whole machine on TCP memory, used up by data that nobody reads.
 * @module
 */
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { IN_VAIN, READ, UNREAD_MEASURES, unreadUploads } from './unread-uploads.ts';

const RULE = 'tcp-memory-limit';
const KEY = 'net.ipv4.tcp_mem';
/** Pages of 4 KB: 8 MB at most. */
const LOW = '1000 1333 2000';
/** 160 MB. */
const RAISED = '20000 26666 40000';
/** Third numbers: what a socket may take in the end. */
const LOWER_MAXIMUM = {
  'net.ipv4.tcp_rmem': '4096 8192 8192',
  'net.ipv4.tcp_wmem': '4096 8192 8192',
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  stage.machine({ [KEY]: lever === 'raise-limit' ? RAISED : LOW });
  if (lever === 'lower-maximum') {
    await Promise.all([
      stage.sysctl('server', LOWER_MAXIMUM),
      stage.sysctl('client', LOWER_MAXIMUM),
    ]);
  }
  return unreadUploads(stage, lever);
}

/** The limit of the machine, reached. */
export const tcpMemoryMachine: Trial = {
  id: 'tcp-memory-machine',
  rule: RULE,
  families: BOTH,
  needs: ['own-machine'],
  machine: [KEY],
  alone: true,
  story: {
    en: 'All TCP sockets of the machine together may use 8 MB (net.ipv4.tcp_mem). A server does not read 200 uploads; 40 clients send 100 KB each to another service.',
    ko: '시스템의 모든 TCP 소켓이 합쳐 8MB까지만 쓸 수 있습니다(net.ipv4.tcp_mem). 서버가 업로드 200개를 읽지 않는 동안 클라이언트 40개가 다른 서비스에 100KB씩 보냅니다.',
  },
  crowd: {
    en: '200 unread uploads on a machine with 8 MB for TCP',
    ko: 'TCP 메모리 한도 8MB인 시스템에서 읽지 않은 업로드 200개',
  },
  measures: UNREAD_MEASURES,
  finds: { side: 'server', rule: RULE },
  levers: [
    READ,
    {
      id: 'raise-limit',
      kind: 'remedy',
      at: 'kernel',
      what: { en: `${KEY}="${RAISED}" (160 MB)`, ko: `${KEY}="${RAISED}"(160MB)` },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'lower-maximum',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: 'net.ipv4.tcp_rmem and tcp_wmem of 8 KB at most',
        ko: 'net.ipv4.tcp_rmem, tcp_wmem 최대 8KB',
      },
      effect: { kind: 'better', times: 4 },
    },
    ...IN_VAIN,
  ],
  begin,
};
