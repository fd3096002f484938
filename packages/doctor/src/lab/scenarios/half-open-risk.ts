/**
 * Idle connections without keepalive that are young: no risk yet. (The fault takes an hour of
 * silence, and is not brought about here.)
 * @module
 */
import type { Scenario } from '../scenario.ts';
import { until } from '../until.ts';
import { openFlow } from './open-flow.ts';

/** Idle connections in order. */
export const halfOpenRisk: readonly Scenario[] = [
  {
    id: 'idle-without-keepalive',
    rule: 'half-open-risk',
    kind: 'look-alike',
    families: ['ipv4', 'ipv6'],
    story: {
      en: 'A hundred connections have been idle for seconds, without keepalive.',
      ko: '연결 100개가 keepalive 없이 몇 초째 유휴 상태입니다.',
    },
    async play(stage) {
      await openFlow(stage, { count: 100 });
      await until(
        'the connections',
        async () => (await stage.states('server')).established === 100,
      );
    },
    expect: { server: [], client: [] },
  },
];
