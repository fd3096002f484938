/**
 * Words of `tcpdoctor apply`, `confirm`, `rollback` and `changes`.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa, plural } from '../model/text.ts';

/** One line per command, and a paragraph. */
export const COMMANDS = {
  apply: {
    brief: {
      en: 'Apply a plan of sysctl changes; undone by itself unless confirmed',
      ko: '계획에 있는 sysctl 변경을 적용합니다. 확정하지 않으면 자동으로 되돌립니다',
    },
    full: {
      en: 'Shows the plan and asks. Every value is checked first; one that has moved on since the plan was made stops everything. Former values go into a journal, then the new ones are written and read back. A separate watchdog process puts everything back unless tcpdoctor confirm comes in time, also when this command is killed. Looks before and after, and says whether it helped; with --prove, what did not is taken back at once. Needs root.',
      ko: '계획을 보여 주고 실행 여부를 묻습니다. 먼저 모든 값을 검사하며, 계획을 만든 뒤 바뀐 값이 하나라도 있으면 아무것도 쓰지 않습니다. 기존 값을 저널에 기록한 다음 새 값을 쓰고 다시 읽어 확인합니다. 제한 시간 안에 tcpdoctor confirm을 실행하지 않으면 별도의 감시 프로세스가 모두 되돌립니다. 이 명령이 강제 종료되어도 마찬가지입니다. 적용 전후를 관찰해 효과가 있었는지 알려 주며, --prove를 지정하면 효과가 입증되지 않은 변경을 바로 되돌립니다. root 권한이 필요합니다.',
    },
  },
  confirm: {
    brief: {
      en: 'Keep the changes of an apply',
      ko: '적용한 변경을 확정합니다',
    },
    full: {
      en: 'Without ID it is the apply that waits. With --persist the values are also written to one file of its own, so that they are set at the next start of the host.',
      ko: 'ID를 생략하면 확정을 기다리는 변경을 확정합니다. --persist를 지정하면 값을 별도 파일 하나에 저장하여 호스트를 재부팅해도 유지되게 합니다.',
    },
  },
  rollback: {
    brief: {
      en: 'Put the former values of an apply back',
      ko: '적용한 변경을 기존 값으로 되돌립니다',
    },
    full: {
      en: 'Without ID it is the last apply in force. Every value gets its exact former text again, unless somebody has changed it since: then theirs stays, and this says so. The file that --persist wrote is removed if nobody has changed it.',
      ko: 'ID를 생략하면 유효한 변경 가운데 마지막 것을 되돌립니다. 모든 값을 기존 내용 그대로 복원하되, 그 사이 다른 사람이 바꾼 값은 그대로 두고 알려 줍니다. --persist로 저장한 파일도 수정되지 않았다면 삭제합니다.',
    },
  },
  changes: {
    brief: {
      en: 'Show what was applied, why, and what became of it',
      ko: '적용 이력과 이유, 결과를 보여 줍니다',
    },
    full: {
      en: 'Reads the journal, newest first. Changes nothing.',
      ko: '저널을 최근 것부터 보여 줍니다. 아무것도 바꾸지 않습니다.',
    },
  },
} as const satisfies Readonly<Record<string, { brief: Text; full: Text }>>;

