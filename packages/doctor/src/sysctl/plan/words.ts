/**
 * Sentences of a plan, whatever made it.
 * @module
 */
import type { Text } from '../../model/text.ts';
import { josa } from '../../model/text.ts';
import type { Confidence } from '../../model/verdict.ts';
import type { Effect } from '../setting.ts';

/** When a new value counts. */
export const WHEN: Readonly<Record<Effect, Text>> = {
  'at once': { en: 'Counts at once', ko: '즉시 적용됩니다' },
  'new sockets': {
    en: 'Counts for connections made from now on',
    ko: '이후 새로 맺는 연결부터 적용됩니다',
  },
  'next listen()': {
    en: 'Counts from the next listen() on: restart or reload the program that listens',
    ko: '다음 listen()부터 적용되므로 리스닝하는 프로그램을 재시작하거나 리로드해야 합니다',
  },
  'next timer': {
    en: 'Counts from the next try on, also for connections that are open',
    ko: '열려 있는 연결에도 다음 시도부터 적용됩니다',
  },
  'new devices': {
    en: 'Counts for devices made from now on',
    ko: '새로 만드는 장치부터 적용됩니다',
  },
  'new namespaces': {
    en: 'Counts for namespaces made from now on',
    ko: '새로 만드는 네임스페이스부터 적용됩니다',
  },
  'after a restart': { en: 'Counts after a restart', ko: '재시작 후 적용됩니다' },
};

/** When it counts, and what was measured of it. */
export const inLab = (when: Text, effect: Text): Text => ({
  en: `${when.en}. In the lab: ${effect.en}`,
  ko: `${when.ko}. 랩 실측: ${effect.ko}`,
});

/** Why a wish is not in the plan. */
export const LEFT = {
  unknown: {
    en: 'tcpdoctor does not know this setting, and plans nothing it does not know',
    ko: 'tcpdoctor의 카탈로그에 없는 설정이므로 계획에 넣지 않습니다',
  },
  notHere: (kernel: string): Text => ({
    en: `Linux ${kernel} does not have it`,
    ko: `Linux ${kernel}에는 없는 설정입니다`,
  }),
  readOnly: { en: 'it can be read, not written', ko: '읽기만 가능한 값입니다' },
  ofHost: {
    en: 'it belongs to the machine as a whole, and the host was not looked at: plan on the host',
    ko: '시스템 전체의 설정인데 호스트를 관찰하지 않았습니다. 호스트에서 계획을 만들어야 합니다',
  },
  unread: {
    en: 'what it is now could not be read here, and nothing is planned blindly',
    ko: '현재 값을 읽지 못했습니다. 모르는 값은 바꾸지 않습니다',
  },
  already: { en: 'it is so already', ko: '이미 그 값입니다' },
  stronger: (now: string): Text => ({
    en: `it is ${now} now, which gives more; nothing is taken back`,
    ko: `현재 값 ${now}의 여유가 더 크므로 낮추지 않습니다`,
  }),
  notAvailable: (name: string): Text => ({
    en: `${name} is not available in this kernel now: load its module (modprobe tcp_${name}), then plan again`,
    ko: `현재 커널에서 ${josa(name, '을/를')} 쓸 수 없습니다. 모듈을 올린 뒤(modprobe tcp_${name}) 다시 계획합니다`,
  }),
  notAllowed: (name: string): Text => ({
    en: `a namespace other than the host's may only use what net.ipv4.tcp_allowed_congestion_control of the host names, and ${name} is not among it`,
    ko: `호스트가 아닌 네임스페이스는 호스트의 net.ipv4.tcp_allowed_congestion_control에 있는 것만 쓸 수 있는데 ${josa(name, '은/는')} 목록에 없습니다`,
  }),
  badValue: {
    en: 'the value does not fit this setting',
    ko: '이 설정에 맞지 않는 값입니다',
  },
  notice: (title: Text): Text => ({
    en: `only worth knowing, nobody is hurt: ${title.en}`,
    ko: `참고 수준이며 피해가 없습니다: ${title.ko}`,
  }),
  later: (first: string): Text => ({
    en: `${first} comes first; plan again if it does not suffice`,
    ko: `${josa(first, '을/를')} 먼저 바꿉니다. 부족하면 다시 계획합니다`,
  }),
  contradicts: (value: string): Text => ({
    en: `a worse finding asks for ${value}`,
    ko: `더 심각한 문제가 ${josa(value, '을/를')} 요구합니다`,
  }),
} as const;

/** Two sentences, the second about another finding. */
export const alsoFor = (one: Text, other: Text): Text =>
  one.en === other.en
    ? one
    : { en: `${one.en}. And: ${other.en}`, ko: `${one.ko}. 또한 ${other.ko}` };

