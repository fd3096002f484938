/**
 * Lines that others override, and values that are not in force.
 * @module
 */
import { settingOf } from '../../catalogue/catalogue.ts';
import type { Text } from '../../../model/text.ts';
import { numbersOf, plainValue, takenValue } from '../../value.ts';
import { sameValue } from '../../apply/same-value.ts';
import type { LintContext } from '../context.ts';
import { isPattern } from '../../../kernel/sysctl-files/parse-file.ts';
import type { SettingLine } from '../../../kernel/sysctl-files/parse-file.ts';
import type { Placed, Winner } from '../../../kernel/sysctl-files/winners.ts';
import type { Hit, Kind } from './kind.ts';
import { isSetting } from './kind.ts';

const at = ({ file, line }: Placed): string => `${file.path}:${line.line}`;
const isSame = (a: Placed, b: Placed): boolean =>
  a.file.realPath === b.file.realPath && a.line.line === b.line.line;

/** Lines that name a key and win under no tool though the kernel would take them, and what beats them. */
function* losers(context: LintContext): Generator<{ lost: Placed; winner: Winner }> {
  for (const { file, line } of context.lines) {
    if (!isSetting(line) || isPattern(line.key) || isRefused(line)) continue;
    const lost: Placed = { file, line };
    const all = [...context.won.values()].flatMap((won) => won.get(line.key) ?? []);
    const [winner] = all;
    if (winner === undefined || all.some((other) => isSame(other, lost))) continue;
    yield { lost, winner };
  }
}

const isRefused = ({ key, value }: SettingLine): boolean => {
  const setting = settingOf(key);
  return setting !== undefined && takenValue(setting, value) === undefined;
};

const saysTheSame = ({ line }: Placed, { key, value }: Winner): boolean =>
  isSameValue(key, line.value, value);

/** What a package ships, and what belongs to whoever runs the machine. */
const isVendors = (directory: string): boolean => /^\/(usr\/|lib\/)/.test(directory);

/** A later file of the same owner: that is how sysctl.d is meant, and still worth knowing. */
const isLayered = (lost: Placed, winner: Winner): boolean =>
  lost.file.realPath !== winner.file.realPath && !isVendors(winner.file.directory);

const instead = (winner: Winner): Text => ({
  en: `Delete one of the two; ${at(winner)} wins`,
  ko: `둘 중 하나를 지웁니다. ${at(winner)} 줄이 우선합니다`,
});

/** From what is surely a mistake to what may be one. */
export const ORDER_KINDS: readonly Kind[] = [
  {
    id: 'overridden',
    severity: 'warning',
    name: { en: 'a line that a later one overrides', ko: '뒤의 줄이 덮어쓰는 줄' },
    source: 'sysctl.d(5): the last line of a key wins',
    *find(context): Iterable<Hit> {
      for (const { lost, winner } of losers(context)) {
        if (saysTheSame(lost, winner) || isVendors(lost.file.directory)) continue;
        yield {
          ...lost,
          ...(isLayered(lost, winner) ? { severity: 'note' as const } : {}),
          why: {
            en: `${at(winner)} sets ${winner.value} after it: this line takes no effect`,
            ko: `뒤에서 ${at(winner)} 줄이 ${winner.value} 값으로 설정하므로 이 줄은 효과가 없습니다`,
          },
          instead: instead(winner),
        };
      }
    },
  },
  {
    id: 'duplicate',
    severity: 'note',
    name: { en: 'a key that is set twice', ko: '두 번 설정된 키' },
    source: 'sysctl.d(5)',
    *find(context): Iterable<Hit> {
      for (const { lost, winner } of losers(context)) {
        const vendors = [lost, winner].some(({ file }) => isVendors(file.directory));
        if (!saysTheSame(lost, winner) || vendors) continue;
        yield {
          ...lost,
          why: {
            en: `${at(winner)} says the same: who changes one of them will wonder`,
            ko: `${at(winner)} 줄과 같은 내용입니다. 한쪽만 고치면 혼란이 생깁니다`,
          },
          instead: instead(winner),
        };
      }
    },
  },
  {
    id: 'tools-disagree',
    severity: 'warning',
    name: { en: 'another value after a reboot', ko: '재부팅하면 달라지는 값' },
    source: 'sysctl.d(5), sysctl(8); measured with systemd 252 and procps 4.0.2',
    *find({ won, readings }): Iterable<Hit> {
      const systemd = won.get('systemd');
      const procps = won.get('procps');
      if (systemd === undefined || procps === undefined) return;
      const atBoot = new Set(readings.flatMap((r) => (r.tool === 'systemd' ? r.files : [])));
      for (const [key, hand] of procps) {
        const boot = systemd.get(key);
        if (boot === undefined && !atBoot.has(hand.file)) continue; // a kind of its own
        if (boot !== undefined && plainValue(hand.value) === plainValue(boot.value)) continue;
        yield { file: hand.file, line: hand.line, ...disagreement(hand, boot) };
      }
    },
  },
  {
    id: 'pattern-exclusion',
    severity: 'warning',
    name: { en: 'an exclusion that is a pattern', ko: '패턴으로 쓴 제외 줄' },
    source:
      'sysctl.d(5): an exclusion is the name of a key; measured with systemd 252 and procps 4.0.2',
    *find({ lines }): Iterable<Hit> {
      for (const { file, line } of lines) {
        if (line.kind !== 'exclusion' || !isPattern(line.key)) continue;
        yield {
          file,
          line,
          why: {
            en: 'An exclusion names one key: for systemd and procps 4.0.2 a pattern excludes nothing, for newer versions of procps it does',
            ko: '제외 줄에는 키를 하나씩 적습니다. systemd와 procps 4.0.2에서 패턴은 아무것도 제외하지 않으며, 더 새로운 procps에서만 제외합니다',
          },
          instead: { en: 'Write one line per key', ko: '키마다 한 줄씩 적습니다' },
        };
      }
    },
  },
  {
    id: 'not-in-force',
    severity: 'warning',
    name: { en: 'a value that is not in force', ko: '실행 중인 값과 다른 설정' },
    source: '/proc/sys of this machine',
    *find({ running, won }): Iterable<Hit> {
      if (running === undefined) return;
      const winners = [...won.values()].flatMap((map) => [...map.values()]);
      for (const { key, file, line } of winnersOnce(winners)) {
        const now = running.value(key);
        const decisions = [...won.values()].flatMap((map) => map.get(key) ?? []);
        // In force by one tool at least: where they disagree, that has been said.
        if (now === undefined || decisions.some(({ value }) => isSameValue(key, value, now)))
          continue;
        const isKnown = settingOf(key) !== undefined;
        if (!isKnown && (line.ignoresErrors || numbersOf(now) === undefined)) continue;
        yield {
          file,
          line,
          ...notInForce(key, now, running.isFirstNamespace || !key.startsWith('net.')),
          ...(isKnown ? {} : { severity: 'note' as const }),
        };
      }
    },
  },
];

