/**
 * One CPU takes all packets of a device and a packet filter makes each of them dear: its packet queue
 * overflows until RPS gives it a second CPU.
 * @module
 */
import { bulkUpload } from '../scenarios/bulk-upload.ts';
import { BOTH } from '../scenarios/pair.ts';
import { inside } from '../place.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { RESENT, speedAndResent } from './resent.ts';
import { SPEED, uselessForSpeed } from './throughput.ts';

const RULE = 'softnet-drops';
const UPLOADS = 24;
/** None of them is true of a packet, and each is asked of every packet. */
const FILTER = Array.from({ length: 2_000 }, (_, n) => `tcp sport ${n + 1_000} drop`);
/** Masks of CPUs. */
const ONE_CPU = '1';
const TWO_CPUS = '3';
const LARGE = { 'net.ipv4.tcp_rmem': '4096 131072 67108864' };

/** As a card with a single queue does it, or with more. */
async function deliverTo(cpus: string, { server }: Stage): Promise<void> {
  const script = 'echo "$1" > "/sys/class/net/$2/queues/rx-0/rps_cpus"';
  await inside(server, script, [cpus, server.device]);
}

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever === 'larger-buffers') await stage.sysctl('server', LARGE);
  await deliverTo(lever === 'spread' ? TWO_CPUS : ONE_CPU, stage);
  await stage.nft('server', FILTER);
  await stage.ip('client', [`link set ${stage.client.device} gso_max_segs 1`]);
  const upload = await bulkUpload(stage, {
    count: UPLOADS,
    connect: { congestion: 'reno' },
    settledBytes: 10_000_000,
  });
  return speedAndResent(stage, upload);
}

/** More packets than one CPU can take. */
export const softnetSpread: Trial = {
  id: 'softnet-spread',
  rule: RULE,
  families: BOTH,
  // The router forwards: of a connection of its own a kernel keeps next to nothing in a queue (TCP small queues).
  router: true,
  needs: ['own-machine', 'rps'],
  // It sets none of them, but all programs of the machine lose what the queue of that CPU has no room for.
  machine: [],
  alone: true,
  story: {
    en: 'CPU 0 takes all packets of a server behind a router, through a packet filter of 2,000 rules. 24 uploads send more than it can take, and its packet queue overflows.',
    ko: '라우터 뒤 서버의 패킷을 CPU 0이 모두 처리하고, 패킷마다 필터 규칙 2,000개를 거칩니다. 업로드 24개가 처리 속도보다 빨리 보내 CPU 0의 패킷 큐가 넘칩니다.',
  },
  crowd: {
    en: '24 uploads through a packet filter of 2,000 rules, all packets on one CPU',
    ko: 'CPU 하나가 모든 패킷을 규칙 2,000개로 거르는 서버로 가는 업로드 24개',
  },
  measures: [SPEED, RESENT],
  rounds: 5,
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'spread',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'RPS over two CPUs', ko: 'CPU 두 개에 나누는 RPS' },
      effect: { kind: 'better', times: 1.3 },
      // Both together may still be too slow for what comes.
      afterwards: 'either',
    },
    uselessForSpeed('larger-buffers', 'net.ipv4.tcp_rmem="4096 131072 67108864"'),
  ],
  begin,
};