/** Flags and arguments. */
export const FLAGS = {
  plan: {
    en: 'File written by tcpdoctor plan --json',
    ko: 'tcpdoctor plan --json으로 저장한 파일',
  },
  id: { en: 'Id of an apply, as changes shows it', ko: 'changes에 표시되는 ID' },
  yes: { en: 'Do not ask', ko: '묻지 않고 실행합니다' },
  json: { en: 'Print JSON', ko: 'JSON으로 출력합니다' },
  netns: {
    en: 'Apply only what the plan has for this namespace (default: all of it)',
    ko: '계획 가운데 이 네임스페이스의 변경만 적용합니다 (기본값: 전부)',
  },
  confirmWithin: {
    en: 'Time to confirm before everything is put back: 30s, 5m, at most 1h (default: 60s)',
    ko: '확정 제한 시간. 지나면 모두 되돌립니다. 30s, 5m 형식이며 최대 1h (기본값: 60s)',
  },
  window: {
    en: 'Time to look before and again after: 3s, 500ms (default: 3s)',
    ko: '적용 전후에 각각 관찰하는 시간: 3s, 500ms (기본값: 3s)',
  },
  noLook: {
    en: 'Do not look before and after',
    ko: '적용 전후를 관찰하지 않습니다',
  },
  prove: {
    en: 'Take everything back unless it is clearly better and nothing is worse',
    ko: '뚜렷이 나아지지 않았거나 악화된 지표가 있으면 모두 되돌립니다',
  },
  proveBlind: {
    en: '--prove has to look: leave --no-look out',
    ko: '--prove는 관찰이 필요합니다. --no-look을 빼십시오',
  },
  noWindow: {
    en: 'One moment shows no difference: give --window some time, or --no-look',
    ko: '한순간만 보면 차이를 알 수 없습니다. --window를 늘리거나 --no-look을 지정하십시오',
  },
  longLook: (look: Text, needed: Text): Text => ({
    en: `Looking again takes ${look.en}, and there must be as much time left to confirm: --confirm-within at least ${needed.en}, a shorter --window, or --no-look`,
    ko: `다시 관찰하는 데 ${look.ko} 걸리며, 확정할 시간도 그만큼 남아야 합니다. --confirm-within을 ${needed.ko} 이상으로 하거나, --window를 줄이거나, --no-look을 지정하십시오`,
  }),
  persist: {
    en: 'Also keep the values over a restart, in a file of its own under /etc/sysctl.d',
    ko: '/etc/sysctl.d에 별도 파일을 만들어 재부팅 후에도 값을 유지합니다',
  },
  state: {
    en: 'Directory of the journal (default: /var/lib/tcpdoctor)',
    ko: '저널 디렉터리 (기본값: /var/lib/tcpdoctor)',
  },
  sysctlDir: {
    en: 'Directory for the file of --persist (default: /etc/sysctl.d)',
    ko: '--persist 파일을 저장할 디렉터리 (기본값: /etc/sysctl.d)',
  },
  badTime: (input: string): Text => ({
    en: `cannot read "${input}" as a time to confirm: use 30s or 5m, at least 1s and at most 1h`,
    ko: `확정 제한 시간 ${josa(`"${input}"`, '을/를')} 해석할 수 없습니다. 30s, 5m 형식으로 1s에서 1h까지 지정합니다`,
  }),
  badId: (input: string): Text => ({
    en: `"${input}" is no id of an apply: tcpdoctor changes shows them`,
    ko: `${josa(`"${input}"`, '은/는')} 올바른 ID가 아닙니다. ID는 tcpdoctor changes로 볼 수 있습니다`,
  }),
} as const;

/** What can be wrong with a plan file. */
export const PLAN = {
  unreadable: (file: string, why: Text): Text => ({
    en: `Cannot read ${file}: ${why.en}`,
    ko: `${josa(file, '을/를')} 읽을 수 없습니다: ${why.ko}`,
  }),
  notPlain: (file: string): Text => ({
    en: `${file} is not a plain file, or too large for a plan`,
    ko: `${josa(file, '은/는')} 일반 파일이 아니거나 계획 파일로 보기에 너무 큽니다`,
  }),
  notJson: (file: string): Text => ({
    en: `${file} is no plan: it is not JSON. tcpdoctor plan --json writes one`,
    ko: `${josa(file, '은/는')} 계획 파일이 아닙니다 (JSON 형식이 아닙니다). tcpdoctor plan --json으로 만들 수 있습니다`,
  }),
  shape: (file: string, path: string): Text => ({
    en: `${file} does not hold what a plan must hold (at ${path})`,
    ko: `${file}의 내용이 계획 형식과 다릅니다 (위치: ${path})`,
  }),
  noSpace: (name: string, names: string): Text => ({
    en: `The plan has nothing for a namespace "${name}". It has: ${names}`,
    ko: `계획에 "${name}" 네임스페이스가 없습니다. 있는 것: ${names}`,
  }),
} as const;

