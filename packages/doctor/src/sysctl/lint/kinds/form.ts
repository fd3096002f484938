/**
 * Lines that are not what sysctl files are made of.
 * @module
 */
import { settingOf } from '../../catalogue/catalogue.ts';
import { plainValue, withoutRest } from '../../value.ts';
import type { SettingLine } from '../../../kernel/sysctl-files/parse-file.ts';
import { INVISIBLE, isAny, isComment, isSetting, lineKind } from './kind.ts';
import type { Kind, Said } from './kind.ts';

const SHELL = /^(?:[$#]\s*)?(?:sudo\s+)?(?:sysctl\s|echo\s|export\s|cat\s)|>\s*\/proc\/sys\//;

/** By how much of the line is lost. */
export const FORM_KINDS: readonly Kind[] = [
  lineKind(
    {
      id: 'shell-command',
      severity: 'error',
      name: { en: 'a shell command in a sysctl file', ko: 'sysctl 파일 안의 셸 명령' },
      source: 'sysctl.conf(5); measured: no such key, and no message',
    },
    isAny,
    ({ line }) =>
      line.kind !== 'comment' && SHELL.test(line.text)
        ? {
            why: {
              en: 'Nobody runs a sysctl file: the line is taken for a key of that name, which does not exist, and is passed over',
              ko: 'sysctl 파일은 실행되지 않습니다. 이 줄은 존재하지 않는 키로 취급되어 무시됩니다',
            },
            instead: { en: 'Write only key = value', ko: 'key = value 형식만 씁니다' },
          }
        : undefined,
  ),
  lineKind(
    {
      id: 'invisible-character',
      severity: 'error',
      name: { en: 'a blank that is none', ko: '공백처럼 보이지만 공백이 아닌 문자' },
      source: 'measured: EINVAL, or no such key',
    },
    isAny,
    ({ line }) => {
      const found = line.kind === 'comment' ? undefined : INVISIBLE.exec(line.text)?.[0];
      if (found === undefined) return undefined;
      const code = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
      return {
        ...(/^[#;]/.test(line.text.replace(found, '')) ? { severity: 'note' as const } : {}),
        why: {
          en: `The line holds ${code}, which came with a copy from a page or an editor: the kernel does not know the key or refuses the value`,
          ko: `웹 페이지나 편집기에서 복사하며 섞인 문자 ${code} 때문에 커널이 키를 찾지 못하거나 값을 거부합니다`,
        },
        instead: { en: 'Type the line again', ko: '이 줄을 직접 다시 입력합니다' },
      };
    },
  ),
  lineKind(
    {
      id: 'not-a-setting',
      severity: 'error',
      name: { en: 'no key = value', ko: 'key = value 형식이 아닌 줄' },
      source: 'sysctl.conf(5): "invalid syntax, continuing"',
    },
    isAny,
    ({ line }) =>
      line.kind === 'junk' && !SHELL.test(line.text) && !INVISIBLE.test(line.text)
        ? {
            why: { en: 'The line is passed over', ko: '이 줄은 무시됩니다' },
            instead: {
              en: 'Write key = value, or put a # in front',
              ko: 'key = value로 쓰거나 앞에 #을 붙입니다',
            },
          }
        : undefined,
  ),
  lineKind(
    {
      id: 'blank-after-dash',
      severity: 'error',
      name: { en: 'a blank after the leading -', ko: '맨 앞 - 뒤의 공백' },
      source: 'measured: systemd 252 sets it, procps 4.0.2 does not find it',
    },
    isSetting,
    ({ line }) =>
      line.blankAfterDash
        ? {
            why: {
              en: 'systemd reads over the blank; sysctl --system looks for a key that begins with one, and finds none',
              ko: 'systemd는 공백을 무시하지만 sysctl --system은 공백으로 시작하는 키를 찾다가 건너뜁니다',
            },
            instead: {
              en: `Write -${line.key} = ${line.value}`,
              ko: `-${line.key} = ${line.value}`,
            },
          }
        : undefined,
  ),
  lineKind(
    {
      id: 'trailing-comment',
      severity: 'warning',
      name: { en: 'a comment behind a value', ko: '값 뒤의 주석' },
      source: 'sysctl.conf(5) knows comments on lines of their own; measured on Linux 6.18',
    },
    isSetting,
    ({ line }) => trailingComment(line),
  ),
  lineKind(
    {
      id: 'sysctl-p',
      severity: 'note',
      name: { en: 'sysctl -p as the way to apply it', ko: '적용 방법으로 적힌 sysctl -p' },
      source: 'sysctl(8); measured: it opens /etc/sysctl.conf and no other file',
    },
    isComment,
    ({ file, line }) =>
      /\bsysctl\s+-p\s*(?:$|[`'").,;|&#])/.test(line.text) &&
      !/(^|\/)sysctl\.conf$/.test(file.realPath)
        ? {
            why: {
              en: 'sysctl -p without a file name reads /etc/sysctl.conf only: this file is not applied by it, and nothing says so',
              ko: '파일 이름 없는 sysctl -p는 /etc/sysctl.conf만 읽습니다. 이 파일은 적용되지 않으며 오류도 나지 않습니다',
            },
            instead: {
              en: `Write sysctl --system, or sysctl -p ${file.path}`,
              ko: `sysctl --system 또는 sysctl -p ${file.path}`,
            },
          }
        : undefined,
  ),
];

function trailingComment(line: SettingLine): Said | undefined {
  const [, value = '', blank, comment] = /^(.*?)(\s*)([#;].*)$/.exec(line.value) ?? [];
  if (comment === undefined) return undefined;
  if (blank === '' && settingOf(line.key) === undefined) return undefined; // a value may have a #
  const instead = {
    en: `Put the comment on a line of its own, above ${line.key} = ${value}`,
    ko: `주석을 ${line.key} = ${value} 위의 별도 줄로 옮깁니다`,
  };
  const setting = settingOf(line.key);
  const lives =
    setting !== undefined &&
    /\s[#;]/.test(line.value) &&
    ['integer', 'tuple'].includes(setting.shape.kind) &&
    withoutRest(setting.shape, plainValue(line.value)) === plainValue(value);
  if (lives) {
    return {
      why: {
        en: 'Nothing strips it: it is written to the kernel too, which happens to stop reading after the last number it wants. With words, lists or a missing number it is refused',
        ko: '주석이 제거되지 않고 커널에 함께 기록됩니다. 필요한 숫자까지만 읽고 멈추므로 우연히 동작할 뿐이며, 단어나 목록, 숫자가 모자란 값이면 거부됩니다',
      },
      instead,
    };
  }
  return {
    severity: setting === undefined ? 'warning' : 'error',
    why: {
      en: 'Nothing strips it: it is written to the kernel as part of the value',
      ko: '주석이 제거되지 않고 값의 일부로 커널에 기록됩니다',
    },
    instead,
  };
}
