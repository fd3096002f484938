/**
 * A SYN flood while SYN cookies are off: real clients are dropped. Cookies let them in at once; a
 * larger net.ipv4.tcp_max_syn_backlog does not.
 * @module
 */
import { BOTH } from '../scenarios/pair.ts';
import type { Trial } from '../trial.ts';
import { flooded } from './flood.ts';
import { BY_COOKIE, CONNECTED } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'syn-queue-drop';
const COOKIES = 'net.ipv4.tcp_syncookies';
const BACKLOG = 128;

/** Cookies that are off. */
export const synQueueDrop: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  story: {
    en: 'SYN cookies are off, and 1,500 forged SYNs a second come to a backlog of 128. 60 real clients try to connect within 2 s.',
    ko: 'SYN 쿠키가 꺼진 상태에서 백로그 128인 서버에 위조된 SYN이 초당 1,500개 들어옵니다. 2초 동안 정상 클라이언트 60개가 접속을 시도합니다.',
  },
  crowd: {
    en: '60 clients during a flood of 1,500 SYNs a second',
    ko: '초당 1,500개의 SYN 플러드 중 클라이언트 60개',
  },
  measures: [CONNECTED, BY_COOKIE],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'cookies-on',
      kind: 'remedy',
      at: 'kernel',
      what: { en: `${COOKIES}=1`, ko: `${COOKIES}=1` },
      effect: { kind: 'better', times: 5 },
    },
    useless('max-syn-backlog', 'net.ipv4.tcp_max_syn_backlog=65535', 2),
  ],
  async begin(stage, lever) {
    await stage.sysctl('server', { [COOKIES]: 0 });
    if (lever === 'max-syn-backlog') {
      await stage.sysctl('server', { 'net.ipv4.tcp_max_syn_backlog': 65_535 });
    }
    const round = await flooded(stage, BACKLOG);
    if (lever === 'cookies-on') await stage.sysctl('server', { [COOKIES]: 1 });
    return round;
  },
};
