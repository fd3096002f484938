/**
 * Uploads fill a line, and everything else on it waits in their queue: only uploads that leave room
 * help the others.
 * @module
 */
import { LINK, UPLOADS, uploads } from '../scenarios/path-congestion.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Trial } from '../trial.ts';
import { SPEED } from './throughput.ts';
import { REQUEST_P50, timedRequests } from './timed-requests.ts';

const ID = 'path-congestion';
/** Bytes per second of each paced upload: together three quarters of the line. */
const PACED = (0.75 * LINK.bitsPerSec) / 8 / UPLOADS;

/** A full line, and who else is on it. */
export const pathCongestion: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  link: LINK,
  story: {
    en: 'Four uploads fill a line of 8 Mbit/s with a round trip of 20 ms; somebody else sends short requests over it.',
    ko: '업로드 4개가 8 Mbit/s, 왕복 20ms 회선을 가득 채우는 동안 다른 프로그램이 짧은 요청을 보냅니다.',
  },
  crowd: {
    en: 'short requests beside four uploads, 8 Mbit/s, 20 ms',
    ko: '업로드 4개와 함께 보내는 짧은 요청, 8 Mbit/s·20ms',
  },
  measures: [REQUEST_P50, SPEED],
  rounds: 5,
  finds: { side: 'client', rule: ID },
  levers: [
    {
      id: 'paced-uploads',
      kind: 'remedy',
      at: 'application',
      what: {
        en: 'uploads limited to 75% of the line by SO_MAX_PACING_RATE',
        ko: '업로드 속도 제한(SO_MAX_PACING_RATE, 회선의 75%)',
      },
      effect: { kind: 'better', times: 1.5 },
    },
    {
      id: 'larger-buffers',
      kind: 'folklore',
      at: 'kernel',
      what: {
        en: 'net.ipv4.tcp_rmem and tcp_wmem of 64 MB at both ends',
        ko: '양쪽의 net.ipv4.tcp_rmem, tcp_wmem 64MB',
      },
      effect: { kind: 'none', within: 1.4 },
    },
  ],
  async begin(stage, lever) {
    if (lever === 'larger-buffers') {
      const sysctls = {
        'net.ipv4.tcp_rmem': '4096 131072 67108864',
        'net.ipv4.tcp_wmem': '4096 16384 67108864',
      };
      await Promise.all([stage.sysctl('client', sysctls), stage.sysctl('server', sysctls)]);
    }
    const options = lever === 'paced-uploads' ? { maxPacingBytesPerSec: PACED } : {};
    return timedRequests(stage, await uploads(stage, { options }));
  },
};
