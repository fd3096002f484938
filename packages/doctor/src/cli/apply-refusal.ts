/**
 * Why a plan does not fit this host, change by change, in words.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa } from '../model/text.ts';
import type { Refusal } from '../sysctl/apply/examine.ts';
import type { ValueFault } from '../sysctl/value.ts';
import { reasonFor } from './reasons.ts';

/** One sentence without a final period; it names the namespace and the key. */
export function refusalText(refusal: Refusal): Text {
  const where = 'key' in refusal ? `${refusal.namespace} ${refusal.key}` : refusal.namespace;
  const { en, ko } = reason(refusal);
  return { en: `${where}: ${en}`, ko: `${where}: ${ko}` };
}

function reason(refusal: Refusal): Text {
  switch (refusal.kind) {
    case 'namespace':
      return {
        en: `the namespace with inode ${refusal.id} is not there any more, or its name leads to another one`,
        ko: `inode ${refusal.id}번 네임스페이스가 없거나, 이름이 다른 네임스페이스를 가리킵니다`,
      };
    case 'not in catalogue':
      return {
        en: 'tcpdoctor does not know this setting, and writes nothing it does not know',
        ko: 'tcpdoctor의 카탈로그에 없는 설정이므로 쓰지 않습니다',
      };
    case 'scope':
      return refusal.scope === 'process'
        ? {
            en: 'it is a limit of processes, not a sysctl',
            ko: 'sysctl이 아니라 프로세스 제한입니다',
          }
        : {
            en: 'it belongs to the host as a whole and cannot be set in this namespace',
            ko: '호스트 전체의 설정이므로 이 네임스페이스에서는 바꿀 수 없습니다',
          };
    case 'read-only':
      return {
        en: 'the kernel shows it and lets nobody set it',
        ko: '읽기 전용이어서 바꿀 수 없는 값입니다',
      };
    case 'too long':
      return {
        en: 'the value is longer than what the kernel takes in one write, and could not be put back whole',
        ko: '커널이 한 번에 받는 길이를 넘어, 되돌릴 때 온전히 복원할 수 없습니다',
      };
    case 'twice':
      return { en: 'the plan changes it twice', ko: '계획에 두 번 나옵니다' };
    case 'bad value':
      return faultText(refusal.to, refusal.fault);
    case 'unreadable': {
      const why = reasonFor(refusal.code);
      return { en: `it cannot be read: ${why.en}`, ko: `읽을 수 없습니다: ${why.ko}` };
    }
    case 'moved on':
    default:
      return {
        en: `it was ${refusal.from} when the plan was made and is ${refusal.found} now`,
        ko: `계획을 만들 때는 ${refusal.from}였으나 지금은 ${refusal.found}입니다`,
      };
  }
}

function faultText(to: string, fault: ValueFault): Text {
  switch (fault.kind) {
    case 'empty':
      return { en: 'the value is empty', ko: '값이 비어 있습니다' };
    case 'not a number':
      return { en: `"${to}" is no number`, ko: `${josa(`"${to}"`, '은/는')} 숫자가 아닙니다` };
    case 'octal':
      return {
        en: `the kernel reads "${fault.word}" as an octal number`,
        ko: `커널이 ${josa(`"${fault.word}"`, '을/를')} 8진수로 읽습니다`,
      };
    case 'out of range':
      return {
        en: `${fault.word} is not between ${fault.min} and ${fault.max}`,
        ko: `${josa(fault.word, '은/는')} ${fault.min}~${fault.max} 범위를 벗어납니다`,
      };
    case 'wrong count':
      return {
        en: `"${to}" has ${fault.found} numbers; it takes ${fault.wanted}`,
        ko: `"${to}"에는 숫자가 ${fault.found}개입니다. ${fault.wanted}개가 필요합니다`,
      };
    case 'wrong order':
      return {
        en: `"${to}" is not in ascending order`,
        ko: `"${to}"의 순서가 오름차순이 아닙니다`,
      };
    case 'bad port list':
      return {
        en: `"${fault.part}" is no port range`,
        ko: `${josa(`"${fault.part}"`, '은/는')} 포트 범위가 아닙니다`,
      };
    case 'not one word':
    default:
      return {
        en: `"${to}" is not one word`,
        ko: `${josa(`"${to}"`, '은/는')} 한 단어가 아닙니다`,
      };
  }
}
