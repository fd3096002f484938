/**
 * Words of pmtu-blackhole.
 * @module
 */
import type { Family } from '../../model/socket.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { bytes, duration, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { inside, setting } from '../command.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  readonly remoteAddress: string;
  readonly family: Family;
  readonly mssBytes: number;
  readonly pmtuBytes: number;
  readonly unackedSegs: number;
  readonly lostSegs: number;
  /** Since the connection was made. */
  readonly ackedBytes: number;
  readonly receivedBytes: number;
  /** Mean size of the segments that were acknowledged. */
  readonly ackedSegBytes: number;
  /** The peer is silent, and what came through was not so small that no full segment can have been among it. */
  readonly mayBeGone: boolean;
  readonly repeats: number;
  /** Since the data that hangs was first sent, ms. */
  readonly stuckMs: number;
  /** Since anything came from the peer, ms. */
  readonly unheardMs: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const many = connections(facts);
  const hangs = facts.count === 1 ? 'hangs' : 'hang';
  return {
    title: {
      en: `Large packets vanish on the path: ${many.en} ${facts.where.en} ${hangs}`,
      ko: `큰 패킷이 경로에서 사라집니다: ${facts.where.ko} 연결 ${josa(many.ko, '이/가')} 멈춰 있습니다`,
    },
    happens: {
      en: 'Connecting and small requests work; a large request or answer never arrives',
      ko: '연결과 작은 요청은 되는데, 큰 요청이나 응답은 도착하지 않습니다',
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const came = cameThrough(facts);
  const stuck = duration(facts.stuckMs);
  const full = num(facts.mssBytes);
  const doubt = facts.mayBeGone ? MAY_BE_GONE : { en: '', ko: '' };
  return {
    en: `${plural(facts.unackedSegs, 'segment')} of up to ${full} bytes went out and none was acknowledged in ${stuck.en}, after ${num(facts.repeats)} repeats. ${came.en} Somewhere on the path the limit is below ${num(facts.pmtuBytes)} bytes, and the ICMP message that should say so does not arrive${doubt.en}`,
    ko: `최대 ${full}바이트 세그먼트 ${num(facts.unackedSegs)}개를 보냈지만 ${num(facts.repeats)}번 재전송하고 ${josa(stuck.ko, '이/가')} 지나도록 하나도 ACK를 받지 못했습니다. ${came.ko} 경로 어딘가의 한도가 ${num(facts.pmtuBytes)}바이트보다 작은데, 이를 알려야 할 ICMP 메시지가 도착하지 않고 있습니다${doubt.ko}`,
  };
}

const MAY_BE_GONE: Text = {
  en: '. The peer has been silent since: had it gone at that very moment, it would look the same',
  ko: '. 상대는 그 뒤로 응답이 없습니다. 바로 그 순간에 상대가 사라졌더라도 똑같이 보입니다',
};

function cameThrough(facts: Facts): Text {
  if (facts.ackedBytes === 0) {
    return {
      en: 'The small packets of the handshake and of the peer came through.',
      ko: '핸드셰이크와 상대가 보낸 작은 패킷은 통과했습니다.',
    };
  }
  const acked = bytes(facts.ackedBytes);
  const mean = num(Math.round(facts.ackedSegBytes));
  const small = facts.mayBeGone
    ? { en: `segments of ${mean} bytes on average`, ko: `평균 ${mean}바이트인 세그먼트` }
    : { en: 'small segments', ko: '작은 세그먼트' };
  return {
    en: `Before that ${acked} in ${small.en} came through, and the peer was heard.`,
    ko: `그 전에는 ${josa(small.ko, '으로/로')} ${josa(acked, '이/가')} 전달되었고 상대도 응답했습니다.`,
  };
}

/** Names of the evidence. */
export const WHAT = {
  unacked: { en: 'segments sent and not acknowledged', ko: 'ACK를 받지 못한 세그먼트' },
  lost: { en: 'of these taken for lost', ko: '손실로 판단된 세그먼트' },
  repeats: { en: 'repeats in a row without an answer', ko: '응답 없이 연속된 재전송' },
  mss: { en: 'segment size', ko: '세그먼트 크기 (MSS)' },
  pmtu: { en: 'path MTU the kernel believes in', ko: '커널이 알고 있는 경로 MTU' },
  acked: { en: 'ever acknowledged on this connection', ko: '이 연결에서 지금까지 ACK된 바이트' },
  received: { en: 'ever received on this connection', ko: '이 연결에서 지금까지 받은 바이트' },
  unheard: { en: 'since the peer was last heard', ko: '상대의 마지막 응답 이후 경과 시간' },
} as const satisfies Record<string, Text>;

function notGone(facts: Facts): NotThis {
  const unheard = duration(facts.unheardMs);
  const stuck = duration(facts.stuckMs);
  return {
    rule: 'peer-gone',
    because: {
      en: `the peer was heard until these packets were sent (${unheard.en} ago, they hang for about ${stuck.en})`,
      ko: `이 패킷들을 보낼 때까지 상대가 응답했습니다 (${unheard.ko} 전, 멈춘 지는 약 ${stuck.ko})`,
    },
  };
}

/** Look-alikes, with the numbers that rule them out. */
export function notThese(facts: Facts): NotThis[] {
  return [
    ...(facts.mayBeGone ? [] : [notGone(facts)]),
    {
      rule: 'path-loss',
      because: {
        en: `not one of ${plural(facts.unackedSegs, 'segment')} came through, sent again or not: loss by chance spares most`,
        ko: `재전송까지 했지만 세그먼트 ${num(facts.unackedSegs)}개 중 하나도 전달되지 않았습니다. 우연한 손실이면 대부분은 전달됩니다`,
      },
    },
    {
      rule: 'peer-not-reading',
      because: {
        en: 'the retransmission timer runs, not the probe timer of a closed window',
        ko: '닫힌 윈도의 프로브 타이머가 아니라 재전송 타이머가 동작 중입니다',
      },
    },
  ];
}

const LET_ICMP_PASS: Remedy = {
  at: 'kernel',
  do: {
    en: 'Let ICMP "fragmentation needed" (IPv4) and "packet too big" (IPv6) pass at every firewall on the path',
    ko: '경로의 모든 방화벽에서 ICMP "fragmentation needed"(IPv4)와 "packet too big"(IPv6)을 허용합니다',
  },
  risk: { en: 'None, TCP needs these messages', ko: '없음 (TCP에 필요한 메시지입니다)' },
  proof: lab('pmtu-blackhole', 'icmp-passes'),
};

const PROBING: Remedy = {
  at: 'kernel',
  do: {
    en: 'Let the kernel try smaller segments when large ones hang',
    ko: '큰 세그먼트가 막히면 커널이 더 작은 크기를 시도하게 합니다',
  },
  command: 'sysctl -w net.ipv4.tcp_mtu_probing=1',
  risk: {
    en: 'Each connection still loses about 6 seconds before it finds the size',
    ko: '크기를 찾기까지 연결마다 6초 정도는 여전히 지연됩니다',
  },
  proof: lab('pmtu-blackhole', 'probing'),
};

/** A size that nearly every tunnel carries. */
const SAFE_MTU = 1_280;

/** In an expert's order; probing is not advised where it is on. */
export function remedies(namespace: NamespaceSurvey, probing: number, facts: Facts): Remedy[] {
  const sysctl = {
    key: 'net.ipv4.tcp_mtu_probing',
    value: '1',
    arithmetic: {
      en: `a switch: 1 tries smaller segments only where large ones hang, as ${plural(facts.unackedSegs, 'segment')} of up to ${num(facts.mssBytes)} bytes did here for ${duration(facts.stuckMs).en}; 2 would begin every connection small`,
      ko: `켜고 끄는 값입니다. 1은 여기처럼 최대 ${num(facts.mssBytes)}바이트 세그먼트 ${num(facts.unackedSegs)}개가 ${duration(facts.stuckMs).ko} 동안 막혔을 때만 작은 크기를 시도합니다. 2는 모든 연결을 작은 크기로 시작합니다`,
    },
  };
  const probe = { ...PROBING, ...setting(namespace, sysctl) };
  return [LET_ICMP_PASS, smallerRoute(namespace, facts), ...(probing === 0 ? [probe] : [])];
}

function smallerRoute(namespace: NamespaceSurvey, facts: Facts): Remedy {
  const ip = facts.family === 'ipv6' ? 'ip -6' : 'ip';
  const command = `${inside(namespace, `${ip} route get ${facts.remoteAddress}`)}   # then: ${ip} route change ... mtu ${SAFE_MTU}`;
  return {
    at: 'kernel',
    do: {
      en: `Tell the route to this peer the true MTU (start with ${num(SAFE_MTU)}), or clamp the MSS on the router that has the tunnel`,
      ko: `이 상대로 가는 경로에 실제 MTU를 지정하거나(${num(SAFE_MTU)}부터), 터널이 있는 라우터에서 MSS를 제한합니다`,
    },
    command,
    risk: {
      en: 'Slightly more packets; nothing is lost when it is smaller than needed',
      ko: '패킷 수가 조금 늘어날 뿐, 필요 이상으로 작아도 손실은 없습니다',
    },
    proof: lab('pmtu-blackhole', 'route-mtu'),
  };
}

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_retries2',
    because: {
      en: 'the same large packet is sent again and vanishes again, more or fewer times',
      ko: '같은 크기의 패킷을 다시 보내고 다시 잃을 뿐이며, 횟수만 달라집니다',
    },
    proof: lab('pmtu-blackhole', 'retries2'),
  },
  {
    what: 'net.ipv4.ip_no_pmtu_disc',
    because: {
      en: 'the DF bit goes, but many tunnels drop fragments as well, and IPv6 never fragments on the way',
      ko: 'DF 비트는 없어지지만 단편(fragment)도 버리는 터널이 많고, IPv6는 경로에서 단편화하지 않습니다',
    },
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'Path MTU black hole', ko: '경로 MTU 블랙홀' },
  mechanism: {
    en: 'A tunnel or VPN carries smaller packets than the networks around it. A router that cannot forward a packet must answer with ICMP, and the sender then makes smaller segments. Where a firewall drops that answer, the sender repeats the same packet, and it vanishes again.',
    ko: '터널이나 VPN은 주변 네트워크보다 작은 패킷만 전달합니다. 전달하지 못한 라우터는 ICMP로 알려야 하고, 보내는 쪽은 세그먼트를 줄입니다. 방화벽이 그 ICMP를 막으면 같은 크기의 패킷을 계속 다시 보내고 계속 잃습니다.',
  },
  evidence: {
    en: 'In three looks or more the retransmission timer runs with two doublings or more, segments as large as the MTU allows are lost, nothing is acknowledged, and either no full segment ever came through while the peer was heard until they were sent (probable), or the peer is still heard, or the connection had hardly begun, with segments that were smaller on average, and all that hang are full (suspected).',
    ko: '세 번 이상의 관찰에서 재전송 타이머가 두 번 이상 두 배로 늘어났고, MTU만큼 큰 세그먼트가 손실되었으며, ACK된 데이터가 없을 때입니다. 꽉 찬 세그먼트가 한 번도 전달된 적 없고 그것을 보낼 때까지 상대가 응답했다면 유력, 지금도 상대의 응답이 들어오거나, 막 시작한 연결에서 더 작은 세그먼트만 전달되다가 꽉 찬 세그먼트만 막혔다면 의심입니다.',
  },
  lookAlikes: {
    en: 'A peer that is gone: full segments came through before, only small ones are waiting, or the peer had been silent for long. Loss: most segments arrive. A closed window: the probe timer runs.',
    ko: '사라진 상대: 전에는 꽉 찬 세그먼트가 전달되었거나, 작은 데이터만 대기 중이거나, 상대가 오래전부터 응답이 없었습니다. 손실: 대부분의 세그먼트는 도착합니다. 닫힌 윈도: 프로브 타이머가 동작합니다.',
  },
  remedies: [LET_ICMP_PASS, PROBING],
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_mtu_probing() in net/ipv4/tcp_timer.c',
    'RFC 4821, RFC 8201',
    'Documentation/networking/ip-sysctl.rst, tcp_mtu_probing',
    measured({
      en: 'packets above 1,200 bytes dropped without ICMP',
      ko: '1,200바이트를 넘는 패킷을 ICMP 없이 버리는 경로',
    }),
  ],
};
