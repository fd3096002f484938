/**
 * Bunches of packets that are longer than the packet queue of a CPU: a queue of five times the length
 * takes them; larger buffers of sockets do nothing, nor do longer rounds.
 * @module
 */
import type { Text } from '../../model/text.ts';
import { bulkUpload } from '../scenarios/bulk-upload.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { MachineKey, MachineValues } from '../machine.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { RESENT, speedAndResent } from './resent.ts';
import { SPEED, uselessForSpeed } from './throughput.ts';

const RULE = 'softnet-drops';
const BACKLOG = 'net.core.netdev_max_backlog';
const BUDGET = 'net.core.netdev_budget';
const RMEM_MAX = 'net.core.rmem_max';

const SHORT = 80;
/** Less than comes at once: rounds end with work left over. */
const SMALL_BUDGET = 64;
/** As the rule proposes it. */
const LONG = 5 * SHORT;
const LARGE_BUDGET = 2 * SMALL_BUDGET;
const LARGE_BYTES = 67_108_864;

/** What each lever sets of the machine. */
const LEVERS: Readonly<Record<string, MachineValues>> = {
  'longer-queue': { [BACKLOG]: LONG },
  'larger-buffers': { [RMEM_MAX]: LARGE_BYTES },
  'larger-budget': { [BUDGET]: LARGE_BUDGET },
};
const MACHINE: readonly MachineKey[] = [BACKLOG, BUDGET, RMEM_MAX];

const instead = (key: MachineKey, was: number, is: number): Text => ({
  en: `${key}=${is} instead of ${was}`,
  ko: `${key} ${was} 대신 ${is}`,
});

/** Together 64 Mbit/s. */
const UPLOADS = 8;
const BYTES_PER_SEC = 1_000_000;

/** 100 Mbit/s; what has come is handed over every 40 ms, at 64 Mbit/s about 210 packets. */
const LINE = 'delay 10ms rate 100mbit slot 40ms 40ms limit 10000';

/** One packet at a time, or 64 KB would be one place in the queue. */
async function inBunches(stage: Stage): Promise<void> {
  const { device } = stage.client;
  await stage.ip('client', [`link set ${device} gso_max_segs 1`]);
  await stage.tc('client', [`qdisc add dev ${device} root netem ${LINE}`]);
}

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  stage.machine({ [BACKLOG]: SHORT, [BUDGET]: SMALL_BUDGET, ...LEVERS[lever ?? ''] });
  if (lever === 'larger-buffers') {
    await stage.sysctl('server', { 'net.ipv4.tcp_rmem': `4096 131072 ${LARGE_BYTES}` });
  }
  await inBunches(stage);
  const upload = await bulkUpload(stage, {
    count: UPLOADS,
    connect: { congestion: 'reno' },
    stream: { bytesPerSec: BYTES_PER_SEC },
    settledBytes: BYTES_PER_SEC,
  });
  return speedAndResent(stage, upload);
}

/** A packet queue that is too short for what comes at once. */
export const softnetDrops: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  needs: ['own-machine', 'netem'],
  machine: MACHINE,
  alone: true,
  story: {
    en: 'Eight uploads of 8 Mbit/s each come over a line that hands packets over in bunches, every 40 ms. The packet queue of the CPU holds 80 (net.core.netdev_max_backlog), and one round takes 64 of them (net.core.netdev_budget).',
    ko: '패킷을 40ms마다 모아서 넘기는 회선으로 8 Mbit/s 업로드 8개가 들어옵니다. CPU의 패킷 큐 길이는 80이고(net.core.netdev_max_backlog), 한 주기에 64개를 처리합니다(net.core.netdev_budget).',
  },
  crowd: {
    en: 'uploads of 64 Mbit/s that come in bunches, every 40 ms',
    ko: '40ms마다 몰려 들어오는 64 Mbit/s 업로드',
  },
  measures: [SPEED, RESENT],
  rounds: 5,
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'longer-queue',
      kind: 'remedy',
      at: 'kernel',
      what: instead(BACKLOG, SHORT, LONG),
      effect: { kind: 'better', times: 2 },
      // A bunch that comes late is longer than usual.
      afterwards: 'either',
    },
    uselessForSpeed('larger-buffers', `${RMEM_MAX}=${LARGE_BYTES}, tcp_rmem`),
    {
      ...uselessForSpeed('larger-budget', BUDGET),
      what: instead(BUDGET, SMALL_BUDGET, LARGE_BUDGET),
    },
  ],
  begin,
};
