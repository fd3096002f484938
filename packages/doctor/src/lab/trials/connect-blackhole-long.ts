/**
 * SYN vanish, watched for as long as the advised number of repetitions takes to give up.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { IN_CONNECT } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'connect-blackhole';
const KEY = 'net.ipv4.tcp_syn_retries';
const CLIENTS = 8;
const WATCH_S = 25;
/** A little longer than they are watched. */
const PATIENCE_MS = 60_000;

const HANGING: Measure = {
  id: 'hanging',
  name: {
    en: `clients that still hang after ${WATCH_S} s`,
    ko: `${WATCH_S}초 뒤에도 멈춰 있는 클라이언트`,
  },
  unit: 'connections',
  better: 'lower',
};

const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'fewer-syn-retries': { [KEY]: 3 },
  'more-syn-retries': { [KEY]: 10 },
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('client', sysctls);
  const { client, to } = await pair(stage);
  await stage.nft('server', ['tcp dport 80 drop']);
  const crowd = { to, port: 80, concurrency: CLIENTS, count: CLIENTS };
  const load = await client.load({ ...crowd, timeoutMs: WATCH_S * 1_000 });
  return {
    async figures() {
      const { errors, spreads } = await client.finish({ ...load, timeoutMs: PATIENCE_MS });
      return {
        [HANGING.id]: errors['TIMEOUT'] ?? 0,
        [IN_CONNECT.id]: spreads['decidedMs']?.p50 ?? 0,
      };
    },
  };
}

/** SYN that a firewall drops, and the advised value. */
export const connectBlackholeLong: Trial = {
  id: 'connect-blackhole-long',
  rule: RULE,
  families: BOTH,
  slow: true,
  story: {
    en: `A firewall drops what eight clients send. We watch them for ${WATCH_S} s.`,
    ko: `방화벽이 클라이언트 8개가 보내는 패킷을 모두 버립니다. ${WATCH_S}초 동안 지켜봅니다.`,
  },
  crowd: {
    en: `8 clients whose SYNs are dropped, watched for ${WATCH_S} s`,
    ko: `SYN이 버려지는 클라이언트 8개, ${WATCH_S}초 동안 관찰`,
  },
  measures: [HANGING, IN_CONNECT],
  levers: [
    {
      id: 'fewer-syn-retries',
      kind: 'remedy',
      at: 'kernel',
      what: { en: `${KEY}=3`, ko: `${KEY}=3` },
      effect: { kind: 'better', times: 8 },
    },
    useless('more-syn-retries', `${KEY}=10`),
  ],
  begin,
};
