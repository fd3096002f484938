/**
 * Files that are never read, or not by everyone.
 * @module
 */
import type { Text } from '../../../model/text.ts';
import { num, plural } from '../../../model/text.ts';
import { isRead, maskOf } from '../../../kernel/sysctl-files/reading-order.ts';
import type { SysctlFile, SysctlTree } from '../../../kernel/sysctl-files/tree.ts';
import type { LintContext } from '../context.ts';
import type { Hit, Kind, Said } from './kind.ts';

const settingsIn = (file: SysctlFile): number =>
  file.lines.filter(({ kind }) => kind === 'setting').length;

/** A kind that judges the entries of a tree; silent where files were named. */
const fileKind = (
  kind: Omit<Kind, 'find'>,
  judge: (file: SysctlFile, tree: SysctlTree) => Said | undefined,
): Kind => ({
  ...kind,
  *find({ tree }): Iterable<Hit> {
    if (tree === undefined) return;
    for (const file of tree.entries) {
      const said = judge(file, tree);
      if (said !== undefined) yield { file, ...said };
    }
  },
});

/** Copies that somebody or a package manager has put aside: nobody expects them to be read. */
const PUT_ASIDE =
  /(^README|~$|\.(bak|old|orig|save|disabled|off|swp|rpm\w+|dpkg-\w+|ucf-\w+|pacnew|pacsave|in|example|sample)$)/i;

const howToRead = (code: string): Text =>
  ['EACCES', 'EPERM'].includes(code)
    ? { en: 'Run this as root', ko: 'root로 다시 실행합니다' }
    : {
        en: `Find out why it cannot be read (${code})`,
        ko: `읽지 못하는 이유를 확인합니다(${code})`,
      };

/** Each once, also those that no tool picks. */
const allFiles = ({ tree, readings }: LintContext): ReadonlySet<SysctlFile> =>
  new Set([...(tree?.entries ?? []), ...readings.flatMap(({ files }) => files)]);

