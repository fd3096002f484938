/**
 * Clients that vanish, watched for as long as the advised number of retransmissions takes to give up.
 * @module
 */
import { BOTH } from '../scenarios/pair.ts';
import { vanishWhileSending } from '../scenarios/peer-gone.ts';
import type { Trial } from '../trial.ts';
import { hangingAfter, toldAfter, watchHanging } from './still-hanging.ts';
import { useless } from './useless.ts';

const RULE = 'peer-gone';
const KEY = 'net.ipv4.tcp_retries2';
const CLIENTS = 10;
const WATCH_S = 130;

const HANGING = hangingAfter(WATCH_S);
const TOLD = toldAfter(WATCH_S);

/** Nobody answers any more, and the advised value. */
export const peerGoneLong: Trial = {
  id: 'peer-gone-long',
  rule: RULE,
  families: BOTH,
  slow: true,
  story: {
    en: `Ten clients vanish from the network while the server sends to them. We watch for ${WATCH_S} s.`,
    ko: `서버가 보내는 동안 클라이언트 10개가 네트워크에서 사라집니다. ${WATCH_S}초 동안 지켜봅니다.`,
  },
  crowd: {
    en: 'ten clients that vanish while data is on its way',
    ko: '전송 중에 사라진 클라이언트 10개',
  },
  measures: [HANGING, TOLD],
  levers: [
    {
      id: 'fewer-retries',
      kind: 'remedy',
      at: 'kernel',
      what: { en: `${KEY}=8`, ko: `${KEY}=8` },
      effect: { kind: 'better', times: 10 },
    },
    useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1', 1),
  ],
  async begin(stage, lever) {
    if (lever === 'fewer-retries') await stage.sysctl('server', { [KEY]: 8 });
    if (lever === 'fin-timeout') await stage.sysctl('server', { 'net.ipv4.tcp_fin_timeout': 1 });
    await vanishWhileSending(stage, CLIENTS);
    const watched = watchHanging(stage, CLIENTS, WATCH_S * 1_000);
    return {
      async figures() {
        const { hanging, toldMs } = await watched;
        return { [HANGING.id]: hanging, [TOLD.id]: toldMs };
      },
    };
  },
};
