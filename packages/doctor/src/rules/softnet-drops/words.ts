/**
 * The sentences of softnet-drops.
 * @module
 */
import type { Text } from '../../model/text.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { lab } from '../../proofs/proof.ts';
import { hostSetting } from '../command.ts';
import type { RulePage } from '../rule.ts';

/** A longer queue. */
export const LONGER: Remedy = {
  at: 'kernel',
  do: {
    en: 'Let more packets wait for a CPU (default 1,000)',
    ko: 'CPU를 기다릴 수 있는 패킷 수를 늘립니다 (기본값 1,000)',
  },
  command: 'sysctl -w net.core.netdev_max_backlog=5000',
  risk: {
    en: 'A burst waits longer instead of being lost; one setting for the whole machine',
    ko: '버스트가 유실되는 대신 더 오래 기다립니다. 시스템 전체에 적용되는 설정입니다',
  },
  proof: lab('softnet-drops', 'longer-queue'),
};

const BACKLOG_TIMES = 5;

/** A longer queue, from the one there is; `undefined`: its length could not be read. */
export function longer(drops: number, now: number | undefined): Remedy {
  if (now === undefined || now === 0) return LONGER;
  const to = now * BACKLOG_TIMES;
  const arithmetic = {
    en: `${plural(drops, 'packet')} found a queue of ${num(now)} full: ${BACKLOG_TIMES} x ${num(now)} = ${num(to)}, for bursts that are five times as long`,
    ko: `길이 ${num(now)}인 큐가 가득 차 패킷 ${num(drops)}개가 버려졌습니다. ${BACKLOG_TIMES} x ${num(now)} = ${num(to)}이면 다섯 배 긴 버스트를 담습니다`,
  };
  const key = 'net.core.netdev_max_backlog';
  return { ...LONGER, ...hostSetting({ key, value: String(to), arithmetic }) };
}

/** More CPUs. */
export const SPREAD: Remedy = {
  at: 'kernel',
  do: {
    en: 'Spread the work over CPUs: more queues of the network card (ethtool -L), or RPS (rps_cpus) where it has only one',
    ko: '처리를 여러 CPU로 나눕니다. 네트워크 카드의 큐를 늘리거나(ethtool -L), 큐가 하나뿐이면 RPS(rps_cpus)를 사용합니다',
  },
  command: 'ethtool -l eth0; cat /sys/class/net/eth0/queues/rx-*/rps_cpus',
  risk: {
    en: 'Changing queues may interrupt the link for a moment',
    ko: '큐 수를 바꾸면 링크가 잠시 끊길 수 있습니다',
  },
  proof: lab('softnet-spread', 'spread'),
};

/** Of sockets, which the packet never gets to; of rounds, which begin when the queue is full already. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.core.rmem_max, net.ipv4.tcp_rmem',
    because: {
      en: 'the packet is lost before it belongs to a socket',
      ko: '패킷이 소켓에 도달하기 전에 버려집니다',
    },
    proof: lab('softnet-drops', 'larger-buffers'),
  },
  {
    what: 'net.core.netdev_budget',
    because: {
      en: 'longer rounds end the growth of time_squeeze, not the drops: the queue overflows while packets arrive',
      ko: '한 주기에 더 많이 처리하면 time_squeeze는 멈추지만 유실은 계속됩니다. 큐는 패킷이 몰려 들어오는 동안 넘칩니다',
    },
    proof: lab('softnet-drops', 'larger-budget'),
  },
];

/** The page of `tcpdoctor explain softnet-drops`. */
export const PAGE: RulePage = {
  name: { en: 'Packets dropped before a CPU got to them', ko: 'CPU 처리 전에 버려진 패킷' },
  mechanism: {
    en: 'Packets that are handed from one CPU to another, or pass a virtual device such as veth, wait in a queue per CPU. Its length is net.core.netdev_max_backlog. When the CPU does not get to it in time the queue is full, and what arrives is dropped, of every protocol and every namespace. TCP sees it as loss.',
    ko: '다른 CPU로 넘겨지거나 veth 같은 가상 장치를 지나는 패킷은 CPU별 큐에서 기다립니다. 큐의 길이는 net.core.netdev_max_backlog입니다. CPU가 제때 처리하지 못하면 큐가 가득 차고, 프로토콜과 네임스페이스를 가리지 않고 새로 오는 패킷이 버려집니다. TCP에는 패킷 유실로 보입니다.',
  },
  evidence: {
    en: 'The second column of /proc/net/softnet_stat (dropped) grows on some CPU within the window. The counter has no other meaning, so two looks are enough. It belongs to the machine, not to a namespace.',
    ko: '관찰하는 동안 /proc/net/softnet_stat의 두 번째 열(dropped)이 어느 CPU에서든 늘어야 합니다. 다른 의미가 없는 카운터이므로 두 번의 관찰이면 충분합니다. 네임스페이스가 아니라 시스템 전체의 값입니다.',
  },
  lookAlikes: {
    en: 'Growth of the third column (time_squeeze) alone means that a round ended before all was done; the rest follows in the next round and nothing is lost.',
    ko: '세 번째 열(time_squeeze)만 늘면 한 주기에 다 처리하지 못했다는 뜻이며, 나머지는 다음 주기에 처리되므로 유실은 없습니다.',
  },
  remedies: [SPREAD, LONGER],
  doesNotHelp: FOLKLORE,
  sources: [
    'enqueue_to_backlog(), net_rx_action() in net/core/dev.c; softnet_seq_show() in net/core/net-procfs.c',
    'Documentation/admin-guide/sysctl/net.rst: netdev_max_backlog, netdev_budget; Documentation/networking/scaling.rst: RPS',
  ],
};