/** Each line once, though several tools let it win. */
const winnersOnce = (winners: readonly Winner[]): Winner[] => [
  ...new Map(winners.map((winner) => [`${winner.key} ${at(winner)}`, winner])).values(),
];

function isSameValue(key: string, value: string, now: string): boolean {
  const shape = settingOf(key)?.shape;
  return shape === undefined ? plainValue(value) === plainValue(now) : sameValue(shape, value, now);
}

const notInForce = (key: string, now: string, isOfHost: boolean): Pick<Hit, 'why' | 'instead'> =>
  isOfHost
    ? {
        why: {
          en: `The kernel runs with ${shown(now)}: the files were not applied since, or somebody changed it`,
          ko: `실행 중인 값은 ${shown(now)}입니다. 파일을 고친 뒤 적용하지 않았거나 누군가 값을 바꿨습니다`,
        },
        instead: {
          en: 'sysctl --system applies all files; first find out whether the running value was meant',
          ko: 'sysctl --system으로 모든 파일을 적용합니다. 지금 값이 의도된 것인지 먼저 확인합니다',
        },
      }
    : {
        why: {
          en: `This network namespace runs with ${shown(now)}: files are applied to the host's, and a new one begins with ${beginning(key).en}`,
          ko: `이 네트워크 네임스페이스의 값은 ${shown(now)}입니다. 파일은 호스트에만 적용되고, 새 네임스페이스는 ${beginning(key).ko} 시작합니다`,
        },
        instead: {
          en: 'Set it where the container is made: docker run --sysctl, securityContext.sysctls of a pod',
          ko: '컨테이너를 만들 때 설정합니다: docker run --sysctl, 파드의 securityContext.sysctls',
        },
      };

/** What a new network namespace has. */
const beginning = (key: string): Text =>
  settingOf(key)?.inherited === true
    ? { en: 'what the host has at that moment', ko: '만들어질 때 호스트의 값으로' }
    : { en: 'kernel defaults', ko: '커널 기본값으로' };

function disagreement(hand: Winner, boot: Winner | undefined): Pick<Hit, 'why' | 'instead'> {
  const says = boot === undefined ? undefined : { value: boot.value, at: at(boot) };
  return {
    why:
      says === undefined
        ? {
            en: `sysctl --system ends with ${hand.value} from here; systemd leaves the key alone at boot, because a later line excludes it or is refused`,
            ko: `sysctl --system을 실행하면 이 줄의 ${hand.value} 값이 됩니다. systemd는 뒤의 제외 줄이나 거부되는 줄 때문에 부팅할 때 이 키를 건드리지 않습니다`,
          }
        : {
            en: `sysctl --system ends with ${hand.value} from here, a boot with systemd with ${says.value} from ${says.at}`,
            ko: `sysctl --system을 실행하면 이 줄의 ${hand.value}, systemd로 부팅하면 ${says.at} 줄의 ${says.value} 값이 됩니다`,
          },
    instead: {
      en: 'Keep the key in one file of /etc/sysctl.d, on one line',
      ko: '/etc/sysctl.d의 파일 하나에 한 줄로만 둡니다',
    },
  };
}

const shown = (value: string): string => (plainValue(value) === '' ? '""' : plainValue(value));
