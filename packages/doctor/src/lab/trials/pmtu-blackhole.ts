/**
 * A router whose next link is narrower, and a firewall that keeps its ICMP from the server: large
 * answers vanish until somebody tells the server the size, or it finds out by itself.
 * @module
 */
import type { Figures, Measure } from '../../model/trial.ts';
import { same } from '../../model/text.ts';
import { counted } from '../scenarios/open-flow.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { FullAnswers } from '../scenarios/pmtu-blackhole.ts';
import { ANSWER_BYTES, answerInFullSegments, CLIENTS } from '../scenarios/pmtu-blackhole.ts';
import type { Stage } from '../stage.ts';
import { ROUTER_DEVICES, ROUTER_HOPS } from '../stage-router.ts';
import type { Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';
import { within } from './within.ts';

const ID = 'pmtu-blackhole';
const NARROW_BYTES = 1_400;
/** What `tcpdoctor` advises to begin with: nearly every tunnel carries it. */
const SAFE_BYTES = 1_280;
const WATCH_S = 9;

const ANSWERED: Measure = {
  id: 'answered',
  name: { en: `answers within ${WATCH_S} s`, ko: `${WATCH_S}초 안에 받은 응답` },
  unit: 'requests',
  better: 'higher',
};
const WAIT: Measure = {
  id: 'wait',
  name: {
    en: `wait for all answers (${WATCH_S} s watched)`,
    ko: `모든 응답을 받기까지 걸린 시간 (최대 ${WATCH_S}초 관찰)`,
  },
  unit: 'ms',
  better: 'lower',
};

/** The narrow link behind the router, and the firewall in front of the server. */
async function dig(stage: Stage, icmpPasses: boolean): Promise<void> {
  await stage.ip('router', [`link set ${ROUTER_DEVICES.client} mtu ${NARROW_BYTES}`]);
  if (icmpPasses) return;
  const rules = ['icmp type destination-unreachable drop', 'icmpv6 type packet-too-big drop'];
  await stage.nft('server', rules);
}

const PULL: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'route-mtu': (stage) => {
    const via = ROUTER_HOPS.server[stage.family];
    const to = `${stage.client.address}/${stage.family === 'ipv6' ? 128 : 32}`;
    return stage.ip('server', [`route add ${to} via ${via} mtu ${SAFE_BYTES}`]);
  },
  'mss-clamp': (stage) => {
    const headers = stage.family === 'ipv6' ? 60 : 40;
    const clamp = `tcp flags syn tcp option maxseg size set ${NARROW_BYTES - headers}`;
    return stage.nft('router', [clamp], 'forward');
  },
  probing: (stage) => stage.sysctl('server', { 'net.ipv4.tcp_mtu_probing': 1 }),
  retries2: (stage) => stage.sysctl('server', { 'net.ipv4.tcp_retries2': 30 }),
};

/** Answers that are there as a whole. */
async function wholeAnswers({ client, reading }: FullAnswers): Promise<number> {
  const reports = await Promise.all(reading.map((activity) => client.report({ activity })));
  return reports.filter(({ counts }) => (counts['bytesRead'] ?? 0) >= ANSWER_BYTES).length;
}

/** Waits until every answer is there or the time is up. */
async function watch(answers: FullAnswers): Promise<Figures> {
  const since = performance.now();
  await within(WATCH_S * 1_000, async () => (await wholeAnswers(answers)) === CLIENTS);
  const waitMs = Math.min(performance.now() - since, WATCH_S * 1_000);
  return { [ANSWERED.id]: await wholeAnswers(answers), [WAIT.id]: waitMs };
}

/** Large packets vanish. */
export const pmtuBlackhole: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  router: true,
  story: {
    en: 'Requests of 300 bytes arrive; answers of 80 KB vanish at a router whose next link carries 1400 bytes, for a firewall drops its ICMP.',
    ko: '300바이트 요청은 도착하지만, 다음 구간의 MTU가 1400바이트인 라우터에서 80KB 응답이 사라집니다. 방화벽이 ICMP를 막기 때문입니다.',
  },
  crowd: {
    en: 'answers of 80 KB through an MTU of 1400, ICMP filtered',
    ko: 'MTU 1400 구간을 지나는 80KB 응답, ICMP 차단',
  },
  measures: [ANSWERED, WAIT],
  finds: { side: 'server', rule: ID },
  levers: [
    {
      id: 'icmp-passes',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'ICMP let through', ko: 'ICMP 허용' },
      effect: { kind: 'better', times: 2 },
    },
    {
      id: 'route-mtu',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: `an MTU of ${SAFE_BYTES} on the route to the client`,
        ko: `클라이언트 방향 경로의 MTU ${SAFE_BYTES}`,
      },
      effect: { kind: 'better', times: 2 },
    },
    {
      id: 'mss-clamp',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'the MSS clamped on the router', ko: '라우터의 MSS 제한' },
      effect: { kind: 'better', times: 2 },
    },
    {
      id: 'probing',
      kind: 'remedy',
      at: 'kernel',
      what: same('net.ipv4.tcp_mtu_probing=1'),
      effect: { kind: 'better', times: 2 },
      afterwards: 'either', // it takes six seconds to find the size
    },
    useless('retries2', 'net.ipv4.tcp_retries2=30', 1),
  ],
  async begin(stage, lever) {
    await dig(stage, lever === 'icmp-passes');
    await PULL[lever ?? '']?.(stage);
    const answers = await answerInFullSegments(stage);
    const watched = watch(answers);
    watched.catch(() => {}); // figures() tells; a stage that ends early is no news
    await until('the answers, or repeats in vain', async () => {
      const timeouts = await counted(stage, 'server', 'TcpExt.TCPTimeouts');
      return timeouts >= 3 * CLIENTS || (await wholeAnswers(answers)) === CLIENTS;
    });
    return { figures: () => watched };
  },
};