/** One line: how many, where. */
export const title = (drops: number, cpus: readonly number[]): Text => ({
  en: `${plural(drops, 'packet')} ${drops === 1 ? 'was' : 'were'} dropped before ${cpus.length === 1 ? `CPU ${cpus[0]}` : `${num(cpus.length)} CPUs`} got to ${drops === 1 ? 'it' : 'them'}`,
  ko: `${cpus.length === 1 ? `CPU ${cpus[0]}` : `CPU ${num(cpus.length)}개`}에서 패킷 ${num(drops)}개가 처리되지 못하고 버려졌습니다`,
});

/** What users notice. */
export const HAPPENS: Text = {
  en: 'Every connection of the machine sees loss: retransmissions, pauses of 200 ms and more, hanging handshakes.',
  ko: '호스트의 모든 연결에서 패킷 유실이 나타납니다. 재전송, 200ms 이상의 멈춤, 지연되는 핸드셰이크로 보입니다.',
};

/** The mechanism with this host's numbers. */
export const why = (drops: number, processed: number, squeezed: number): Text => ({
  en: `${num(drops)} packets found the queue of their CPU full while ${num(processed)} were handled there. ${squeezed > 0 ? `${num(squeezed)} rounds ended with work left over.` : 'No round ended with work left over (time_squeeze +0): bursts are longer than the queue.'}`,
  ko: `패킷 ${num(processed)}개가 처리되는 동안 ${num(drops)}개는 CPU의 큐가 가득 차 버려졌습니다. ${squeezed > 0 ? `처리할 패킷을 남긴 채 끝난 주기가 ${num(squeezed)}번 있었습니다.` : '처리할 패킷을 남긴 채 끝난 주기는 없으므로(time_squeeze +0) 버스트가 큐보다 긴 것으로 보입니다.'}`,
});

/** Labels of the numbers. */
export const WHAT = {
  dropped: (cpu: number): Text => ({
    en: `packets dropped on line ${cpu + 1} (CPU ${cpu})`,
    ko: `${cpu + 1}번째 줄(CPU ${cpu})에서 버려진 패킷`,
  }),
  processed: { en: 'packets handled there', ko: '그곳에서 처리된 패킷' },
  squeezed: { en: 'rounds that ended with work left over', ko: '처리할 패킷을 남긴 채 끝난 주기' },
} as const;

/** Why it is not the harmless kind. */
export const notSqueeze = (squeezed: number): Text => ({
  en: `time_squeeze (+${num(squeezed)}) alone would be no drop; the dropped column itself grew`,
  ko: `time_squeeze(+${num(squeezed)})만으로는 유실이 아니지만, dropped 열 자체가 늘었습니다`,
});

/** Reasons to answer "cannot tell". */
export const UNKNOWN = {
  unreadable: {
    en: 'could not read /proc/net/softnet_stat',
    ko: '/proc/net/softnet_stat을 읽지 못했습니다',
  },
  changed: {
    en: 'CPUs came or went between two looks',
    ko: '관찰 도중 CPU 구성이 바뀌었습니다',
  },
} as const satisfies Record<string, Text>;
