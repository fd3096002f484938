/**
 * Keys that this kernel does not have any more or not yet, that do nothing, or cannot be written.
 * @module
 */
import { settingOf } from '../../catalogue/catalogue.ts';
import { isSince } from '../../kernel-version.ts';
import { goneSince, isGone, isTooNew, keyKind } from './key-facts.ts';
import { DELETE } from './kind.ts';
import type { Kind } from './kind.ts';

/** From what is gone to what is there in vain. */
export const KEY_KINDS: readonly Kind[] = [
  keyKind(
    {
      id: 'tw-recycle',
      severity: 'error',
      name: { en: 'tcp_tw_recycle', ko: 'tcp_tw_recycle' },
      source: 'commit 4396e46187ca',
    },
    (key, _line, context) =>
      key === 'net.ipv4.tcp_tw_recycle'
        ? {
            why: isGone(key, context)
              ? {
                  en: 'Removed in 4.12: no such key. Where it existed it dropped connections of clients behind NAT',
                  ko: '4.12에서 제거되어 존재하지 않는 키입니다. 있던 시절에는 NAT 뒤 클라이언트의 연결을 끊었습니다',
                }
              : {
                  en: 'It drops connections of clients behind NAT, whose timestamps do not ascend; removed in 4.12',
                  ko: 'NAT 뒤 클라이언트는 타임스탬프가 오름차순이 아니어서 연결이 끊깁니다. 4.12에서 제거되었습니다',
                },
            instead: {
              en: 'Delete the line. Against port exhaustion reuse connections (keep-alive, pool)',
              ko: '이 줄을 지웁니다. 포트 고갈에는 keep-alive나 커넥션 풀로 연결을 재사용합니다',
            },
          }
        : undefined,
  ),
  keyKind(
    {
      id: 'removed-key',
      severity: 'error',
      name: { en: 'a key that was removed', ko: '제거된 키' },
      source: 'Documentation/networking/ip-sysctl.rst of the version',
    },
    (key, _line, context) =>
      key !== 'net.ipv4.tcp_tw_recycle' && isGone(key, context)
        ? {
            why: {
              en: `Linux ${goneSince(key)} and later have no such key`,
              ko: `Linux ${goneSince(key)}부터 없는 키입니다`,
            },
            instead: key.includes('ip_conntrack')
              ? {
                  en: `Write net.netfilter.${key.split('.').at(-1)?.replace('ip_', 'nf_')}`,
                  ko: `net.netfilter.${key.split('.').at(-1)?.replace('ip_', 'nf_')} 키를 씁니다`,
                }
              : DELETE,
          }
        : undefined,
  ),
  keyKind(
    {
      id: 'too-new-key',
      severity: 'error',
      name: { en: 'a key that this kernel does not have yet', ko: '이 커널에는 아직 없는 키' },
      source: 'catalogue of settings',
    },
    (key, _line, context) =>
      isTooNew(key, context)
        ? {
            why: {
              en: `It is there since Linux ${settingOf(key)?.since}; these files are for ${context.kernel}`,
              ko: `Linux ${settingOf(key)?.since}부터 있는 키인데 대상 커널은 ${context.kernel}입니다`,
            },
            instead: {
              en: 'Delete the line, or put - in front',
              ko: '이 줄을 지우거나 앞에 -를 붙입니다',
            },
          }
        : undefined,
  ),
  keyKind(
    {
      id: 'read-only-key',
      severity: 'error',
      name: { en: 'a key that cannot be written', ko: '쓸 수 없는 키' },
      source: 'mode 0444 under /proc/sys',
    },
    (key) =>
      settingOf(key)?.readOnly === true
        ? {
            why: { en: 'It only shows a value', ko: '값을 보여 주기만 하는 키입니다' },
            instead: DELETE,
          }
        : undefined,
  ),
  keyKind(
    {
      id: 'inert-key',
      severity: 'warning',
      name: { en: 'a key that does nothing', ko: '아무 효과가 없는 키' },
      source: 'Documentation/networking/ip-sysctl.rst',
    },
    (key, _line, { kernel }) => {
      const inert = settingOf(key)?.inert;
      if (inert === undefined || (kernel !== undefined && !isSince(kernel, inert.since))) {
        return undefined;
      }
      return {
        why: {
          en: `It does nothing since Linux ${inert.since}: ${inert.because.en}`,
          ko: `Linux ${inert.since}부터 효과가 없습니다. ${inert.because.ko}`,
        },
        instead: DELETE,
      };
    },
  ),
];
