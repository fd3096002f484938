/**
 * A world made of plain data, for the tests of the command line.
 * @module
 */
import type { Checkup } from '../model/checkup.ts';
import type { Survey } from '../model/survey.ts';
import { HEALTHY } from '../rules/looks.ts';
import type { Rule } from '../rules/rule.ts';
import { troubledCheckup } from '../report/sample.ts';
import { overflowFinding } from '../report/sample-findings.ts';
import type { World } from './context.ts';
import { sampleLint } from '../sysctl/lint/sample-machine.ts';

/** A rule with a page, as `explain` shows it. */
export const sampleRule: Rule = {
  id: 'accept-queue-overflow',
  page: {
    name: { en: 'Accept queue overflows', ko: 'accept 큐 넘침' },
    mechanism: {
      en: 'Connections whose handshake is complete wait in the accept queue until the process calls accept(). When the queue holds more than its limit, the kernel drops the last ACK of new handshakes, and clients wait.',
      ko: '핸드셰이크가 끝난 연결은 프로세스가 accept()를 호출할 때까지 accept 큐에서 기다립니다. 큐가 한도를 넘으면 커널이 새 핸드셰이크의 마지막 ACK를 버리고, 클라이언트는 재전송하며 기다립니다.',
    },
    evidence: {
      en: 'TcpExt.ListenOverflows grew inside the window and a listener was full or dropped.',
      ko: '관찰 중 TcpExt.ListenOverflows가 증가했고, 큐가 가득 찼거나 드롭이 늘어난 리스너가 있습니다.',
    },
    lookAlikes: {
      en: 'connect-blackhole looks the same to a client; here the server counts the drops.',
      ko: 'connect-blackhole은 클라이언트에게 똑같아 보이지만, 여기서는 서버의 드롭 카운터가 증가합니다.',
    },
    remedies: overflowFinding.remedies,
    doesNotHelp: overflowFinding.doesNotHelp,
    sources: ['net/ipv4/tcp_ipv4.c tcp_v4_syn_recv_sock()', 'measured on Linux 6.18'],
  },
  check: () => HEALTHY,
};

/** A world that keeps what was written. */
export interface SampleWorld extends World {
  readonly printed: { out: string; err: string };
}

/** A world that sees a troubled machine. Nothing of this machine is touched. */
export function sampleWorld(more: Partial<World> = {}): SampleWorld {
  const printed = { out: '', err: '' };
  return {
    printed,
    out: { write: (text) => void (printed.out += text), isTerminal: false },
    err: { write: (text) => void (printed.err += text), isTerminal: false },
    env: {},
    signal: new AbortController().signal,
    survey: async () => troubledCheckup.survey,
    diagnose: async (survey: Survey): Promise<Checkup> => ({ ...troubledCheckup, survey }),
    lint: async (options) => sampleLint(options),
    rules: async () => [
      sampleRule,
      {
        ...sampleRule,
        id: 'path-loss',
        page: { ...sampleRule.page, name: { en: 'Path loses packets', ko: '경로 패킷 손실' } },
      },
    ],
    doors: () => Promise.reject(new Error('Cannot change a sample world')),
    overdue: async () => [],
    ask: undefined,
    ...more,
  };
}
