/**
 * Connections of clients that gave up in the queue of a server that hangs. They go when somebody
 * accepts them or their listener ends; no timer of the kernel ends them.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { BOTH } from '../scenarios/pair.ts';
import { gaveUp } from '../scenarios/unaccepted-close-wait.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';

const RULE = 'unaccepted-close-wait';
/** Timers of 1 s would have fired by then, ms. */
const AFTER_MS = 2_500;

const LEFT: Measure = {
  id: 'closeWait',
  name: { en: 'connections in CLOSE_WAIT', ko: 'CLOSE_WAIT 연결' },
  unit: 'sockets',
  better: 'lower',
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const { server, listener } = await gaveUp(stage);
  if (lever === 'accept-on') await server.serve({ listener });
  if (lever === 'restart') {
    await server.kill();
    const anew = await stage.actor('server');
    await anew.serve(await anew.listen({ port: 80, backlog: 128 }));
  }
  if (lever === 'timers') await stage.sysctl('server', TIMERS);
  const since = performance.now();
  return {
    async figures() {
      const left = await until('them to go, or the timers to have passed', async () => {
        const { closeWait } = await stage.states('server');
        return closeWait === 0 || performance.now() - since > AFTER_MS ? closeWait : undefined;
      });
      return { [LEFT.id]: left };
    },
  };
}

const TIMERS = {
  'net.ipv4.tcp_keepalive_time': 1,
  'net.ipv4.tcp_keepalive_intvl': 1,
  'net.ipv4.tcp_keepalive_probes': 1,
  'net.ipv4.tcp_fin_timeout': 1,
};

/** Nobody accepts, and nobody waits any more. */
export const unacceptedCloseWait: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  story: {
    en: '12 clients connected to a server that hangs, asked, and gave up.',
    ko: '멈춘 서버에 클라이언트 12개가 연결하고 요청한 뒤 포기했습니다.',
  },
  crowd: {
    en: '12 clients that gave up on a server that hangs',
    ko: '멈춘 서버를 포기한 클라이언트 12개',
  },
  measures: [LEFT],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'accept-on',
      kind: 'remedy',
      at: 'application',
      what: { en: 'an accept loop that goes on', ko: '재개된 accept 루프' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'restart',
      kind: 'remedy',
      at: 'process',
      what: { en: 'a restart of the server', ko: '서버 재시작' },
      effect: { kind: 'better', times: 10 },
    },
    useless('timers', 'tcp_keepalive_time=1, tcp_fin_timeout=1'),
  ],
  begin,
};
