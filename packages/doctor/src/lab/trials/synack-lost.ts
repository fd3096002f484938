/**
 * SYNs arrive, the answers to them are dropped on their way back. Only that way helps: more SYN-ACKs
 * take it too.
 * @module
 */
import { BOTH } from '../scenarios/pair.ts';
import { clientsTo, RETURN_PATH, untilRepeated } from '../scenarios/synack-lost.ts';
import type { Trial } from '../trial.ts';
import { backlogFor, hugeBacklog } from './huge-backlog.ts';
import { CONNECTED } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'synack-lost';
const CLIENTS = 12;

/** A way back that drops. */
export const synackLost: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  story: {
    en: 'A filter drops what a server sends back. 12 clients try to connect, and 12 more.',
    ko: '서버가 돌려보내는 패킷이 도중에 차단됩니다. 클라이언트 12개가 접속을 시도하고, 이어서 12개가 더 시도합니다.',
  },
  crowd: {
    en: '12 clients whose SYN-ACKs are lost, each waits 1.5 s',
    ko: 'SYN-ACK가 유실되는 클라이언트 12개, 대기 1.5초',
  },
  measures: [CONNECTED],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'open-way-back',
      kind: 'remedy',
      at: 'application',
      what: { en: 'the way back open', ko: '돌아가는 경로 복구' },
      effect: { kind: 'better', times: 10 },
    },
    useless('synack-retries', 'net.ipv4.tcp_synack_retries=10'),
    hugeBacklog({ kind: 'none', within: 1.2 }),
  ],
  async begin(stage, lever) {
    await stage.nft('client', RETURN_PATH);
    const { client, to } = await clientsTo(stage, await backlogFor(stage, lever, 128));
    await untilRepeated(stage, CLIENTS);
    if (lever === 'open-way-back') await stage.nft('client', []);
    if (lever === 'synack-retries') {
      await stage.sysctl('server', { 'net.ipv4.tcp_synack_retries': 10 });
    }
    const connecting = client.connect({ to, port: 80, count: CLIENTS, timeoutMs: 1_500 });
    return {
      async figures() {
        const { ok } = await connecting;
        return { [CONNECTED.id]: ok };
      },
    };
  },
};
