/**
 * The sentences of sysctl-not-applied.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { SysctlSetting } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import type { RulePage } from '../rule.ts';

/** Read all files, in their order. */
export const APPLY_ALL: Remedy = {
  at: 'kernel',
  do: {
    en: 'Read every sysctl file again, in order; first check that the running values were not set on purpose',
    ko: '모든 sysctl 파일을 순서대로 다시 적용합니다. 지금 값이 일부러 바꾼 것은 아닌지 먼저 확인합니다',
  },
  command: 'sysctl --system',
  risk: {
    en: 'Applies all files, not only these keys; listeners keep their old backlog until they restart',
    ko: '이 키뿐 아니라 모든 파일이 적용됩니다. 리스너의 백로그는 재시작 전까지 그대로입니다',
  },
  proof: lab('sysctl-not-applied', 'read-all'),
};

/** Set it where the namespace is made. */
export const PER_CONTAINER: Remedy = {
  at: 'process',
  do: {
    en: 'Set it for the container: docker run --sysctl, securityContext.sysctls of a pod, or inside the namespace',
    ko: '컨테이너에 직접 설정합니다. docker run --sysctl, 파드의 securityContext.sysctls를 쓰거나 네임스페이스 안에서 설정합니다',
  },
  risk: {
    en: 'Takes effect when the container is made again',
    ko: '컨테이너를 다시 만들어야 적용됩니다',
  },
  proof: lab('sysctl-not-in-container', 'per-container'),
};

/** What people type instead. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'sysctl -p',
    because: {
      en: 'without a file name it reads /etc/sysctl.conf only, not /etc/sysctl.d',
      ko: '파일 이름을 주지 않으면 /etc/sysctl.conf만 읽고 /etc/sysctl.d는 읽지 않습니다',
    },
    proof: lab('sysctl-not-applied', 'read-conf'),
  },
  {
    what: 'sysctl --system (host)',
    because: {
      en: 'it sets the host; a network namespace that exists keeps values of its own',
      ko: '호스트의 값만 바뀝니다. 이미 만들어진 네트워크 네임스페이스는 자기 값을 그대로 씁니다',
    },
    proof: lab('sysctl-not-in-container', 'again-on-host'),
  },
];

/** The page of `tcpdoctor explain sysctl-not-applied`. */
export const PAGE: RulePage = {
  name: {
    en: 'A sysctl file says one thing, the kernel runs another',
    ko: '적용되지 않은 sysctl 설정',
  },
  mechanism: {
    en: 'Files under /etc/sysctl.d take effect when somebody reads them: at boot, or with sysctl --system. sysctl -p without a file name reads /etc/sysctl.conf only. And every network namespace has values of its own: a container starts with kernel defaults for most of them, whatever the host was tuned to.',
    ko: '/etc/sysctl.d의 파일은 부팅 시나 sysctl --system을 실행할 때 비로소 적용됩니다. 파일 이름 없는 sysctl -p는 /etc/sysctl.conf만 읽습니다. 또 네트워크 네임스페이스마다 값이 따로 있어서, 호스트를 어떻게 튜닝했든 컨테이너는 대부분 커널 기본값으로 시작합니다.',
  },
  evidence: {
    en: 'On the host: the line that decides a key at boot, by the order of the files and their names, differs from the value in force, in every look; where sysctl --system lets another line decide, that one differs too. In another namespace: the same, for keys of queues, ports and keepalive that matter to sockets it has, and only where it runs with the kernel default, so that a value set on purpose is left alone. Only keys that tcpdoctor reads are compared.',
    ko: '호스트에서는 부팅할 때 그 키를 결정하는 줄(파일 이름 순서로 마지막)의 값이 모든 관찰에서 실행 값과 달라야 합니다. sysctl --system이 다른 줄을 따르는 경우에는 그 값과도 달라야 합니다. 다른 네임스페이스에서는 큐, 포트, keepalive 관련 키 중 그 안의 소켓과 관계있는 것만, 그것도 커널 기본값으로 동작할 때만 알립니다. 일부러 바꾼 값은 건드리지 않기 위해서입니다. tcpdoctor가 읽는 키만 비교합니다.',
  },
  lookAlikes: {
    en: 'Blanks, comments behind a value and the order of a port list make no difference. A value changed on purpose after boot looks the same: the tool says what differs, not who is right.',
    ko: '공백, 값 뒤의 주석, 포트 목록의 표기 차이는 무시합니다. 부팅 후 일부러 바꾼 값도 똑같이 보이므로, 무엇이 다른지만 알리고 어느 쪽이 옳은지는 판단하지 않습니다.',
  },
  remedies: [APPLY_ALL, PER_CONTAINER],
  doesNotHelp: FOLKLORE,
  sources: [
    'sysctl(8), sysctl.d(5), Documentation/networking/ip-sysctl.rst',
    {
      en: 'Measured: sysctl -p opens /etc/sysctl.conf and no other file (strace, procps 4.0.2)',
      ko: '실측: sysctl -p가 여는 파일은 /etc/sysctl.conf뿐 (strace, procps 4.0.2)',
    },
  ],
};

