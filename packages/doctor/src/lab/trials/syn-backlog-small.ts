/**
 * Real clients from afar keep more handshakes under way than the backlog has places: they are let in
 * by SYN cookie, as if they were a flood. A longer backlog, and nothing else, makes that unnecessary.
 * @module
 */
import { BOTH } from '../scenarios/pair.ts';
import { distantClients, LINK } from '../scenarios/syn-backlog-small.ts';
import type { Trial } from '../trial.ts';
import { until } from '../until.ts';
import { BY_COOKIE } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'syn-backlog-small';
const CLIENTS = 240;
/** On the way here when the last is counted. */
const PATIENCE = { deadlineMs: 15_000 };

/** A backlog below what is under way. */
export const synBacklogSmall: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  link: LINK,
  story: {
    en: '60 clients a second connect from 600 ms away (36 handshakes under way) to a backlog of 16.',
    ko: '왕복 600ms 거리에서 초당 60건(진행 중인 핸드셰이크 36건)이 백로그 16인 서버에 접속합니다.',
  },
  crowd: {
    en: '240 clients from 600 ms away, 60 a second',
    ko: '왕복 600ms 거리의 클라이언트 240개, 초당 60건',
  },
  measures: [BY_COOKIE],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'longer-queue',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a backlog of 512', ko: '백로그 512' },
      effect: { kind: 'better', times: 10 },
    },
    useless('max-syn-backlog', 'net.ipv4.tcp_max_syn_backlog=65535', 1.5),
  ],
  async begin(stage, lever) {
    if (lever === 'max-syn-backlog') {
      await stage.sysctl('server', { 'net.ipv4.tcp_max_syn_backlog': 65_535 });
    }
    const backlog = lever === 'longer-queue' ? 512 : 16;
    const { server, activity } = await distantClients(stage, backlog, CLIENTS);
    const haveCome = (count: number) => async (): Promise<boolean> =>
      ((await server.report({ activity })).counts['accepted'] ?? 0) >= count;
    await until('the first to be accepted', haveCome(CLIENTS / 10));
    return {
      async figures() {
        await until('all to be accepted', haveCome(CLIENTS), PATIENCE);
        const returned = (await stage.counters('server'))['TcpExt.SyncookiesRecv'] ?? 0n;
        return { [BY_COOKIE.id]: Number(returned) };
      },
    };
  },
};
