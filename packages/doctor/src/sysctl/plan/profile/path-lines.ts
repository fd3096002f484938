/**
 * Lines of the profiles about paths: buffers, congestion control, size of segments.
 * @module
 */
import { numbersOf } from '../../value.ts';
import { bytes, josa, num } from '../../../model/text.ts';
import type { Answer, Line, ProfileHost } from './line.ts';
import { never, only } from './line.ts';

/** What bulk transfers shall be able to fill: 1 Gbit/s over 100 ms. */
const IN_FLIGHT_BYTES = 125e6 * 0.1;
/** Buffers count whole packets: twice what is in flight, as a power of two. */
const WANTED_BYTES = 2 ** Math.ceil(Math.log2(2 * IN_FLIGHT_BYTES));
/** One busy connection may use this part of memory. */
const MEMORY_SHARE = 1 / 64;

const SMALL = {
  en: 'the kernel enlarges buffers by itself up to the present maximum, which carries 100 Mbit/s over 160 ms and more',
  ko: '커널이 현재 최댓값까지 버퍼를 스스로 키우며, 이 값으로 100 Mbit/s, 왕복 160ms 이상을 감당합니다',
};

/** Buffers and paths. */
export const PATH_LINES: readonly Line[] = [
  { key: 'net.ipv4.tcp_rmem', answer: only(['bulk'], buffer('net.ipv4.tcp_rmem'), SMALL) },
  { key: 'net.ipv4.tcp_wmem', answer: only(['bulk'], buffer('net.ipv4.tcp_wmem'), SMALL) },
  {
    key: 'net.core.rmem_max',
    answer: never({
      en: 'it only caps what programs set with SO_RCVBUF themselves; the tuning by the kernel follows tcp_rmem',
      ko: '프로그램이 SO_RCVBUF로 지정하는 값의 상한일 뿐이며, 자동 조절은 tcp_rmem을 따릅니다',
    }),
  },
  {
    key: 'net.core.wmem_max',
    answer: never({
      en: 'it only caps what programs set with SO_SNDBUF themselves; the tuning by the kernel follows tcp_wmem',
      ko: '프로그램이 SO_SNDBUF로 지정하는 값의 상한일 뿐이며, 자동 조절은 tcp_wmem을 따릅니다',
    }),
  },
  {
    key: 'net.ipv4.tcp_congestion_control',
    answer: never({
      en: 'bbr helps where packets are lost (measured at 1% loss: 90.3 instead of 3.6 Mbit/s) and brings nothing where none are (94.0 and 93.9), but sends more packets again; a plan from findings proposes it where loss slows transfers down',
      ko: 'bbr은 손실이 있는 경로에서 효과가 있지만(손실 1% 실측: 3.6 대신 90.3 Mbit/s) 손실이 없으면 이점이 없고(94.0과 93.9) 재전송만 늘어납니다. 손실로 전송이 느려지면 plan이 제안합니다',
    }),
  },
  {
    key: 'net.core.default_qdisc',
    answer: never({
      en: 'bbr has not needed fq since 4.13: it paces by itself; and the sysctl counts for devices made from now on only',
      ko: 'bbr은 4.13부터 자체적으로 전송 간격을 조절하므로 fq가 필요 없고, 이 값은 새로 만드는 장치에만 적용됩니다',
    }),
  },
  {
    key: 'net.ipv4.tcp_mtu_probing',
    answer: only(
      ['web', 'proxy', 'client', 'bulk'],
      (host) =>
        host.value('net.ipv4.tcp_mtu_probing') === '2'
          ? {
              leave: {
                en: 'it is 2 now, which probes always; somebody chose that',
                ko: '현재 값은 2(항상 탐색)이며 누군가 일부러 정한 값입니다',
              },
            }
          : {
              value: '1',
              why: {
                en: 'Where a firewall on the path drops ICMP, large packets vanish and the connection hangs',
                ko: '경로의 방화벽이 ICMP를 막으면 큰 패킷이 사라지고 연결이 멈춥니다',
              },
              arithmetic: {
                en: 'A switch: 1 tries smaller segments only after repeats in vain, so healthy paths see no difference',
                ko: '켜고 끄는 값입니다. 1은 재전송이 거듭 실패한 뒤에만 작은 크기를 시도하므로 정상 경로에는 차이가 없습니다',
              },
              risk: {
                en: 'Each connection still loses about 6 seconds before it finds the size',
                ko: '크기를 찾기까지 연결마다 6초 정도는 여전히 지연됩니다',
              },
              provenBy: 'pmtu-blackhole',
            },
      {
        en: 'paths inside one network do not lose large packets',
        ko: '같은 네트워크 안에서는 큰 패킷이 사라지지 않습니다',
      },
    ),
  },
];

function buffer(key: string): (host: ProfileHost) => Answer {
  return (host) => {
    const numbers = numbersOf(host.value(key) ?? '') ?? [];
    const [min, usual, max] = numbers;
    if (min === undefined || usual === undefined || max === undefined) {
      return { leave: { en: 'its present value is not known', ko: '현재 값을 알 수 없습니다' } };
    }
    const most = 2 ** Math.floor(Math.log2(Math.max(1, host.memoryBytes * MEMORY_SHARE)));
    const wanted = Math.max(usual, Math.min(WANTED_BYTES, most));
    return {
      value: `${min} ${usual} ${wanted}`,
      why: {
        en: 'One connection can only be as fast as its buffer divided by the round trip',
        ko: '연결 하나의 속도는 버퍼를 왕복 시간으로 나눈 값을 넘지 못합니다',
      },
      arithmetic: {
        en: `1 Gbit/s x 100 ms = ${num(IN_FLIGHT_BYTES / 1_000)} KB in flight, twice that as a power of two: ${num(WANTED_BYTES)} bytes; ${wanted < WANTED_BYTES ? `1/64 of ${bytes(host.memoryBytes)} allows ${num(wanted)}` : `1/64 of ${bytes(host.memoryBytes)} allows it`}`,
        ko: `1 Gbit/s x 100ms = ${josa(`${num(IN_FLIGHT_BYTES / 1_000)} KB`, '이/가')} 전송 중이며, 그 두 배를 2의 거듭제곱으로 올리면 ${num(WANTED_BYTES)}바이트입니다. ${wanted < WANTED_BYTES ? `메모리 ${bytes(host.memoryBytes)}의 1/64까지만 허용하므로 ${num(wanted)}바이트로 잡습니다` : `메모리 ${bytes(host.memoryBytes)}의 1/64 이내입니다`}`,
      },
      risk: {
        en: 'Each busy connection may use that much memory, within net.ipv4.tcp_mem',
        ko: '바쁜 연결마다 메모리를 그만큼 쓸 수 있습니다 (net.ipv4.tcp_mem 이내)',
      },
      provenBy: key.endsWith('rmem') ? 'receive-limit-small' : 'send-limit-small',
    };
  };
}
