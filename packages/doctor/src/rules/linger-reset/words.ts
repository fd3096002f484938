/**
 * Words of linger-reset.
 * @module
 */
import { josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { watchResets } from '../watch-resets.ts';

/** One line: who, and how many of how many. */
export const title = (who: string | undefined, reset: number, accepted: number): Text => ({
  en: `${who ?? 'A program here'} closes connections with a reset (SO_LINGER 0): ${num(reset)} while ${num(accepted)} came in`,
  ko: `${josa(who ?? '프로그램', '이/가')} 연결을 리셋으로 닫습니다(SO_LINGER 0): 새 연결 ${num(accepted)}개가 들어오는 동안 ${num(reset)}개`,
});

/** What users notice, with and without an answer on its way. */
export const HAPPENS = {
  unanswered: {
    en: 'connect() succeeds, the request is taken, and "connection reset by peer" comes instead of an answer',
    ko: 'connect()도 되고 요청도 전달되지만, 응답 대신 "connection reset by peer" 오류가 옵니다',
  },
  answered: {
    en: 'Clients that have read the whole answer notice nothing. Slow ones lose the end of it: "connection reset by peer"',
    ko: '응답을 이미 다 읽은 클라이언트는 알아차리지 못합니다. 느린 클라이언트는 응답의 끝부분을 잃고 "connection reset by peer" 오류를 봅니다',
  },
} as const satisfies Record<string, Text>;

/** The mechanism with this host's numbers. */
export const why = (reset: number, accepted: number): Text => ({
  en: `${plural(reset, 'connection')} that stood ${reset === 1 ? 'was' : 'were'} reset from here while ${num(accepted)} came in, with nothing left unread. A program does that when it sets SO_LINGER to 0 seconds before close(): the kernel throws away what is not sent yet and ends the connection with a reset`,
  ko: `새 연결 ${num(accepted)}개가 들어오는 동안, 맺어져 있던 연결 ${num(reset)}개를 읽지 않은 데이터 없이 이쪽에서 리셋했습니다. 프로그램이 SO_LINGER를 0초로 지정하고 close()하면 이렇게 됩니다. 커널은 아직 보내지 못한 데이터를 버리고 연결을 리셋으로 끝냅니다`,
});

/** Names of the evidence. */
export const WHAT = {
  reset: {
    en: 'connections that stood and were reset from here',
    ko: '맺어진 뒤 이쪽에서 리셋한 연결',
  },
  accepted: { en: 'connections that came in', ko: '들어온 연결' },
  sent: { en: 'segments with data sent', ko: '데이터를 실어 보낸 세그먼트' },
} as const satisfies Record<string, Text>;

/** Look-alikes, ruled out. */
export const NOT: readonly NotThis[] = [
  {
    rule: 'accepted-then-reset',
    because: {
      en: 'connections closed with data unread are left out of the count',
      ko: '읽지 않은 데이터를 남긴 채 닫은 연결은 제외했습니다',
    },
  },
  {
    rule: 'clients that reset',
    ko: '클라이언트가 보낸 리셋',
    because: {
      en: 'a reset that comes in does not move TCPAbortOnData',
      ko: '들어온 리셋은 TCPAbortOnData를 늘리지 않습니다',
    },
  },
];

/** Let close() end it as usual. */
export const NO_LINGER: Remedy = {
  at: 'application',
  do: {
    en: 'Close without SO_LINGER {1, 0}. Where it was set against TIME_WAIT: those cost little, and clients that close first leave none here',
    ko: 'SO_LINGER {1, 0}을 지정하지 않고 닫습니다. TIME_WAIT를 없애려고 넣었다면, TIME_WAIT는 비용이 작고 클라이언트가 먼저 닫으면 서버에는 남지 않습니다',
  },
  risk: {
    en: 'Connections closed from here stay in TIME_WAIT for 60 seconds',
    ko: '이쪽에서 닫은 연결이 60초 동안 TIME_WAIT로 남습니다',
  },
  proof: lab('linger-reset', 'usual-close'),
};

/** What does nothing here. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'it is about connections that end with a FIN; these end with a reset',
      ko: 'FIN으로 끝나는 연결에 대한 설정입니다. 이 연결들은 리셋으로 끝납니다',
    },
    proof: lab('linger-reset', 'fin-timeout'),
  },
  {
    what: 'net.ipv4.tcp_abort_on_overflow',
    because: {
      en: 'it decides about full queues, and these resets come from the program',
      ko: '큐가 가득 찼을 때의 설정입니다. 이 리셋은 프로그램이 일으킵니다',
    },
    proof: lab('linger-reset', 'abort-on-overflow'),
  },
];

/** The page of `tcpdoctor explain linger-reset`. */
export const PAGE: RulePage = {
  name: {
    en: 'Connections are closed with a reset (SO_LINGER 0)',
    ko: '연결을 리셋으로 닫음 (SO_LINGER 0)',
  },
  mechanism: {
    en: 'close() usually sends what is left and then a FIN. With SO_LINGER on and 0 seconds it throws away what is left and sends a reset. Programs do it to avoid TIME_WAIT, or by a call such as resetAndDestroy(). A client that has not read the whole answer yet loses the rest: a reset overtakes what waits to be read.',
    ko: 'close()는 보통 남은 데이터를 보내고 FIN을 보냅니다. SO_LINGER를 켜고 0초로 두면 남은 데이터를 버리고 리셋을 보냅니다. TIME_WAIT를 피하려고, 또는 resetAndDestroy() 같은 호출로 이렇게 됩니다. 응답을 아직 다 읽지 못한 클라이언트는 나머지를 잃습니다. 리셋이 읽기를 기다리는 데이터보다 먼저 처리되기 때문입니다.',
  },
  evidence: {
    en: 'TCPAbortOnData grows between all looks. As many connections that stood were reset (EstabResets), those with data unread (TCPAbortOnClose) left out, and those made from here that may have ended meanwhile: opened within the window (ActiveOpens) or gone from the sockets that stood. What is left is at least half of the connections that came in, and at least 5 a second; or fewer, but nearly all that came in, and at least 8. Where this depends on whose connections were reset, it cannot be told. A warning where fewer data segments were sent than half of the resets, for there was no answer, and 5 a second. Else a notice: whether clients lose something cannot be told from here.',
    ko: '관찰 사이마다 TCPAbortOnData가 늘어야 합니다. 맺어져 있다가 리셋된 연결(EstabResets)에서 읽지 않은 데이터를 남긴 것(TCPAbortOnClose)과, 이 호스트에서 맺은 연결 중 그동안 끝났을 수 있는 것(관찰 중에 연 ActiveOpens, 그리고 소켓 목록에서 사라진 기존 연결)을 뺍니다. 남은 수가 들어온 연결의 절반 이상이고 초당 5개 이상이거나, 그보다 느리더라도 들어온 연결의 거의 전부이고 8개 이상이어야 합니다. 어느 쪽 연결을 리셋했는지에 따라 결론이 달라지면 판단하지 않습니다. 보낸 데이터 세그먼트가 리셋의 절반보다 적으면 응답하지 않은 것이므로 초당 5개 이상일 때 경고이고, 그 밖에는 참고 수준입니다. 클라이언트가 데이터를 잃었는지는 이쪽에서 알 수 없습니다.',
  },
  lookAlikes: {
    en: 'A program that does not read moves TCPAbortOnClose: accepted-then-reset. Data that comes after a close() moves TCPAbortOnData, not EstabResets. Load generators, health checks and proxies that clear a pool reset the connections they have made: those are taken off, the old ones, too. A program that ends does it once, not in every part of the window.',
    ko: '읽지 않는 프로그램은 TCPAbortOnClose를 늘립니다(accepted-then-reset). close() 뒤에 도착한 데이터는 TCPAbortOnData만 늘리고 EstabResets는 늘리지 않습니다. 부하 발생기, 상태 점검, 커넥션 풀을 비우는 프록시는 자신이 맺은 연결을 리셋하므로, 오래전에 맺은 것까지 뺍니다. 종료된 프로그램은 한 번만 리셋할 뿐, 관찰 내내 계속하지 않습니다.',
  },
  remedies: [NO_LINGER, watchResets()],
  doesNotHelp: FOLKLORE,
  sources: [
    '__tcp_close() and tcp_rcv_state_process(): TCPAbortOnData; tcp_set_state(): EstabResets',
    measured({
      en: 'read, then close with SO_LINGER 0: 100 connections, TCPAbortOnData +100, EstabResets +100, TCPOrigDataSent +0; with an answer of 100 bytes before it: the same, +100, and 64 of 102 clients saw the reset; a plain close: none of them',
      ko: '읽고 SO_LINGER 0으로 닫음: 연결 100개, TCPAbortOnData +100, EstabResets +100, TCPOrigDataSent +0. 먼저 100바이트로 응답하면 같고 +100이며, 클라이언트 102개 중 64개가 리셋을 봄. 보통의 close: 모두 +0',
    }),
  ],
};
