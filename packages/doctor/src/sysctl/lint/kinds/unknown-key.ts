/**
 * Keys that no kernel has under that name, or that are not here.
 * @module
 */
import type { Text } from '../../../model/text.ts';
import { settingOf } from '../../catalogue/catalogue.ts';
import { nearKey } from '../near-key.ts';
import {
  goneSince,
  isElsewhere,
  isIpv6Twin,
  isTooNew,
  keyKind,
  moduleOf,
  withWholeName,
} from './key-facts.ts';
import type { Kind } from './kind.ts';

const ELSEWHERE: Readonly<Record<'absent' | 'copy', Text>> = {
  absent: {
    en: 'The key exists in the first network namespace only; in this one, as in a container, the line fails',
    ko: '첫 번째 네트워크 네임스페이스에만 있는 키입니다. 컨테이너 같은 다른 네임스페이스에서는 실패합니다',
  },
  copy: {
    en: 'Only the first network namespace can set the key; this one, as a container, sees a copy that it cannot write',
    ko: '첫 번째 네트워크 네임스페이스에서만 바꿀 수 있는 키입니다. 컨테이너 같은 다른 네임스페이스에서는 읽기만 할 수 있습니다',
  },
};

/** From the most certain on; each key is said once. */
export const UNKNOWN_KEY_KINDS: readonly Kind[] = [
  keyKind(
    {
      id: 'ipv6-twin',
      severity: 'error',
      name: { en: 'TCP settings under net.ipv6', ko: 'net.ipv6 아래의 TCP 설정' },
      source: 'net/ipv6/sysctl_net_ipv6.c',
    },
    (key) =>
      isIpv6Twin(key)
        ? {
            why: {
              en: 'There is no such key: TCP has one set of settings, under net.ipv4, for both',
              ko: '없는 키입니다. TCP 설정은 net.ipv4 아래 한 벌뿐이며 IPv6에도 적용됩니다',
            },
            instead: {
              en: `Write ${key.replace('ipv6', 'ipv4')}`,
              ko: `${key.replace('ipv6', 'ipv4')} 키를 씁니다`,
            },
          }
        : undefined,
  ),
  keyKind(
    {
      id: 'proc-path',
      severity: 'error',
      name: { en: 'a path instead of a key', ko: '키 대신 적힌 경로' },
      source: 'sysctl.conf(5): keys begin below /proc/sys; measured',
    },
    (key) =>
      key.startsWith('proc.sys.')
        ? {
            why: {
              en: 'Keys begin below /proc/sys: there is no /proc/sys/proc',
              ko: '키는 /proc/sys 아래 경로입니다. /proc/sys/proc은 없습니다',
            },
            instead: { en: `Write ${key.slice(9)}`, ko: `${key.slice(9)} 키를 씁니다` },
          }
        : undefined,
  ),
  keyKind(
    {
      id: 'interface-dot',
      severity: 'error',
      name: { en: 'an interface name cut at its dot', ko: '점에서 잘린 인터페이스 이름' },
      source: 'sysctl.d(5): "/" for a dot in a name; measured with systemd 252 and procps 4.0.2',
    },
    (key) => {
      const whole = withWholeName(key);
      return whole === undefined
        ? undefined
        : {
            why: {
              en: 'Every dot separates, also the one in the name of the interface: there is no such key, and sysctl --system passes it over without a word',
              ko: '인터페이스 이름 안의 점도 구분자로 읽힙니다. 그런 키는 없으며 sysctl --system은 말없이 건너뜁니다',
            },
            instead: { en: `Write ${whole}`, ko: `${whole} 키를 씁니다` },
          };
    },
  ),
  keyKind(
    {
      id: 'misspelled-key',
      severity: 'error',
      name: { en: 'a key that looks misspelled', ko: '철자가 틀린 듯한 키' },
      source: 'catalogue of settings',
    },
    (key, _line, context) => {
      if (settingOf(key) !== undefined || goneSince(key) !== undefined) return undefined;
      if (isIpv6Twin(key)) return undefined;
      if (key.startsWith('proc.sys.') || context.running?.exists(key) === true) return undefined;
      const near = nearKey(key);
      return near === undefined
        ? undefined
        : {
            why: {
              en: 'There is no such key: tools pass it over, sysctl --system without a word',
              ko: '없는 키입니다. 도구는 이 줄을 건너뛰며 sysctl --system은 아무 말도 하지 않습니다',
            },
            instead: { en: `Write ${near}`, ko: `${near} 키를 씁니다` },
          };
    },
  ),
  keyKind(
    {
      id: 'not-in-namespace',
      severity: 'error',
      name: { en: 'a key of the host, in another namespace', ko: '호스트에만 있는 키' },
      source: 'measured: absent or read-only in every network namespace but the first',
    },
    (key, _line, context) => {
      const here = isElsewhere(key, context);
      return here === undefined
        ? undefined
        : {
            why: ELSEWHERE[here],
            instead: { en: 'Set it on the host', ko: '호스트에서 설정합니다' },
          };
    },
  ),
  keyKind(
    {
      id: 'unknown-key',
      severity: 'warning',
      name: { en: 'no such key on this kernel', ko: '이 커널에 없는 키' },
      source: '/proc/sys of this machine',
    },
    (key, line, context) => {
      const { running } = context;
      if (running === undefined || running.exists(key) || line.ignoresErrors) return undefined;
      if (moduleOf(key) !== undefined || /^net\.ipv[46]\.(conf|neigh)\./.test(key))
        return undefined;
      const saidElsewhere =
        goneSince(key) !== undefined ||
        isTooNew(key, context) ||
        isIpv6Twin(key) ||
        isElsewhere(key, context) !== undefined;
      if (saidElsewhere || nearKey(key) !== undefined || /\s|^proc\./.test(key)) return undefined;
      return {
        why: {
          en: 'This kernel has no such key: it is spelled differently, belongs to another version, or needs a module',
          ko: '이 커널에는 없는 키입니다. 철자가 다르거나 다른 버전의 키이거나 모듈이 필요합니다',
        },
        instead: {
          en: 'Delete the line, or put - in front where it shall not matter',
          ko: '이 줄을 지우거나, 없어도 되는 경우 앞에 -를 붙입니다',
        },
      };
    },
  ),
  keyKind(
    {
      id: 'needs-module',
      severity: 'note',
      name: { en: 'a key that a module brings', ko: '모듈이 있어야 생기는 키' },
      source: 'sysctl.d(5): modules loaded later are not configured',
    },
    (key, _line, { bootModules }) => {
      const module = moduleOf(key);
      if (module === undefined || bootModules?.has(module) !== false) return undefined;
      return {
        why: {
          en: `The key is there once ${module} is loaded; systemd-sysctl runs before a firewall loads it, and passes the line over`,
          ko: `${module} 모듈이 적재되어야 생기는 키입니다. systemd-sysctl은 방화벽이 모듈을 적재하기 전에 실행되어 이 줄을 건너뜁니다`,
        },
        instead: {
          en: `Write ${module} into /etc/modules-load.d/${module}.conf`,
          ko: `/etc/modules-load.d/${module}.conf에 ${module} 모듈을 적습니다`,
        },
      };
    },
  ),
];