/** Who asked for a setting of the host. */
export const askedBy = (why: Text, namespace: string): Text => ({
  en: `${why.en} (in namespace ${namespace}; the machine has this setting once)`,
  ko: `${why.ko} (네임스페이스 ${namespace}, 시스템 전체에 하나뿐인 설정입니다)`,
});

/** How sure a finding is, before its title; nothing where it is certain. */
export const SURE: Readonly<Record<Confidence, Text>> = {
  certain: { en: '', ko: '' },
  probable: { en: 'probable: ', ko: '유력: ' },
  suspected: { en: 'suspected: ', ko: '의심: ' },
};

/** What stays wrong although the sysctl is set. */
export const REMAINS: Readonly<Record<string, Text>> = {
  'net.core.somaxconn': {
    en: 'It is only the cap: the program must ask for as much, and one that accepts too slowly fills any queue',
    ko: '상한일 뿐이므로 프로그램도 그만큼 요청해야 하며, accept가 느리면 어떤 큐든 찹니다',
  },
  'net.ipv4.tcp_tw_reuse': {
    en: 'The program still opens a connection for each request; open connections keep their ports',
    ko: '프로그램은 여전히 요청마다 연결을 만들며, 열려 있는 연결의 포트는 그대로 묶여 있습니다',
  },
  'net.ipv4.ip_local_port_range': {
    en: 'A program that opens more connections than it closes fills any range',
    ko: '닫는 것보다 많이 여는 프로그램은 어떤 범위든 채웁니다',
  },
  'net.ipv4.ip_local_reserved_ports': {
    en: 'Ports of services that are not running now are not in the list: add them',
    ko: '지금 실행 중이 아닌 서비스의 포트는 목록에 없으므로 직접 추가해야 합니다',
  },
  'net.ipv4.tcp_syncookies': {
    en: 'A flood goes on, and a queue that is too short stays too short',
    ko: '플러드 자체는 계속되며, 짧은 큐도 그대로입니다',
  },
  'net.ipv4.tcp_synack_retries': {
    en: 'The flood itself; it can only be filtered upstream',
    ko: '플러드 자체는 그대로이며, 상위 구간에서만 막을 수 있습니다',
  },
  'net.ipv4.tcp_abort_on_overflow': {
    en: 'The queue is as full as before: clients wait instead of being reset',
    ko: '큐는 여전히 가득 차 있어, 클라이언트는 리셋되는 대신 기다립니다',
  },
  'net.ipv4.tcp_migrate_req': {
    en: 'The worker still hangs',
    ko: '워커는 여전히 멈춰 있습니다',
  },
  'net.ipv4.tcp_max_tw_buckets': {
    en: 'As many connections are opened and closed as before',
    ko: '연결을 열고 닫는 횟수는 그대로입니다',
  },
  'net.ipv4.tcp_syn_retries': {
    en: 'Nobody answers all the same; programs only learn it sooner',
    ko: '여전히 응답은 없으며, 프로그램이 더 빨리 알게 될 뿐입니다',
  },
  'net.ipv4.tcp_retries2': {
    en: 'The peer is gone all the same; programs only learn it sooner',
    ko: '상대는 여전히 없으며, 프로그램이 더 빨리 알게 될 뿐입니다',
  },
  'net.ipv4.tcp_orphan_retries': {
    en: 'Orphans whose peer lives and keeps its window closed stay',
    ko: '살아 있는 상대가 윈도를 닫고 있는 고아 소켓은 남습니다',
  },
  'net.ipv4.tcp_rmem': {
    en: 'Programs that set SO_RCVBUF themselves keep that size',
    ko: 'SO_RCVBUF를 직접 지정한 프로그램은 그 크기를 유지합니다',
  },
  'net.ipv4.tcp_wmem': {
    en: 'Programs that set SO_SNDBUF themselves keep that size',
    ko: 'SO_SNDBUF를 직접 지정한 프로그램은 그 크기를 유지합니다',
  },
  'net.ipv4.tcp_congestion_control': {
    en: 'Packets are lost as before; find the place where they vanish',
    ko: '패킷은 여전히 손실됩니다. 사라지는 지점을 찾아야 합니다',
  },
  'net.ipv4.tcp_mtu_probing': {
    en: 'Large packets still vanish: each connection loses about 6 s before it finds a size that passes',
    ko: '큰 패킷은 여전히 사라지며, 연결마다 통과하는 크기를 찾기까지 약 6초가 걸립니다',
  },
  'net.netfilter.nf_conntrack_max': {
    en: 'Whoever fills the table goes on filling it; raise nf_conntrack_buckets with it',
    ko: '테이블을 채우는 쪽은 그대로입니다. nf_conntrack_buckets도 함께 올려야 합니다',
  },
  'net.core.netdev_max_backlog': {
    en: 'A CPU that is too slow on average fills any queue',
    ko: '평균 처리 속도가 부족한 CPU는 어떤 큐든 채웁니다',
  },
};
