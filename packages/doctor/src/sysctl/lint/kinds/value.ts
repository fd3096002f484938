/**
 * Values that the kernel refuses, or reads as something else.
 * @module
 */
import { settingOf } from '../../catalogue/catalogue.ts';
import type { Text } from '../../../model/text.ts';
import { josa, num } from '../../../model/text.ts';
import type { Setting } from '../../setting.ts';
import { plainValue, valueFault, withoutRest } from '../../value.ts';
import type { ValueFault } from '../../value.ts';
import { INVISIBLE, isSetting, lineKind } from './kind.ts';
import type { Kind, Said } from './kind.ts';

type FaultKind = ValueFault['kind'];
type FaultOf<K extends FaultKind> = Extract<ValueFault, { kind: K }>;

const REFUSED: Text = {
  en: 'the kernel refuses it with EINVAL and keeps what it has',
  ko: '커널이 EINVAL로 거부하고 기존 값을 유지합니다',
};

/** One kind for each way a value can be wrong. */
function faultKind<K extends FaultKind>(
  fault: K,
  kind: Omit<Kind, 'find' | 'source'> & { readonly source?: string },
  says: (fault: FaultOf<K>, setting: Setting, value: string) => Said | undefined,
): Kind {
  const source = kind.source ?? 'kernel/sysctl.c; measured on Linux 6.18';
  return lineKind({ ...kind, source }, isSetting, ({ line }, { kernel }) => {
    const setting = settingOf(line.key);
    if (setting === undefined || setting.readOnly === true || INVISIBLE.test(line.text)) {
      return undefined;
    }
    const value = judged(setting, line.value);
    const found = valueFault(setting, value, kernel);
    return found?.kind === fault ? says(found as FaultOf<K>, setting, value) : undefined;
  });
}

