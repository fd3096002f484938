/**
 * Limits of other buffers that are taken for those of TCP, and switches that keep TCP's small.
 * @module
 */
import { bytes, josa, num } from '../../../model/text.ts';
import { defaultMax } from './buffers.ts';
import { DELETE, offKind, valueKind } from './kind.ts';
import type { Kind } from './kind.ts';

/** UDP and Unix sockets that start with more than this cost it even when they are idle. */
const LARGE_START_BYTES = 1_048_576;

/** Limits first, then switches. */
export const SOCKET_KINDS: readonly Kind[] = [
  valueKind({
    id: 'rmem-max-not-for-tcp',
    severity: 'note',
    name: {
      en: 'rmem_max and wmem_max do not limit TCP',
      ko: 'TCP 상한이 아닌 rmem_max, wmem_max',
    },
    source: 'sock_setsockopt(); ip-sysctl.rst; measured',
    keys: ['net.core.rmem_max', 'net.core.wmem_max'],
    judge: ([value = 0], { key, setting }, { kernel }) => {
      const triple = key.endsWith('rmem_max') ? 'tcp_rmem' : 'tcp_wmem';
      const highest = Math.min(...defaultMax(setting, kernel === undefined ? {} : { kernel }));
      return {
        ...(value < highest ? { severity: 'warning' as const } : {}),
        why: {
          en: `${value < highest ? `Below the default of ${num(highest)} bytes. ` : ''}Only setsockopt(SO_RCVBUF, SO_SNDBUF) looks at it, and a TCP socket that calls that loses autotuning`,
          ko: `${value < highest ? `기본값 ${num(highest)}바이트보다 낮습니다. ` : ''}setsockopt(SO_RCVBUF, SO_SNDBUF)에만 적용되며, 이를 호출한 TCP 소켓은 자동 조절이 꺼집니다`,
        },
        instead: {
          en: `For TCP write net.ipv4.${triple}; keep this for UDP programs that ask for large buffers`,
          ko: `TCP는 ${josa(`net.ipv4.${triple}`, '으로/로')} 설정합니다. 큰 버퍼를 요청하는 UDP 프로그램이 있을 때만 둡니다`,
        },
      };
    },
  }),
  valueKind({
    id: 'rmem-default-not-for-tcp',
    severity: 'note',
    name: {
      en: 'rmem_default and wmem_default are not for TCP',
      ko: 'TCP와 무관한 rmem_default, wmem_default',
    },
    source: 'ip-sysctl.rst: tcp_rmem "overrides net.core.rmem_default"',
    keys: ['net.core.rmem_default', 'net.core.wmem_default'],
    judge: ([value = 0]) => ({
      ...(value > LARGE_START_BYTES ? { severity: 'warning' as const } : {}),
      why: {
        en: `TCP starts with tcp_rmem and tcp_wmem instead; every UDP and Unix socket starts with ${bytes(value)}`,
        ko: `TCP는 tcp_rmem, tcp_wmem으로 시작합니다. 모든 UDP, Unix 소켓이 ${bytes(value)}로 시작하게 됩니다`,
      },
      instead: DELETE,
    }),
  }),
  offKind({
    id: 'autotuning-off',
    name: { en: 'buffers that do not grow', ko: '꺼진 버퍼 자동 조절' },
    source: 'measured on Linux 6.18: 15.6 instead of 93.1 Mbit/s at 40 ms',
    keys: ['net.ipv4.tcp_moderate_rcvbuf'],
    why: {
      en: 'Receive buffers stay at what they start with: 15.6 instead of 93.1 Mbit/s over a path of 100 Mbit/s and 40 ms',
      ko: '수신 버퍼가 시작 크기에 머뭅니다. 100 Mbit/s, 40ms 경로에서 93.1이 아니라 15.6 Mbit/s가 나왔습니다',
    },
  }),
  offKind({
    id: 'window-scaling-off',
    name: { en: 'windows of 64 KB', ko: '64KB로 제한된 윈도' },
    source: 'RFC 7323; measured on Linux 6.18: 12.8 instead of 93.1 Mbit/s at 40 ms',
    keys: ['net.ipv4.tcp_window_scaling'],
    why: {
      en: 'No window is larger than 64 KB: 12.8 instead of 93.1 Mbit/s over a path of 100 Mbit/s and 40 ms',
      ko: '윈도가 64KB를 넘지 못합니다. 100 Mbit/s, 40ms 경로에서 93.1이 아니라 12.8 Mbit/s가 나왔습니다',
    },
  }),
];
