/**
 * A troubled machine whose findings ask for sysctls, for the tests of plans as text and of the command
 * line.
 * @module
 */
import type { Checkup } from '../model/checkup.ts';
import type { Finding, Remedy } from '../model/verdict.ts';
import { troubledCheckup } from './sample.ts';
import { descriptorFinding, overflowFinding } from './sample-findings.ts';

const raiseCap: Remedy = {
  at: 'kernel',
  do: { en: 'Raise the cap of this network namespace', ko: '이 네임스페이스의 상한을 올립니다' },
  command: 'sysctl -w net.core.somaxconn=8192',
  sysctl: {
    key: 'net.core.somaxconn',
    value: '8192',
    arithmetic: {
      en: '214 arrive a second and 84 are accepted: 130 x 60 s = 7,800, as a power of two 8,192',
      ko: '초당 214건이 들어오고 84건이 accept됩니다. 130 x 60초 = 7,800이므로 2의 거듭제곱으로 8,192입니다',
    },
  },
  risk: {
    en: 'None by itself: running listeners keep their queue until they listen() again',
    ko: '그 자체로는 영향이 없습니다. 실행 중인 리스너는 다시 listen()할 때까지 기존 큐를 유지합니다',
  },
  // No lever of that name: what the lab measured last must not change what the tests see.
  proof: { kind: 'lab', trial: 'accept-queue-overflow-capped', lever: 'sample' },
};

const capped: Finding = {
  ...overflowFinding,
  remedies: [...overflowFinding.remedies, raiseCap],
};

const notAllowed: Finding = {
  ...descriptorFinding,
  remedies: [
    {
      ...raiseCap,
      command: 'sysctl -w net.core.netdev_max_backlog=5000',
      sysctl: {
        key: 'net.core.netdev_max_backlog',
        value: '5000',
        arithmetic: { en: '5 x 1,000 = 5,000', ko: '5 x 1,000 = 5,000' },
      },
    },
  ],
};

/** One change on the host, a cure outside of sysctl, and one sysctl that is left as it is. */
export const plannedCheckup: Checkup = {
  ...troubledCheckup,
  namespaces: troubledCheckup.namespaces.map((one, n) => ({
    ...one,
    findings: n === 0 ? [capped] : [notAllowed],
  })),
};
