/**
 * The sentences of time-wait-harmless.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Text } from '../../model/text.ts';
import { bytes, num, percent } from '../../model/text.ts';
import type { Folklore } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What people do about TIME_WAIT that needs nothing done. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_max_tw_buckets',
    because: {
      en: 'a lower limit ends TIME_WAIT early: late segments then meet a reset, or another connection',
      ko: '값을 낮추면 TIME_WAIT가 일찍 사라져, 늦게 도착한 세그먼트가 리셋되거나 다른 연결에 섞일 수 있습니다',
    },
    proof: lab('time-wait-cut-short', 'max-tw-buckets'),
  },
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'TIME_WAIT is always 60 s; this shortens FIN_WAIT_2 of closed sockets only',
      ko: 'TIME_WAIT는 항상 60초이며, 이 값은 닫힌 소켓의 FIN_WAIT_2에만 적용됩니다',
    },
    proof: lab('time-wait-harmless', 'fin-timeout'),
  },
  {
    what: 'net.ipv4.tcp_tw_reuse',
    because: {
      en: 'it acts in connect() only, not on a listening port',
      ko: 'connect()에서만 작동하며 리스닝 포트와는 무관합니다',
    },
    proof: lab('time-wait-harmless', 'reuse-time-wait'),
  },
  {
    what: 'net.ipv4.tcp_tw_recycle',
    because: {
      en: 'it broke clients behind NAT and was removed in Linux 4.12',
      ko: 'NAT 뒤의 클라이언트 연결을 깨뜨려 Linux 4.12에서 제거되었습니다',
    },
  },
];

/** The page of `tcpdoctor explain time-wait-harmless`. */
export const PAGE: RulePage = {
  name: { en: 'Many TIME_WAIT, none of them a problem', ko: '많지만 문제없는 TIME_WAIT' },
  mechanism: {
    en: 'The side that closes first keeps the connection for 60 s in TIME_WAIT, so that the last ACK can be repeated and old segments die out. On a listening port this takes no ephemeral port: clients are told apart by their own address and port. Each costs 256 bytes. No number of them is dangerous in itself; only a full port range towards one destination or tcp_max_tw_buckets is.',
    ko: '먼저 닫은 쪽은 마지막 ACK를 다시 보낼 수 있도록, 또 늦게 도착하는 옛 세그먼트가 사라지도록 연결을 60초 동안 TIME_WAIT로 둡니다. 리스닝 포트의 TIME_WAIT는 임시 포트를 쓰지 않습니다. 클라이언트는 각자의 주소와 포트로 구분됩니다. 하나의 비용은 256바이트입니다. 개수 자체는 위험하지 않으며, 한 목적지로 향하는 임시 포트 범위가 차거나 tcp_max_tw_buckets에 닿을 때만 문제가 됩니다.',
  },
  evidence: {
    en: 'At least 1,000 TIME_WAIT in every look, of which at least 90% are on ports that somebody listens on, or none of whose destinations holds half of the ephemeral range; and TcpExt.TCPTimeWaitOverflow stands still.',
    ko: '모든 관찰에서 TIME_WAIT가 1,000개 이상이고, 그중 90% 이상이 리스닝 포트에 있거나 어느 목적지도 임시 포트 범위의 절반을 쓰지 않으며, TcpExt.TCPTimeWaitOverflow가 늘지 않아야 합니다.',
  },
  lookAlikes: {
    en: 'The same number towards one destination exhausts its ports: port-exhaustion-time-wait. A growing TCPTimeWaitOverflow: time-wait-overflow.',
    ko: '같은 수라도 한 목적지로 몰리면 포트가 고갈됩니다: port-exhaustion-time-wait. TCPTimeWaitOverflow가 늘면 time-wait-overflow입니다.',
  },
  remedies: [],
  doesNotHelp: FOLKLORE,
  sources: [
    {
      en: 'net/ipv4/tcp_minisocks.c: TCP_TIMEWAIT_LEN is 60 s, no sysctl changes it (measured: 61.2 s with tcp_fin_timeout=5)',
      ko: 'net/ipv4/tcp_minisocks.c: TCP_TIMEWAIT_LEN은 60초이며 바꾸는 sysctl이 없음 (실측: tcp_fin_timeout=5에서 61.2초)',
    },
    measured({
      en: '256 bytes per entry (slab tw_sock_TCP); a server that closes first served 1,000 of 1,000 connections over 64 client ports',
      ko: '엔트리당 256바이트(slab tw_sock_TCP). 먼저 닫는 서버가 클라이언트 포트 64개로 온 연결 1,000건을 모두 처리',
    }),
  ],
};

