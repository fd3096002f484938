/**
 * Limits of the machine, and values without a reason.
 * @module
 */
import { josa, num } from '../../../model/text.ts';
import type { LintContext } from '../context.ts';
import { DELETE, valueKind } from './kind.ts';
import type { Kind } from './kind.ts';

const KEEPALIVE = ['time', 'intvl', 'probes'].map((name) => `net.ipv4.tcp_keepalive_${name}`);

/** Longest silence of a connection that keepalive holds, s. */
function keepaliveS({ inForce }: LintContext): number {
  const [time = 7_200, interval = 75, probes = 9] = KEEPALIVE.map((key) =>
    Number(inForce(key) ?? Number.NaN),
  ).map((value, n) => (Number.isNaN(value) ? [7_200, 75, 9][n] : value));
  return time + interval * probes;
}

/** Special ones first, then the bounds of the catalogue. */
export const HOST_KINDS: readonly Kind[] = [
  valueKind({
    id: 'file-max-finite',
    severity: 'warning',
    name: { en: 'fs.file-max set to a number', ko: '숫자로 정한 fs.file-max' },
    source:
      'systemd NEWS 240; getrlimit(2); measured: EMFILE at 40 files with 559 of 2,466,170 open',
    keys: ['fs.file-max'],
    judge: ([value = 0]) =>
      value < 2 ** 53
        ? {
            why: {
              en: `It is the limit of the whole machine. The kernel sets it by memory and systemd 240 and later to the highest there is, which ${num(value)} lowers; a server meets RLIMIT_NOFILE of its process first`,
              ko: `시스템 전체 한도입니다. systemd 240부터는 사실상 무제한이고 커널도 메모리에 맞춰 정하므로 ${josa(num(value), '은/는')} 오히려 낮추기 쉽습니다. 서버가 걸리는 것은 프로세스의 RLIMIT_NOFILE입니다`,
            },
            instead: {
              en: 'Delete the line; write LimitNOFILE= into the unit of the service',
              ko: '이 줄을 지우고 서비스 유닛에 LimitNOFILE=을 씁니다',
            },
          }
        : undefined,
  }),
  valueKind({
    id: 'nr-open-lowered',
    severity: 'warning',
    name: { en: 'fs.nr_open below the default', ko: '기본값보다 낮은 fs.nr_open' },
    source: 'do_prlimit(): EPERM; fs/file.c: 1048576',
    keys: ['fs.nr_open'],
    judge: ([value = 0]) =>
      value < 1_048_576
        ? {
            why: {
              en: 'No process can raise RLIMIT_NOFILE above it: a unit with a higher LimitNOFILE= gets less than it asks for',
              ko: '어떤 프로세스도 RLIMIT_NOFILE을 이보다 높일 수 없어, LimitNOFILE=이 더 큰 유닛은 요청한 만큼 받지 못합니다',
            },
            instead: DELETE,
          }
        : undefined,
  }),
  valueKind({
    id: 'conntrack-forgets-first',
    severity: 'warning',
    name: {
      en: 'the firewall forgets before keepalive asks',
      ko: 'keepalive보다 짧은 conntrack 타임아웃',
    },
    source: 'nf_conntrack-sysctl.rst; tcp_keepalive_time',
    keys: ['net.netfilter.nf_conntrack_tcp_timeout_established'],
    judge: ([value = 432_000], _winner, context) => {
      const quiet = keepaliveS(context);
      return value < quiet
        ? {
            why: {
              en: `After ${num(value)} quiet seconds the table forgets a connection that keepalive holds for up to ${num(quiet)}: behind NAT or a strict firewall it then hangs`,
              ko: `${num(value)}초 동안 통신이 없으면 테이블에서 지워지는데 keepalive는 최대 ${num(quiet)}초까지 연결을 유지합니다. NAT나 엄격한 방화벽 뒤에서는 연결이 멈춥니다`,
            },
            instead: {
              en: `Write at least ${num(quiet)}, or lower net.ipv4.tcp_keepalive_time and switch SO_KEEPALIVE on`,
              ko: `${num(quiet)} 이상으로 쓰거나, net.ipv4.tcp_keepalive_time을 낮추고 SO_KEEPALIVE를 켭니다`,
            },
          }
        : undefined;
    },
  }),
  valueKind({
    id: 'conntrack-buckets',
    severity: 'note',
    name: { en: 'a large table on a small hash', ko: '해시 크기에 비해 큰 conntrack 테이블' },
    source: 'nf_conntrack-sysctl.rst: nf_conntrack_buckets',
    keys: ['net.netfilter.nf_conntrack_max'],
    judge: ([max = 0], _winner, { inForce }) => {
      const buckets = Number(inForce('net.netfilter.nf_conntrack_buckets') ?? 262_144);
      return max > buckets * 4
        ? {
            why: {
              en: `${num(max)} connections on ${num(buckets)} buckets: every packet searches a chain of ${num(max / buckets)}`,
              ko: `버킷 ${num(buckets)}개에 연결 ${num(max)}개이므로 패킷마다 평균 ${num(max / buckets)}개를 훑습니다`,
            },
            instead: {
              en: `Add net.netfilter.nf_conntrack_buckets = ${Math.ceil(max / 4)}`,
              ko: `net.netfilter.nf_conntrack_buckets = ${Math.ceil(max / 4)} 줄을 추가합니다`,
            },
          }
        : undefined;
    },
  }),
  valueKind({
    id: 'unusual-value',
    severity: 'warning',
    name: { en: 'a value that needs a reason', ko: '이유가 필요한 값' },
    source: 'catalogue of settings: safe range',
    judge: ([value], { setting: { safe } }) =>
      safe !== undefined && value !== undefined && (value < safe.min || value > safe.max)
        ? {
            ...((value < safe.min ? 'below' : 'above') === safe.harms
              ? {}
              : { severity: 'note' as const }),
            why: {
              en: `Outside of ${num(safe.min)} to ${num(safe.max)}: ${safe.because.en}`,
              ko: `${num(safe.min)}~${num(safe.max)} 범위 밖입니다. ${safe.because.ko}`,
            },
            instead: {
              en: `Write ${safe.min} to ${safe.max}; where there is a reason, say it above the line with # tcpdoctor: allow unusual-value`,
              ko: `${safe.min}~${safe.max} 사이로 씁니다. 이유가 있다면 줄 위에 # tcpdoctor: allow unusual-value 주석과 함께 적습니다`,
            },
          }
        : undefined,
  }),
];