/** Without a comment, which has a kind of its own, and without what the kernel does not read. */
function judged({ shape }: Setting, written: string): string {
  const value = plainValue(written.replace(/\s*[#;].*$/, ''));
  const isPair = shape.kind === 'tuple' && value.split(' ').length > shape.names.length;
  return shape.kind === 'integer' || isPair ? withoutRest(shape, value) : value;
}

const example = ({ defaults, shape }: Setting): string =>
  defaults.at(-1)?.value ?? (shape.kind === 'integer' ? String(shape.max) : '…');

/** As `valueFault()` lists them. */
export const VALUE_KINDS: readonly Kind[] = [
  faultKind(
    'empty',
    { id: 'empty-value', severity: 'error', name: { en: 'no value', ko: '값이 없음' } },
    () => ({
      why: {
        en: 'An empty value does not mean the default: the kernel refuses it',
        ko: '빈 값은 기본값을 뜻하지 않으며 커널이 거부합니다',
      },
      instead: {
        en: 'Write the value, or delete the line',
        ko: '값을 적거나 이 줄을 지웁니다',
      },
    }),
  ),
  faultKind(
    'not a number',
    { id: 'not-a-number', severity: 'error', name: { en: 'no number', ko: '숫자가 아님' } },
    ({ word }, setting) => ({
      why: {
        en: `"${word}" is no number: ${REFUSED.en}`,
        ko: `"${word}": 숫자가 아니므로 ${REFUSED.ko}`,
      },
      instead: plainNumbers(word, setting),
    }),
  ),
  faultKind(
    'octal',
    {
      id: 'octal-number',
      severity: 'error',
      name: { en: 'a leading zero', ko: '0으로 시작하는 숫자' },
    },
    ({ word, reads }) => ({
      why:
        reads === undefined
          ? {
              en: `A number that begins with 0 is octal to the kernel, and ${word} is none: it refuses it`,
              ko: `커널은 0으로 시작하는 수를 8진수로 읽는데 ${word} 값은 8진수가 아니므로 거부합니다`,
            }
          : {
              en: `A number that begins with 0 is octal to the kernel: ${word} becomes ${reads}`,
              ko: `커널은 0으로 시작하는 수를 8진수로 읽습니다. ${word} 값은 ${reads} 값이 됩니다`,
            },
      instead: {
        en: `Write ${word.replace(/^(-?)0+/, '$1')}`,
        ko: `${word.replace(/^(-?)0+/, '$1')} 값으로 씁니다`,
      },
    }),
  ),
  faultKind(
    'out of range',
    { id: 'out-of-range', severity: 'error', name: { en: 'out of range', ko: '범위를 벗어난 값' } },
    ({ word, min, max, refused }, { unit = '' }) => ({
      ...(refused ? {} : { severity: 'warning' as const }),
      why: refused
        ? {
            en: `${word} is outside of ${num(min)} to ${num(max)}: ${REFUSED.en}`,
            ko: `${word}: ${num(min)}~${num(max)} 범위를 벗어나 ${REFUSED.ko}`,
          }
        : {
            en: `${word} is outside of ${num(min)} to ${num(max)}; the kernel does not check, and what it does then is not documented`,
            ko: `${word}: ${num(min)}~${num(max)} 범위를 벗어납니다. 커널은 검사하지 않으며 동작은 문서에 없습니다`,
          },
      instead: {
        en: `Write ${num(min)} to ${num(max)} ${unit}`.trimEnd(),
        ko: `${num(min)}~${num(max)} 사이로 씁니다`,
      },
    }),
  ),
  faultKind(
    'wrong count',
    {
      id: 'wrong-count',
      severity: 'error',
      name: { en: 'too few numbers', ko: '숫자 개수가 모자람' },
    },
    ({ wanted, found }, setting) => ({
      why: {
        en: `${wanted} numbers belong here, ${found} stand here: the kernel sets those and leaves the rest as it is`,
        ko: `숫자 ${wanted}개가 필요한데 ${found}개뿐입니다. 커널은 있는 것만 설정하고 나머지는 그대로 둡니다`,
      },
      instead: {
        en: `Write all of them: ${example(setting)}`,
        ko: `모두 적습니다: ${example(setting)}`,
      },
    }),
  ),
  faultKind(
    'wrong order',
    { id: 'wrong-order', severity: 'error', name: { en: 'not ascending', ko: '오름차순이 아님' } },
    ({ refused }, setting) => ({
      ...(refused ? {} : { severity: 'warning' as const }),
      why: refused
        ? {
            en: `The numbers must ascend: ${REFUSED.en}`,
            ko: `오름차순이어야 하므로 ${REFUSED.ko}`,
          }
        : {
            en: 'The numbers must ascend. The kernel takes them as they are: the last one no longer limits anything',
            ko: '오름차순이어야 합니다. 커널은 그대로 받아들이지만 마지막 값이 상한 역할을 하지 못합니다',
          },
      instead: {
        en: `Write them in order, as in ${example(setting)}`,
        ko: `순서대로 씁니다. 예: ${example(setting)}`,
      },
    }),
  ),
  faultKind(
    'bad port list',
    {
      id: 'bad-port-list',
      severity: 'error',
      name: { en: 'no list of ports', ko: '잘못된 포트 목록' },
    },
    ({ part }) => ({
      why: {
        en: `"${part}" is no port or range: a list has commas and no blanks, ranges ascend, and one mistake refuses the whole list`,
        ko: `"${part}": 포트나 범위가 아닙니다. 쉼표로만 구분하고 공백이 없어야 하며 범위는 오름차순입니다. 하나라도 틀리면 목록 전체가 거부됩니다`,
      },
      instead: { en: 'Write it like 8080,9100-9110', ko: '8080,9100-9110처럼 씁니다' },
    }),
  ),
  faultKind(
    'not one word',
    {
      id: 'not-one-word',
      severity: 'error',
      name: { en: 'more than one word', ko: '단어가 둘 이상' },
    },
    () => ({
      why: {
        en: 'One word belongs here: the kernel finds none of that name',
        ko: '단어 하나만 쓸 수 있습니다. 커널에 그런 이름이 없습니다',
      },
      instead: { en: 'Write one name', ko: '이름 하나만 씁니다' },
    }),
  ),
  lineKind(
    {
      id: 'extra-numbers',
      severity: 'warning',
      name: { en: 'more numbers than the key has', ko: '키보다 많은 숫자' },
      source: 'measured on Linux 6.18: the rest is not read',
    },
    isSetting,
    ({ line }) => {
      const setting = settingOf(line.key);
      if (setting === undefined || !['integer', 'tuple'].includes(setting.shape.kind))
        return undefined;
      const value = plainValue(line.value.replace(/\s*[#;].*$/, ''));
      const read = withoutRest(setting.shape, value);
      return read === value
        ? undefined
        : {
            why: {
              en: `The kernel reads ${read} and not the rest`,
              ko: `커널은 ${read}까지만 읽고 나머지는 무시합니다`,
            },
            instead: { en: `Write ${read}`, ko: `${read}만 씁니다` },
          };
    },
  ),
];

const FACTOR: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** What was meant by `"4096"`, `64k`, `4096,87380`, as far as that can be told. */
function plainNumbers(word: string, setting: Setting): Text {
  const [, digits = '', unit = ''] = /^(\d+)([kmg])(?:i?b)?$/i.exec(word) ?? [];
  const factor = FACTOR[unit.toLowerCase()];
  const meant =
    factor === undefined
      ? word.replaceAll(/["'_]/g, '').replaceAll(',', ' ')
      : String(Number(digits) * factor);
  const clear = /^[\d ]+$/.test(meant) && meant !== '';
  return clear
    ? { en: `Write ${meant}`, ko: `${josa(meant, '으로/로')} 씁니다` }
    : {
        en: `Write plain numbers, as in ${example(setting)}`,
        ko: `숫자만 씁니다. 예: ${example(setting)}`,
      };
}