/** One line: how many, where. */
export const title = (count: number, port: number | undefined): Text => ({
  en: `${num(count)} TIME_WAIT${port === undefined ? '' : `, most on port ${port},`} are harmless: each costs 256 bytes and no service suffers`,
  ko: `TIME_WAIT ${num(count)}개는 무해합니다${port === undefined ? '' : ` (대부분 포트 ${port})`}. 하나에 256바이트이며 서비스에 영향이 없습니다`,
});

/** What users notice. */
export const HAPPENS: Text = {
  en: 'Nothing. New connections are made and served as usual.',
  ko: '증상은 없습니다. 새 연결도 평소처럼 맺어지고 처리됩니다.',
};

/** The mechanism with this host's numbers. */
export function why(inbound: number, outbound: number, costBytes: number): Text {
  const where = places(inbound, outbound);
  return {
    en: `${where.en} Together they cost ${bytes(costBytes)} and end by themselves after 60 s.`,
    ko: `${where.ko} 모두 합쳐 ${bytes(costBytes)}이며 60초 뒤 저절로 사라집니다.`,
  };
}

function places(inbound: number, outbound: number): Text {
  if (outbound === 0) {
    return {
      en: 'All are on listening ports, where they take no ephemeral port.',
      ko: '모두 리스닝 포트에 있어 임시 포트를 쓰지 않습니다.',
    };
  }
  if (inbound === 0) {
    return {
      en: 'All are of outgoing connections, and each destination has ports to spare.',
      ko: '모두 나가는 연결이며, 어느 목적지든 임시 포트에 여유가 있습니다.',
    };
  }
  return {
    en: `${num(inbound)} are on listening ports, where they take no ephemeral port; ${num(outbound)} are outgoing.`,
    ko: `${num(inbound)}개는 리스닝 포트에 있어 임시 포트를 쓰지 않고, ${num(outbound)}개는 나가는 연결입니다.`,
  };
}

/** Labels of the numbers. */
export const WHAT = {
  inbound: { en: 'TIME_WAIT on listening ports', ko: '리스닝 포트의 TIME_WAIT' },
  outbound: { en: 'TIME_WAIT of outgoing connections', ko: '나가는 연결의 TIME_WAIT' },
  max: { en: 'tcp_max_tw_buckets', ko: 'tcp_max_tw_buckets' },
  overflow: { en: 'TIME_WAIT refused for want of room', ko: '자리가 없어 만들지 못한 TIME_WAIT' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the number that rules them out. */
export const NOT = {
  ports: (fill: number): Text => ({
    en: `the fullest destination uses ${percent(fill)} of the ephemeral ports`,
    ko: `가장 많이 쓰는 목적지도 임시 포트의 ${percent(fill)}만 사용합니다`,
  }),
  inbound: (share: number): Text => ({
    en: `${percent(share)} of them are on listening ports, which takes no ephemeral port`,
    ko: `${percent(share)}가 리스닝 포트에 있어 임시 포트를 쓰지 않습니다`,
  }),
  overflow: (grown: number | undefined, max: number | undefined): Text => ({
    en: `${grown === undefined ? 'one look only' : `TCPTimeWaitOverflow +${num(grown)}`}${max === undefined ? '' : `, limit ${num(max)}`}`,
    ko: `${grown === undefined ? '한 번만 관찰' : `TCPTimeWaitOverflow +${num(grown)}`}${max === undefined ? '' : `, 상한 ${num(max)}개`}`,
  }),
};
