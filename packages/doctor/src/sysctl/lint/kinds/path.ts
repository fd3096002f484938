/**
 * Congestion control and the path.
 * @module
 */
import { josa } from '../../../model/text.ts';
import type { Winner } from '../../../kernel/sysctl-files/winners.ts';
import type { LintContext } from '../context.ts';
import { DELETE, valueKind } from './kind.ts';
import type { Kind } from './kind.ts';

const CONGESTION = 'net.ipv4.tcp_congestion_control';

/** Every congestion control that a kernel from 5.4 on has, loaded or not. */
const ALGORITHMS: ReadonlySet<string> = new Set(
  'reno cubic bbr bic cdg dctcp highspeed htcp hybla illinois lp nv scalable vegas veno westwood yeah'.split(
    ' ',
  ),
);

/** Whether the running kernel has it, loaded or as a module; `undefined` when that cannot be told. */
function isAvailable(name: string, { running }: LintContext): boolean | undefined {
  if (running === undefined) return undefined;
  const loaded = running.value('net.ipv4.tcp_available_congestion_control')?.split(' ');
  if (loaded === undefined) return undefined;
  if (loaded.includes(name)) return true;
  return running.modules?.has(`tcp_${name}`);
}

const isAllowed = (name: string, { running }: LintContext): boolean =>
  running === undefined ||
  running.isFirstNamespace ||
  running.value('net.ipv4.tcp_allowed_congestion_control')?.split(' ').includes(name) !== false;

const usesBbr = ({ inForce }: LintContext): boolean => inForce(CONGESTION) === 'bbr';

const isFileWinner = (winner: Winner, { won }: LintContext): boolean =>
  [...won.values()].some((map) => map.get(CONGESTION)?.file === winner.file);