/** What `apply` says. */
export const APPLY = {
  heading: (settings: number, spaces: number): Text => ({
    en: `${plural(settings, 'setting')} in ${plural(spaces, 'namespace')}`,
    ko: `네임스페이스 ${spaces}개의 설정 ${settings}개`,
  }),
  why: { en: 'why', ko: '이유' },
  number: { en: 'number', ko: '계산' },
  effect: { en: 'effect', ko: '효과' },
  risk: { en: 'risk', ko: '위험' },
  proof: { en: 'proof', ko: '검증' },
  remains: { en: 'remains', ko: '남는 문제' },
  better: { en: 'better', ko: '더 나은 방법' },
  ask: (seconds: string): Text => ({
    en: `Apply? It is put back after ${seconds} unless you confirm. [y/N] `,
    ko: `적용하시겠습니까? ${seconds} 안에 확정하지 않으면 되돌립니다. [y/N] `,
  }),
  needsYes: {
    en: 'There is no terminal to ask on: add --yes to apply this plan',
    ko: '확인을 받을 터미널이 없습니다. 이 계획을 적용하려면 --yes를 지정하십시오',
  },
  declined: { en: 'Nothing was changed.', ko: '아무것도 바꾸지 않았습니다.' },
  needsRoot: (settings: number, spaces: string, state: string, again: string): Text => ({
    en: `Only root can apply this: it writes ${plural(settings, 'setting')} (${spaces}) and a journal in ${state}. Nothing was changed. Run: ${again}`,
    ko: `이 계획은 root만 적용할 수 있습니다. 설정 ${settings}개(${spaces})와 ${state}의 저널을 써야 합니다. 아무것도 바꾸지 않았습니다. 실행할 명령: ${again}`,
  }),
  applied: (settings: number, at: string, seconds: string): Text => ({
    en: `Applied ${plural(settings, 'setting')}. At ${at}, in ${seconds}, they are put back unless you confirm:`,
    ko: `설정 ${settings}개를 적용했습니다. ${at}(${seconds} 후)까지 확정하지 않으면 되돌립니다. 확정:`,
  }),
  already: (settings: number): Text => ({
    en: `${plural(settings, 'setting')} had the value already and ${settings === 1 ? 'was' : 'were'} not written.`,
    ko: `설정 ${settings}개는 이미 그 값이어서 쓰지 않았습니다.`,
  }),
  nothing: {
    en: 'Nothing to do: every setting of the plan has its value already.',
    ko: '할 일이 없습니다. 계획의 모든 설정이 이미 그 값입니다.',
  },
  empty: { en: 'Nothing to do: the plan is empty.', ko: '할 일이 없습니다. 계획이 비어 있습니다.' },
  refused: {
    en: 'The plan does not fit this host now. Nothing was changed:',
    ko: '계획이 현재 호스트 상태와 맞지 않습니다. 아무것도 바꾸지 않았습니다:',
  },
  replan: {
    en: 'Make a new plan with tcpdoctor plan.',
    ko: 'tcpdoctor plan으로 계획을 다시 만드십시오.',
  },
  noJournal: (directory: string, why: Text): Text => ({
    en: `The former values have to be written down in ${directory} first, and that cannot be done: ${why.en}. Nothing was changed. --state DIR names another directory`,
    ko: `먼저 기존 값을 ${directory} 디렉터리에 기록해야 하는데 기록할 수 없습니다: ${why.ko}. 아무것도 바꾸지 않았습니다. 다른 디렉터리는 --state DIR로 지정합니다`,
  }),
  failed: {
    en: 'The plan could not be applied and was taken back:',
    ko: '계획을 적용하지 못해 되돌렸습니다:',
  },
} as const;

