/**
 * Lines of the profiles about delay, and about limits that are none of TCP.
 * @module
 */
import type { Line } from './line.ts';
import { never, only } from './line.ts';

const LOWAT_BYTES = 131_072;

/** Delay, and what else guides set. */
export const DELAY_LINES: readonly Line[] = [
  {
    key: 'net.ipv4.tcp_slow_start_after_idle',
    answer: only(
      ['proxy', 'latency', 'database'],
      () => ({
        value: '0',
        why: {
          en: 'Connections that are kept open would begin slowly again after each pause longer than their retransmission timeout',
          ko: '유지되는 연결이 재전송 타임아웃보다 오래 쉴 때마다 slow start부터 다시 시작합니다',
        },
        arithmetic: {
          en: 'A switch: with 1 an answer of 100 KB after a pause begins with 10 segments again and takes 3 round trips instead of 1',
          ko: '켜고 끄는 값입니다. 1이면 쉬었다가 보내는 100KB 응답이 다시 10 세그먼트부터 시작해 왕복 1번이 아니라 3번이 걸립니다',
        },
        risk: {
          en: 'A burst after a pause may meet a path that is fuller than before',
          ko: '쉰 뒤의 버스트가 전보다 혼잡한 경로를 만날 수 있습니다',
        },
      }),
      {
        en: 'connections are short, or never idle',
        ko: '연결이 짧거나 쉬지 않습니다',
      },
    ),
  },
  {
    key: 'net.ipv4.tcp_notsent_lowat',
    answer: only(
      ['web', 'proxy', 'latency'],
      () => ({
        value: String(LOWAT_BYTES),
        why: {
          en: 'What the kernel has taken and not sent cannot be overtaken by a more urgent answer',
          ko: '커널이 받아 두고 아직 보내지 않은 데이터는 더 급한 응답이 앞지를 수 없습니다',
        },
        arithmetic: {
          en: `${LOWAT_BYTES} bytes: 10 ms of 100 Mbit/s wait in the kernel at most, the rest in the program, which may reorder it`,
          ko: `${LOWAT_BYTES}바이트는 100 Mbit/s에서 약 10ms 분량입니다. 나머지는 프로그램에 남아 순서를 바꿀 수 있습니다`,
        },
        risk: {
          en: 'Programs that write large answers are woken up more often',
          ko: '큰 응답을 쓰는 프로그램이 더 자주 깨어납니다',
        },
      }),
      {
        en: 'answers are not mixed on one connection here',
        ko: '한 연결에 여러 응답을 섞어 보내지 않습니다',
      },
    ),
  },
  {
    key: 'net.core.busy_poll',
    answer: never({
      en: 'it trades a CPU for microseconds; measure first, and set SO_BUSY_POLL in the one program that needs it',
      ko: 'CPU를 소모해 마이크로초를 줄이는 값입니다. 먼저 측정하고, 필요한 프로그램에만 SO_BUSY_POLL을 설정합니다',
    }),
  },
  {
    key: 'net.ipv4.tcp_timestamps',
    answer: never({
      en: 'the default (1) is right: without timestamps tcp_tw_reuse, exact round trips and SYN cookies with window scaling are lost',
      ko: '기본값 1이 맞습니다. 끄면 tcp_tw_reuse, 정확한 왕복 시간, SYN 쿠키의 윈도 스케일링을 잃습니다',
    }),
  },
  {
    key: 'fs.file-max',
    answer: never({
      en: 'it limits the whole machine and is far above any need; a server is limited by RLIMIT_NOFILE (LimitNOFILE= of its unit), and guides lower it',
      ko: '시스템 전체의 한도이며 이미 충분히 큽니다. 서버를 제한하는 것은 RLIMIT_NOFILE(유닛의 LimitNOFILE=)이며, 흔한 가이드의 값은 오히려 한도를 낮춥니다',
    }),
  },
];
