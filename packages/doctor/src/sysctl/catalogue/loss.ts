/**
 * Settings of loss recovery, and the legacy switches that folklore still turns.
 * @module
 */
import type { Setting } from '../setting.ts';
import { BYTE_SWITCH, byteUpTo } from './bounds.ts';

/** What works first, what does nothing last. */
export const LOSS_SETTINGS: readonly Setting[] = [
  {
    key: 'net.ipv4.tcp_sack',
    meaning: {
      en: 'Selective acknowledgments: the peer says which segments are missing',
      ko: '선택적 확인 응답(SACK): 어느 세그먼트가 빠졌는지 알려 줍니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '1' }],
    source: 'RFC 2018; ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_dsack',
    meaning: {
      en: 'Tells the sender which segments arrived twice',
      ko: '두 번 도착한 세그먼트를 송신 측에 알립니다',
    },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '1' }],
    source: 'RFC 2883; ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_early_retrans',
    meaning: {
      en: 'Tail loss probe: 3 and 4 are on, the rest is off',
      ko: 'tail loss probe. 3과 4는 켬, 나머지는 끔',
    },
    shape: { kind: 'integer', min: 0, max: 4 },
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '3' }],
    source: 'ip-sysctl.rst; tcp_schedule_loss_probe(); RFC 8985',
  },
  {
    key: 'net.ipv4.tcp_reordering',
    meaning: {
      en: 'How far segments may be out of order before they count as lost, at first',
      ko: '순서가 바뀐 세그먼트를 유실로 보기 전까지 허용하는 초기 간격',
    },
    unit: 'segments',
    shape: { kind: 'integer', min: 1, max: 300, checkedSince: '6.12' },
    scope: 'namespace',
    effect: 'new sockets',
    defaults: [{ value: '3' }],
    source:
      'ip-sysctl.rst; at most tcp_max_reordering, 300 by default; 6.1 takes 0 and 301, 6.12 refuses them (measured)',
  },
  {
    key: 'net.ipv4.tcp_frto',
    meaning: {
      en: 'Recognises timeouts that were none; 0 is off',
      ko: '실제 유실이 아닌 타임아웃을 구분합니다. 0은 끔',
    },
    shape: byteUpTo(2),
    scope: 'namespace',
    effect: 'at once',
    defaults: [{ value: '2' }],
    source: 'RFC 5682; ip-sysctl.rst',
  },
  {
    key: 'net.ipv4.tcp_fack',
    meaning: { en: 'Forward acknowledgment, once', ko: '과거의 forward acknowledgment 설정' },
    shape: BYTE_SWITCH,
    scope: 'namespace',
    effect: 'at once',
    inert: {
      since: '4.15',
      because: { en: 'RACK has replaced it', ko: 'RACK이 대신합니다' },
    },
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst: "has no effect anymore"',
  },
  {
    key: 'net.ipv4.tcp_low_latency',
    meaning: { en: 'Bypass of a queue that is gone', ko: '이제는 없는 큐를 건너뛰던 설정' },
    shape: { kind: 'integer', min: 0, max: 1, unchecked: 'both' },
    scope: 'host',
    effect: 'at once',
    inert: {
      since: '4.14',
      because: { en: 'the prequeue was removed', ko: 'prequeue가 제거되었습니다' },
    },
    defaults: [{ value: '0' }],
    source: 'ip-sysctl.rst: "has no effect anymore"',
  },
];
