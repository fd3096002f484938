/**
 * A firewall answers with ICMP: its rule has to go, repeating the SYN brings the same answer.
 * @module
 */
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { attempts } from './attempts.ts';
import { CONNECTED } from './measures.ts';
import { useless } from './useless.ts';

const ID = 'connect-unroutable';

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const rule = 'tcp dport 80 reject with icmpx type admin-prohibited';
  if (lever !== 'let-through') await stage.nft('server', [rule]);
  if (lever === 'more-syn-retries')
    await stage.sysctl('client', { 'net.ipv4.tcp_syn_retries': 10 });
  const cast = await pair(stage);
  const { listener } = await cast.server.listen({ port: 80, backlog: 128 });
  await cast.server.serve({ listener });
  return attempts(cast);
}

/** A destination that a firewall forbids. */
export const connectUnroutable: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'A firewall answers each of 80 attempts with ICMP "administratively prohibited".',
    ko: '방화벽이 연결 시도 80건에 모두 ICMP "administratively prohibited"로 응답합니다.',
  },
  crowd: {
    en: '80 attempts that a firewall answers with ICMP',
    ko: '방화벽이 ICMP로 거부하는 연결 시도 80건',
  },
  measures: [CONNECTED],
  finds: { side: 'client', rule: ID },
  levers: [
    {
      id: 'let-through',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'the port allowed in the firewall', ko: '방화벽에서 포트 허용' },
      effect: { kind: 'better', times: 10 },
    },
    useless('more-syn-retries', 'net.ipv4.tcp_syn_retries=10'),
  ],
  begin,
};
