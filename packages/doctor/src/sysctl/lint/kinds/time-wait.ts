/**
 * Rules of thumb about TIME_WAIT.
 * @module
 */
import { num } from '../../../model/text.ts';
import type { LintContext } from '../context.ts';
import { DELETE, offKind, valueKind } from './kind.ts';
import type { Kind } from './kind.ts';

const MEASURED = 'measured on Linux 6.18';

/** What a machine with 8 GB of memory begins with. */
const FEW_BUCKETS = 32_768;

/**
 * What this machine begins with, at most `FEW_BUCKETS`: half its table of connections, which has a bucket for
 * each 128 KB of memory, rounded up to a power of two.
 *
 * Source: tcp_init(), tcp_sk_init(); measured on Linux 6.18: 131,072 with 24 GB.
 */
const usualBuckets = ({ running }: LintContext): number =>
  running === undefined
    ? FEW_BUCKETS
    : Math.min(FEW_BUCKETS, 2 ** Math.ceil(Math.log2(running.memoryBytes / 131_072)) / 2);

/** In the order in which guides name them. */
export const TIME_WAIT_KINDS: readonly Kind[] = [
  valueKind({
    id: 'tw-reuse-without-timestamps',
    severity: 'warning',
    name: { en: 'tcp_tw_reuse without timestamps', ko: '타임스탬프 없는 tcp_tw_reuse' },
    source: `tcp_twsk_unique(); ${MEASURED}: 0 of 30 connects reuse a port`,
    keys: ['net.ipv4.tcp_tw_reuse'],
    judge: ([value], _winner, { inForce }) =>
      value !== 0 && inForce('net.ipv4.tcp_timestamps') === '0'
        ? {
            why: {
              en: 'Only a connection with timestamps is reused, and tcp_timestamps is 0: this does nothing',
              ko: '타임스탬프를 쓰는 연결만 재사용되는데 tcp_timestamps가 0이므로 효과가 없습니다',
            },
            instead: {
              en: 'Write net.ipv4.tcp_timestamps = 1',
              ko: 'net.ipv4.tcp_timestamps = 1로 씁니다',
            },
          }
        : undefined,
  }),
  valueKind({
    id: 'tw-reuse-outgoing',
    severity: 'note',
    name: {
      en: 'tcp_tw_reuse is for outgoing connections',
      ko: '나가는 연결에만 쓰이는 tcp_tw_reuse',
    },
    source: `tcp_twsk_unique(); ${MEASURED}`,
    keys: ['net.ipv4.tcp_tw_reuse'],
    judge: ([value], _winner, { inForce }) =>
      value === 1 && inForce('net.ipv4.tcp_timestamps') !== '0'
        ? {
            why: {
              en: 'It acts in connect() only: a server gains nothing for connections it accepts. 64 ports gave 64 connections a second with it, one kept connection 270,102 requests in three seconds',
              ko: 'connect()에만 작용하므로 서버가 받는 연결에는 효과가 없습니다. 포트 64개로 초당 연결 64개가 한계였고, 연결 하나를 유지하면 3초에 요청 270,102건을 처리했습니다',
            },
            instead: {
              en: 'Keep it where one destination runs out of ports; on a pure server delete it. Better: keep-alive, a pool',
              ko: '목적지 하나에 포트가 모자라는 호스트에서만 씁니다. 순수 서버라면 지웁니다. keep-alive와 커넥션 풀이 더 낫습니다',
            },
          }
        : undefined,
  }),
  valueKind({
    id: 'fin-timeout-no-cure',
    severity: 'warning',
    name: { en: 'tcp_fin_timeout against TIME_WAIT', ko: 'TIME_WAIT를 줄이려는 tcp_fin_timeout' },
    source: `TCP_TIMEWAIT_LEN; ${MEASURED}: TIME_WAIT lasts 61 s with tcp_fin_timeout 5`,
    keys: ['net.ipv4.tcp_fin_timeout'],
    judge: ([value = 60]) =>
      value < 60
        ? {
            why: {
              en: 'It shortens FIN_WAIT_2 of closed connections only. TIME_WAIT lasts 60 seconds whatever this says, and no port becomes free earlier; peers that still send get a reset',
              ko: '닫힌 연결의 FIN_WAIT_2만 짧아집니다. TIME_WAIT는 항상 60초이고 포트도 더 빨리 비지 않으며, 아직 데이터를 보내던 상대는 RST를 받습니다',
            },
            instead: DELETE,
          }
        : undefined,
  }),
  valueKind({
    id: 'tw-buckets-low',
    severity: 'warning',
    name: { en: 'tcp_max_tw_buckets lowered', ko: '낮춘 tcp_max_tw_buckets' },
    source: `ip-sysctl.rst: "must not lower the limit artificially"; ${MEASURED}`,
    keys: ['net.ipv4.tcp_max_tw_buckets'],
    judge: ([value = FEW_BUCKETS], _winner, context) =>
      value < usualBuckets(context)
        ? {
            why: {
              en: `From ${num(value)} on connections skip TIME_WAIT: late packets are answered with resets and the end of a reply can be lost. Each costs 256 bytes, all of them ${num(Math.round((value * 256) / 1e6))} MB`,
              ko: `${num(value)}개부터는 TIME_WAIT를 건너뛰어 늦게 온 패킷에 RST로 응답하고 응답 끝부분이 유실될 수 있습니다. 하나에 256바이트라 절약되는 메모리도 거의 없습니다`,
            },
            instead: DELETE,
          }
        : undefined,
  }),
  offKind({
    id: 'timestamps-off',
    name: { en: 'timestamps turned off', ko: '꺼진 타임스탬프' },
    source: `RFC 7323; ${MEASURED}`,
    keys: ['net.ipv4.tcp_timestamps'],
    why: {
      en: 'The uptime that they once gave away hides behind a random offset since Linux 4.10. Without them 12 bytes a packet are saved, and what is lost is protection against old segments, good round-trip times, tcp_tw_reuse, and window scaling and SACK of connections that came by a SYN cookie',
      ko: '업타임 노출은 4.10부터 연결마다 임의 오프셋을 더해 막았습니다. 끄면 패킷당 12바이트를 아끼는 대신 오래된 세그먼트 차단, 정확한 RTT 측정, tcp_tw_reuse, SYN 쿠키 연결의 윈도 스케일링과 SACK을 잃습니다',
    },
  }),
];
