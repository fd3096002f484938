/**
 * Words that the rules about ephemeral ports share.
 * @module
 */
import type { Text } from '../model/text.ts';
import { duration, num } from '../model/text.ts';

/** How long until the first failure, added to the mechanism. */
export const untilFailure = (seconds: number, perSecond: number): Text => {
  const time = duration(seconds * 1_000);
  return seconds < 1
    ? { en: ' The range is full now.', ko: ' 지금 범위가 가득 찼습니다.' }
    : {
        en: ` Use grows by ${num(perSecond)} ports a second: the first connect() fails (EADDRNOTAVAIL) in ${time.en}.`,
        ko: ` 사용량이 초당 ${num(perSecond)}개씩 늘고 있어, ${time.ko} 뒤 첫 EADDRNOTAVAIL이 발생합니다.`,
      };
};

/** What callers of connect() see, by how far it has gone. */
export const HAPPENS = {
  failing: {
    en: 'connect() to this destination fails with EADDRNOTAVAIL. Nothing is sent. Other destinations work.',
    ko: '이 목적지로의 connect()가 EADDRNOTAVAIL로 실패합니다. 패킷은 나가지 않으며 다른 목적지는 정상입니다.',
  },
  slow: {
    en: 'connect() to this destination is about twenty times slower than usual, and will fail with EADDRNOTAVAIL once the last port is taken.',
    ko: '이 목적지로의 connect()가 평소보다 약 20배 느려졌고, 남은 포트를 다 쓰면 EADDRNOTAVAIL로 실패합니다.',
  },
  soon: {
    en: 'Nothing yet. If connections keep coming at this rate, connect() to this destination will fail with EADDRNOTAVAIL.',
    ko: '아직 증상은 없습니다. 이 속도로 연결이 계속 생기면 connect()가 EADDRNOTAVAIL로 실패합니다.',
  },
} as const satisfies Record<string, Text>;

/** Labels of the numbers. */
export const WHAT = {
  used: { en: 'local ports in use towards it', ko: '이 목적지에 사용 중인 로컬 포트' },
  available: {
    en: 'local ports there are, without reserved ones',
    ko: '쓸 수 있는 로컬 포트 (예약 제외)',
  },
  fill: { en: 'share of the range in use', ko: '범위 사용률' },
  reserved: { en: 'reserved ports within the range', ko: '범위 안의 예약 포트' },
  timeWait: { en: 'of these in TIME_WAIT', ko: '그중 TIME_WAIT' },
  established: { en: 'of these established', ko: '그중 ESTABLISHED' },
  growth: { en: 'growth of ports in use', ko: '사용 포트 증가 속도' },
  recycled: { en: 'TIME_WAIT ports taken over again', ko: '재사용된 TIME_WAIT 포트' },
  reuse: { en: 'tcp_tw_reuse (1 all, 2 loopback only)', ko: 'tcp_tw_reuse (1 전체, 2 루프백만)' },
  timestamps: { en: 'tcp_timestamps', ko: 'tcp_timestamps' },
} as const satisfies Record<string, Text>;

/** Ports of the parity that connect() prefers, and whether they are gone. */
export const lowParity = (all: number, passed: boolean): Text => ({
  en: `ports that connect() tries first, of ${num(all)}${passed ? ' (all taken, connect() is slow)' : ''}`,
  ko: `connect()가 먼저 쓰는 절반의 포트 (총 ${num(all)}개, ${passed ? '모두 소진, connect()가 느려짐' : '아직 남아 있음'})`,
});

/** Label of the bar. */
export const PORTS_LABEL: Text = { en: 'ports', ko: '포트' };

/** Nothing can be said about ports without their range. */
export const RANGE_UNKNOWN: Text = {
  en: 'could not read net.ipv4.ip_local_port_range',
  ko: 'net.ipv4.ip_local_port_range 값을 읽지 못했습니다',
};