/** What several of the commands say. */
export const JOURNAL = {
  busy: {
    en: 'Another tcpdoctor is changing settings at this moment. Nothing was changed; try again when it is done',
    ko: '다른 tcpdoctor가 설정을 변경하는 중입니다. 아무것도 바꾸지 않았으니 끝난 뒤 다시 실행하십시오',
  },
  unconfirmed: (id: string): Text => ({
    en: `The changes of ${id} wait to be confirmed. Nothing was changed; run tcpdoctor confirm or tcpdoctor rollback first`,
    ko: `${josa(id, '이/가')} 확정을 기다리고 있습니다. 아무것도 바꾸지 않았습니다. 먼저 tcpdoctor confirm이나 tcpdoctor rollback을 실행하십시오`,
  }),
  needsRoot: (again: string): Text => ({
    en: `Only root can change settings, and undo changes. Run: ${again}`,
    ko: `설정 변경과 되돌리기는 root만 할 수 있습니다. 실행할 명령: ${again}`,
  }),
  damaged: (files: string): Text => ({
    en: `The journal cannot be read in full, and what is in there is not undone: ${files}. Look at what it says, then move it out of this directory`,
    ko: `저널 일부를 읽을 수 없어 그 안의 변경은 되돌리지 못합니다: ${files}. 내용을 확인한 뒤 이 디렉터리 밖으로 옮기십시오`,
  }),
  covered: (id: string, by: string): Text => ({
    en: `${by} has changed some of the same settings after ${id}. Nothing was changed; run tcpdoctor rollback ${by} first.`,
    ko: `${id} 이후에 ${josa(by, '이/가')} 같은 설정을 다시 바꿨습니다. 아무것도 바꾸지 않았습니다. 먼저 실행할 명령: tcpdoctor rollback ${by}`,
  }),
  stays: (id: string): Text => ({
    en: `${id} was confirmed meanwhile: its values stay.`,
    ko: `그 사이 ${josa(id, '이/가')} 확정되어 값을 그대로 둡니다.`,
  }),
  noneWaits: {
    en: 'Nothing waits to be confirmed.',
    ko: '확정을 기다리는 변경이 없습니다.',
  },
  noneInForce: { en: 'There is nothing to put back.', ko: '되돌릴 변경이 없습니다.' },
  noSuch: (id: string): Text => ({
    en: `There is no ${id} in the journal (tcpdoctor changes shows all).`,
    ko: `저널에 ${josa(id, '이/가')} 없습니다. 전체 목록은 tcpdoctor changes로 볼 수 있습니다.`,
  }),
  empty: { en: 'Nothing was ever applied here.', ko: '적용한 적이 없습니다.' },
  confirmed: (id: string): Text => ({
    en: `Confirmed ${id}: the values stay until the host restarts.`,
    ko: `${josa(id, '을/를')} 확정했습니다. 호스트를 재부팅하기 전까지 유지됩니다.`,
  }),
  confirmedElsewhere: (id: string): Text => ({
    en: `Confirmed ${id}: the values stay as long as the namespace. A service or container that restarts may get a new one.`,
    ko: `${josa(id, '을/를')} 확정했습니다. 네임스페이스가 있는 동안 유지됩니다. 서비스나 컨테이너를 재시작하면 새 네임스페이스가 생길 수 있습니다.`,
  }),
  confirmedForGood: (id: string, path: string): Text => ({
    en: `Confirmed ${id}; wrote ${path}, so that they are set again when the host restarts.`,
    ko: `${josa(id, '을/를')} 확정하고 ${josa(path, '을/를')} 저장했습니다. 호스트를 재부팅해도 유지됩니다.`,
  }),
  notInFile: (settings: number): Text => ({
    en: `${plural(settings, 'setting')} ${settings === 1 ? 'is' : 'are'} not in the file: of another namespace, which no file sets up, or changed by somebody since.`,
    ko: `설정 ${settings}개는 파일에 넣지 않았습니다. 파일로 설정할 수 없는 다른 네임스페이스의 값이거나 그 사이 다른 사람이 바꾼 값입니다.`,
  }),
  beaten: (key: string, at: string, value: string): Text => ({
    en: `At the next start ${key} will be ${value} all the same: ${at} is read later. Change that line, or remove it.`,
    ko: `다음 부팅 때 ${josa(key, '은/는')} 그래도 ${josa(value, '이/가')} 됩니다. 나중에 읽히는 ${at} 때문이므로 그 줄을 고치거나 지워야 합니다.`,
  }),
  fileNothing: {
    en: 'Nothing to persist: none of the values belongs to the host’s own namespace. Another one gets its values from whoever makes it: ExecStartPre=sysctl -w KEY=VALUE in the unit, docker run --sysctl, the spec of the pod.',
    ko: '파일로 저장할 값이 없습니다. 모두 호스트가 아닌 네임스페이스의 값입니다. 그런 값은 네임스페이스를 만드는 쪽에서 정합니다: 유닛의 ExecStartPre=sysctl -w KEY=VALUE, docker run --sysctl, 파드 spec.',
  },
  fileTaken: (path: string): Text => ({
    en: `Not persisted: ${path} is there and was not written like this.`,
    ko: `저장하지 않았습니다. 내용이 다른 ${josa(path, '이/가')} 이미 있습니다.`,
  }),
  fileFailed: (path: string, why: Text): Text => ({
    en: `Not persisted: cannot write ${path}: ${why.en}.`,
    ko: `저장하지 못했습니다. ${josa(path, '을/를')} 쓸 수 없습니다: ${why.ko}.`,
  }),
  undo: { en: 'Undo:', ko: '되돌리기:' },
  toKeep: { en: 'To keep them after a restart as well:', ko: '재부팅한 뒤에도 유지하려면:' },
  over: (id: string, why: Text): Text => ({
    en: `${id} is over: ${why.en}. tcpdoctor changes shows what became of its values.`,
    ko: `${josa(id, '은/는')} 이미 끝났습니다: ${why.ko}. 값이 어떻게 되었는지는 tcpdoctor changes로 볼 수 있습니다.`,
  }),
  putBack: (id: string): Text => ({
    en: `Put back ${id}:`,
    ko: `${josa(id, '을/를')} 되돌렸습니다:`,
  }),
  unfinished: (id: string, why: Text): Text => ({
    en: `${id} was left unfinished (${why.en}) and was put in order now:`,
    ko: `끝나지 않은 ${josa(id, '을/를')} 정리했습니다 (${why.ko}):`,
  }),
  unrecorded: (why: Text): Text => ({
    en: `The journal could not be brought up to date: ${why.en}. The next tcpdoctor command tries again.`,
    ko: `저널을 갱신하지 못했습니다: ${why.ko}. 다음 tcpdoctor 명령이 다시 시도합니다.`,
  }),
  fileRemoved: (path: string): Text => ({
    en: `removed ${path}`,
    ko: `${path} 삭제함`,
  }),
  fileTheirs: (path: string): Text => ({
    en: `${path} stays: somebody has changed it since`,
    ko: `${path} 유지함: 그 사이 수정되었습니다`,
  }),
  fileAbsent: (path: string): Text => ({ en: `${path} is not there`, ko: `${path} 없음` }),
  fileStuck: (path: string): Text => ({
    en: `${path} could not be removed`,
    ko: `${path} 삭제하지 못함`,
  }),
  overdue: (id: string): Text => ({
    en: `Settings of ${id} were applied and never confirmed, and nobody watches over them any more. Put them back with: tcpdoctor rollback ${id}`,
    ko: `${id}에서 적용한 설정이 확정되지 않은 채 남아 있고 감시 프로세스도 없습니다. 되돌리는 명령: tcpdoctor rollback ${id}`,
  }),
} as const;

