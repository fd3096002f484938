/**
 * Silent clients of a listener with TCP_DEFER_ACCEPT look like a flood; without the option they are
 * ordinary connections. The levers against floods change nothing.
 * @module
 */
import { silentClients } from '../scenarios/defer-accept-waiting.ts';
import { untilCounted } from '../scenarios/listen-state.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Trial } from '../trial.ts';
import { HALF_OPEN } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'defer-accept-waiting';

/** Clients that say nothing. */
export const deferAcceptWaiting: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  story: {
    en: '20 clients connect to a listener with TCP_DEFER_ACCEPT and say nothing.',
    ko: 'TCP_DEFER_ACCEPT를 쓰는 리스너에 클라이언트 20개가 연결만 하고 데이터를 보내지 않습니다.',
  },
  crowd: { en: '20 clients that say nothing', ko: '데이터를 보내지 않는 클라이언트 20개' },
  measures: [HALF_OPEN],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'no-defer',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a listener without TCP_DEFER_ACCEPT', ko: 'TCP_DEFER_ACCEPT 제거' },
      effect: { kind: 'better', times: 10 },
    },
    useless('max-syn-backlog', 'net.ipv4.tcp_max_syn_backlog=65535', 1.5),
  ],
  async begin(stage, lever) {
    if (lever === 'max-syn-backlog') {
      await stage.sysctl('server', { 'net.ipv4.tcp_max_syn_backlog': 65_535 });
    }
    await silentClients(stage, lever === 'no-defer' ? 0 : undefined);
    if (lever !== 'no-defer') await untilCounted(stage, 'TCPDeferAcceptDrop', 20);
    const { synRecv } = await stage.states('server');
    return { figures: async () => ({ [HALF_OPEN.id]: synRecv }) };
  },
};