/** From what fails to what is taste. */
export const PATH_KINDS: readonly Kind[] = [
  valueKind({
    id: 'congestion-control-missing',
    severity: 'error',
    name: { en: 'a congestion control that is not there', ko: '사용할 수 없는 혼잡 제어' },
    source: 'tcp_set_default_congestion_control(): ENOENT; EPERM in another namespace (measured)',
    keys: [CONGESTION],
    judge: (_values, { value }, context) => {
      if (!isAllowed(value, context)) {
        return {
          why: {
            en: `This network namespace may only use what the first one allows, and ${value} is not among it: EPERM, even for root`,
            ko: `이 네트워크 네임스페이스는 첫 네임스페이스가 허용한 것만 쓸 수 있는데 ${josa(value, '은/는')} 없습니다. root여도 EPERM입니다`,
          },
          instead: {
            en: `On the host add it to net.ipv4.tcp_allowed_congestion_control`,
            ko: '호스트의 net.ipv4.tcp_allowed_congestion_control에 추가합니다',
          },
        };
      }
      const available = isAvailable(value, context);
      if (available === true || (available === undefined && ALGORITHMS.has(value)))
        return undefined;
      return {
        ...(available === undefined ? { severity: 'warning' as const } : {}),
        why: {
          en:
            available === undefined
              ? `No kernel of kernel.org from 5.4 on has one named ${value}: unless yours was patched, the line is refused`
              : `This kernel has none named ${value}, neither loaded nor as a module: the line is refused, and the old one stays`,
          ko:
            available === undefined
              ? `Linux 5.4 이후 kernel.org 커널에 ${value} 알고리즘은 없습니다. 패치한 커널이 아니라면 거부됩니다`
              : `이 커널에는 ${value} 알고리즘이 적재되어 있지도, 모듈로 있지도 않습니다. 거부되고 기존 값이 유지됩니다`,
        },
        instead: {
          en: 'Write one that sysctl net.ipv4.tcp_available_congestion_control shows, or install its module',
          ko: 'sysctl net.ipv4.tcp_available_congestion_control에 나오는 것을 쓰거나 모듈을 설치합니다',
        },
      };
    },
  }),
  valueKind({
    id: 'bbr-by-default',
    severity: 'note',
    name: { en: 'BBR for every connection', ko: '모든 연결에 쓰는 BBR' },
    source: 'measured on Linux 6.18; openstreetmap/operations#359 went back',
    keys: [CONGESTION],
    judge: (_values, { value }) =>
      value === 'bbr'
        ? {
            why: {
              en: 'It helps where packets are lost at random: 90.3 instead of 3.6 Mbit/s at 1 percent. Without loss it gained nothing (93.9, 94.0), and it retransmits more (4.05 and 1.21 percent). New connections only; accepted ones inherit it from their listener',
              ko: '패킷이 무작위로 유실되는 경로에서 도움이 됩니다(1% 유실에서 3.6 → 90.3 Mbit/s). 유실이 없으면 차이가 없었고(94.0, 93.9) 재전송은 더 많았습니다(1.21% → 4.05%). 새 연결에만 적용되며 accept한 연결은 리스너를 따릅니다',
            },
            instead: {
              en: 'Keep it on hosts that serve the internet or lossy paths; inside a data centre delete the line',
              ko: '인터넷이나 유실이 있는 경로를 상대하는 호스트에서만 씁니다. 데이터 센터 안이라면 지웁니다',
            },
          }
        : undefined,
  }),
  valueKind({
    id: 'fq-for-bbr',
    severity: 'note',
    name: { en: 'fq because of BBR', ko: 'BBR 때문에 설정한 fq' },
    source: 'tcp_bbr.c, since 4.13: "falls back to an internal pacing"; measured without fq',
    keys: ['net.core.default_qdisc'],
    judge: (_values, winner, context) =>
      winner.value === 'fq' && usesBbr(context) && isFileWinner(winner, context)
        ? {
            why: {
              en: 'BBR has paced by itself since Linux 4.13. The line acts on devices that appear later, not on those that are up, and fails in a container',
              ko: 'BBR은 Linux 4.13부터 자체적으로 전송 간격을 조절합니다(pacing). 이 줄은 이후에 생기는 장치에만 적용되고 컨테이너에서는 실패합니다',
            },
            instead: {
              en: 'Delete the line, or keep it for fairness between flows; tc qdisc replace changes a device that is up',
              ko: '이 줄을 지우거나, 흐름 간 공정성이 목적이면 둡니다. 이미 올라온 장치는 tc qdisc replace로 바꿉니다',
            },
          }
        : undefined,
  }),
  valueKind({
    id: 'sack-off',
    severity: 'warning',
    name: { en: 'selective acknowledgments turned off', ko: '꺼진 SACK' },
    source: 'RFC 2018; RACK needs it',
    keys: ['net.ipv4.tcp_sack', 'net.ipv4.tcp_dsack'],
    judge: ([value], { key }) =>
      value === 0
        ? {
            why: key.endsWith('dsack')
              ? {
                  en: 'Senders no longer learn that they repeated too early, and slow down for loss that was none',
                  ko: '송신 측이 불필요한 재전송을 알 수 없어 실제로 없던 유실 때문에 느려집니다',
                }
              : {
                  en: 'The sender then learns of one lost packet per round trip, and several in a window often cost a timeout; the hole of 2019 (CVE-2019-11477) is long closed',
                  ko: '송신 측이 왕복마다 유실된 패킷을 하나씩만 알게 되어, 윈도 하나에서 여럿이 유실되면 타임아웃까지 가기 쉽습니다. 2019년 취약점(CVE-2019-11477)은 오래전에 고쳐졌습니다',
                },
            instead: DELETE,
          }
        : undefined,
  }),
  valueKind({
    id: 'pmtu-discovery-off',
    severity: 'warning',
    name: { en: 'path MTU discovery turned off', ko: '꺼진 경로 MTU 탐색' },
    source: 'ip-sysctl.rst',
    keys: ['net.ipv4.ip_no_pmtu_disc'],
    judge: ([value]) =>
      value === 1 || value === 2
        ? {
            why: {
              en: 'Packets are then fragmented on the way, and lost where fragments are filtered',
              ko: '패킷이 도중에 단편화되고, 단편을 막는 구간에서는 유실됩니다',
            },
            instead: {
              en: 'Delete the line; against a black hole write net.ipv4.tcp_mtu_probing = 1',
              ko: '이 줄을 지웁니다. MTU 블랙홀에는 net.ipv4.tcp_mtu_probing = 1을 씁니다',
            },
          }
        : undefined,
  }),
];