/** What became of one value. */
export const FATE = {
  back: { en: 'back', ko: '복원됨' },
  theirs: (found: string): Text => ({
    en: `left at ${found}: somebody has changed it since`,
    ko: `${found} 유지: 그 사이 다른 사람이 바꿨습니다`,
  }),
  gone: { en: 'gone with its namespace', ko: '네임스페이스와 함께 사라짐' },
  stuck: (found: string, why: Text): Text => ({
    en: `NOT put back (${why.en})${found === '' ? '' : `: it is ${found}`}`,
    ko: `복원하지 못함 (${why.ko})${found === '' ? '' : `: 현재 값 ${found}`}`,
  }),
  notKept: { en: 'the kernel keeps another value', ko: '커널이 다른 값을 유지함' },
  unknown: { en: 'not in the catalogue', ko: '카탈로그에 없는 설정' },
} as const;

/** Why an apply ended. */
export const WHY: Readonly<Record<string, Text>> = {
  'not confirmed': { en: 'not confirmed in time', ko: '제한 시간 안에 확정하지 않음' },
  'rolled back': { en: 'rolled back', ko: '사용자가 되돌림' },
  interrupted: { en: 'interrupted while it was applied', ko: '적용 도중 중단됨' },
  'not kept': { en: 'a value was not accepted', ko: '커널이 값을 받아들이지 않음' },
  'moved on': { en: 'somebody else changed a value', ko: '다른 사람이 값을 바꿈' },
  'no journal': { en: 'the journal could not be written', ko: '저널을 쓸 수 없음' },
  'no watchdog': {
    en: 'no watchdog could be started; nothing was written',
    ko: '감시 프로세스를 시작하지 못해 아무것도 쓰지 않음',
  },
  'watchdog ended': {
    en: 'the watchdog was told to end before anybody confirmed',
    ko: '확정 전에 감시 프로세스가 종료 요청을 받음',
  },
  'host restarted': {
    en: 'the host restarted, and the values went with it',
    ko: '호스트가 재부팅되어 값이 사라짐',
  },
};