/** From what surprises most. */
export const FILE_KINDS: readonly Kind[] = [
  fileKind(
    {
      id: 'wrong-suffix',
      severity: 'warning',
      name: { en: 'a file that does not end in .conf', ko: '.conf로 끝나지 않는 파일' },
      source: 'sysctl.d(5): "Files must have the .conf extension"',
    },
    (file) => {
      const count = settingsIn(file);
      if (file.name.endsWith('.conf') || PUT_ASIDE.test(file.name) || count === 0) return undefined;
      return {
        why: {
          en: `Only names that end in .conf are read: ${plural(count, 'setting')} in it ${count === 1 ? 'takes' : 'take'} no effect`,
          ko: `.conf로 끝나는 파일만 읽습니다. 이 파일의 설정 ${num(count)}개는 적용되지 않습니다`,
        },
        instead: {
          en: `Rename it to ${file.name.replace(/\.\w+$/, '')}.conf`,
          ko: `이름을 ${file.name.replace(/\.\w+$/, '')}.conf로 바꿉니다`,
        },
      };
    },
  ),
  {
    id: 'sysctl-conf-not-at-boot',
    severity: 'warning',
    name: { en: '/etc/sysctl.conf is not read at boot', ko: '부팅 때 읽지 않는 /etc/sysctl.conf' },
    source: 'systemd-sysctl.service(8) reads sysctl.d only; Debian 12 links 99-sysctl.conf to it',
    *find({ tree, readings }) {
      const conf = tree?.sysctlConf;
      if (conf === undefined || settingsIn(conf) === 0) return;
      const systemd = readings.find(({ tool }) => tool === 'systemd');
      if (systemd?.files.some(({ realPath }) => realPath === conf.realPath) !== false) return;
      yield {
        file: conf,
        why: {
          en: `systemd reads the sysctl.d directories only, and nothing there links to this file: ${plural(settingsIn(conf), 'setting')} in it ${settingsIn(conf) === 1 ? 'is' : 'are'} gone after a reboot, though sysctl -p and sysctl --system apply the file`,
          ko: `systemd는 sysctl.d 디렉터리만 읽는데 이 파일을 가리키는 링크가 없습니다. sysctl -p와 sysctl --system으로는 적용되지만 재부팅하면 설정 ${settingsIn(conf)}개가 사라집니다`,
        },
        instead: {
          en: 'Move what it sets to a file of /etc/sysctl.d',
          ko: '설정을 /etc/sysctl.d의 파일로 옮깁니다',
        },
      };
    },
  },
  fileKind(
    {
      id: 'hidden-file',
      severity: 'warning',
      name: { en: 'a hidden file', ko: '숨김 파일' },
      source: 'measured: procps 4.0.2 reads it, systemd 252 does not',
    },
    (file, tree) =>
      tree.withSystemd &&
      settingsIn(file) > 0 &&
      isRead(file.name, 'procps') &&
      !isRead(file.name, 'systemd')
        ? {
            why: {
              en: 'sysctl --system reads it, systemd does not: it takes effect until the next boot',
              ko: 'sysctl --system은 읽지만 systemd는 읽지 않아 재부팅하면 적용되지 않습니다',
            },
            instead: { en: 'Take the leading dot away', ko: '이름 앞의 점을 없앱니다' },
          }
        : undefined,
  ),
  fileKind(
    {
      id: 'masked-file',
      severity: 'note',
      name: { en: 'a file that another one hides', ko: '같은 이름의 파일에 가려진 파일' },
      source: 'sysctl.d(5), "Configuration directories and precedence"',
    },
    (file, tree) => {
      const mask = maskOf(tree, file);
      if (mask?.state !== 'file' || settingsIn(mask) === 0 || !isRead(file.name, 'procps')) {
        return undefined;
      }
      const kept = new Set(mask.lines.flatMap((line) => (line.kind === 'setting' ? line.key : [])));
      const lost = file.lines.filter((line) => line.kind === 'setting' && !kept.has(line.key));
      if (lost.length === 0) return undefined;
      return {
        why: {
          en: `${mask.path} has the same name and hides it whole, also ${plural(lost.length, 'setting')} that ${lost.length === 1 ? 'is' : 'are'} only here`,
          ko: `이름이 같은 ${mask.path} 파일에 통째로 가려집니다. 여기에만 있는 설정 ${lost.length}개도 적용되지 않습니다`,
        },
        instead: {
          en: 'Rename one of them, unless this is meant; a link to /dev/null says that it is',
          ko: '의도한 것이 아니라면 한쪽의 이름을 바꿉니다. 의도했다면 /dev/null 링크가 더 분명합니다',
        },
      };
    },
  ),
  fileKind(
    {
      id: 'dangling-link',
      severity: 'warning',
      name: { en: 'a link to nothing', ko: '대상이 없는 링크' },
      source: 'measured with procps 4.0.2 and systemd 252',
    },
    (file, tree) =>
      file.state === 'dangling' && isRead(file.name, 'procps') && maskOf(tree, file) === undefined
        ? {
            why: {
              en: 'It leads nowhere: nothing is read, and files of this name in later directories are hidden',
              ko: '가리키는 대상이 없어 읽을 것이 없고, 뒤쪽 디렉터리의 같은 이름 파일도 가려집니다',
            },
            instead: {
              en: 'Point it to the file, or to /dev/null where that is meant',
              ko: '올바른 파일로 연결하거나, 비활성화가 목적이면 /dev/null로 연결합니다',
            },
          }
        : undefined,
  ),
  fileKind(
    {
      id: 'not-a-file',
      severity: 'warning',
      name: { en: 'a directory among the files', ko: '파일 자리에 있는 디렉터리' },
      source: 'measured with procps 4.0.2 and systemd 252',
    },
    (file) =>
      file.state === 'directory' && isRead(file.name, 'procps')
        ? {
            why: {
              en: 'Directories inside of sysctl.d are not read, and this one hides files of its name in later directories',
              ko: 'sysctl.d 안의 디렉터리는 읽지 않으며, 뒤쪽 디렉터리의 같은 이름 파일을 가립니다',
            },
            instead: { en: 'Move the files one level up', ko: '안의 파일을 한 단계 위로 옮깁니다' },
          }
        : undefined,
  ),
  {
    id: 'not-text',
    severity: 'error',
    name: { en: 'a file that is no text', ko: '텍스트가 아닌 파일' },
    source: 'sysctl.conf(5), sysctl.d(5): lines of text',
    *find(context) {
      for (const file of allFiles(context)) {
        if (file.state !== 'binary') continue;
        yield {
          file,
          why: {
            en: 'It has NUL bytes, as programs, archives and UTF-16 have: the tools read each line up to the first of them, and pass over what is left',
            ko: '프로그램이나 압축 파일, UTF-16 파일처럼 NUL 바이트가 있습니다. 도구는 줄마다 첫 NUL까지만 읽고 나머지는 무시합니다',
          },
          instead: {
            en: 'Save it as text in UTF-8, or name another file',
            ko: 'UTF-8 텍스트로 저장하거나 올바른 파일을 지정합니다',
          },
        };
      }
    },
  },
  {
    id: 'unreadable-file',
    severity: 'warning',
    name: { en: 'a file that could not be read', ko: '읽지 못한 파일' },
    source: 'the system refused it',
    *find(context) {
      for (const file of allFiles(context)) {
        if (file.state !== 'unreadable') continue;
        yield {
          file,
          why: {
            en: 'It was not judged, and what it sets may win over what is said here',
            ko: '검사하지 못했습니다. 이 파일의 설정이 아래 결과보다 우선할 수 있습니다',
          },
          instead: howToRead(file.error?.code ?? ''),
        };
      }
    },
  },
];