/** One line: how many keys, where. */
export const title = (keys: readonly string[], host: boolean, name: string): Text => {
  const [first = ''] = keys;
  const and = keys.length === 1 ? '' : ` and ${num(keys.length - 1)} more`;
  const more = keys.length === 1 ? '' : ` 외 ${num(keys.length - 1)}개`;
  return host
    ? {
        en: `${first}${and}: the sysctl files say one thing, the kernel runs another`,
        ko: `${first}${more}: sysctl 파일의 값이 커널에 적용되어 있지 않습니다`,
      }
    : {
        en: `${first}${and}: the host's value does not reach namespace ${name}`,
        ko: `${first}${more}: 호스트의 값이 네임스페이스 ${name}에는 적용되지 않습니다`,
      };
};

/** What users notice. */
export const HAPPENS: Text = {
  en: 'Nothing by itself: somebody tuned a value and believes that it is in force.',
  ko: '그 자체로는 증상이 없지만, 튜닝한 값이 적용되었다고 믿고 있을 수 있습니다.',
};

/** The mechanism with this host's numbers. */
export const why = (count: number, host: boolean): Text =>
  host
    ? {
        en: `${plural(count, 'setting')} in force ${count === 1 ? 'differs' : 'differ'} from the files: they were not read since they were written (sysctl -p reads /etc/sysctl.conf only), or somebody changed the running value.`,
        ko: `실행 중인 설정 ${num(count)}개가 파일과 다릅니다. 파일을 고친 뒤 적용하지 않았거나(sysctl -p는 /etc/sysctl.conf만 읽습니다) 실행 값을 나중에 바꾼 것입니다.`,
      }
    : {
        en: `${plural(count, 'setting')} of the host's files ${count === 1 ? 'is' : 'are'} at the kernel default in here: each network namespace has values of its own.`,
        ko: `호스트 파일의 설정 ${num(count)}개가 이 안에서는 커널 기본값입니다. 네트워크 네임스페이스마다 값이 따로 있기 때문입니다.`,
      };

/** One setting, both values. */
export const differs = (setting: SysctlSetting, running: string): Text => ({
  en: `${setting.key}: ${setting.file}:${setting.line} says ${setting.value}, in force: ${running}`,
  ko: `${setting.key}: ${setting.file}:${setting.line}의 값은 ${setting.value}, 실제 값은 ${running}`,
});

/** How many keys were compared. */
export const COMPARED: Text = { en: 'settings that differ', ko: '값이 다른 설정' };

/** The files could not be read. */
export const NO_FILES: Text = {
  en: 'could not read the sysctl files of this machine',
  ko: '이 호스트의 sysctl 파일을 읽지 못했습니다',
};