/** What a value failed with. */
export const FAILED = {
  refused: (key: string, to: string, why: Text): Text => ({
    en: `${key}: the kernel refused ${to} (${why.en})`,
    ko: `${key}: 커널이 ${josa(to, '을/를')} 거부했습니다 (${why.ko})`,
  }),
  clamped: (key: string, to: string, found: string): Text => ({
    en: `${key}: the kernel made ${found} of ${to}`,
    ko: `${key}: 커널이 ${josa(to, '을/를')} ${josa(found, '으로/로')} 바꿨습니다`,
  }),
  moved: (key: string, found: string): Text => ({
    en: `${key}: somebody changed it to ${found} at the same moment`,
    ko: `${key}: 적용하는 순간 다른 사람이 ${josa(found, '으로/로')} 바꿨습니다`,
  }),
} as const;

/** How far an apply is. */
export const STATE = {
  writing: { en: 'being applied, or interrupted', ko: '적용 중이거나 중단됨' },
  waiting: (at: string): Text => ({
    en: `waits to be confirmed until ${at}`,
    ko: `${at}까지 확정 대기`,
  }),
  overdue: (at: string): Text => ({
    en: `was to be confirmed until ${at}`,
    ko: `${at}까지 확정되지 않음`,
  }),
  confirmed: { en: 'confirmed', ko: '확정됨' },
  persisted: (path: string): Text => ({
    en: `confirmed, in ${path}`,
    ko: `확정됨, ${path}에 저장됨`,
  }),
  fileMissing: (path: string): Text => ({
    en: `confirmed; ${path} is missing or was changed`,
    ko: `확정됨. ${josa(path, '이/가')} 없거나 수정되었습니다`,
  }),
  undoing: { en: 'being put back, or interrupted', ko: '되돌리는 중이거나 중단됨' },
  left: { en: 'the host has restarted since', ko: '그 뒤 호스트가 재부팅됨' },
} as const;
