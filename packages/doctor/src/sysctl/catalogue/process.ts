/**
 * Limits of one process that stand beside the sysctls: no file under /proc/sys holds them.
 * @module
 */
import type { Setting } from '../setting.ts';
import { INT_MAX } from './bounds.ts';

/** What a server meets before any limit of the machine. */
export const PROCESS_SETTINGS: readonly Setting[] = [
  {
    key: 'RLIMIT_NOFILE',
    meaning: {
      en: 'Open files of one process, sockets included: accept() fails with EMFILE at it. LimitNOFILE= of a systemd unit, ulimit -n, at most fs.nr_open',
      ko: '프로세스 하나가 열 수 있는 파일(소켓 포함) 수. 한도에 이르면 accept()가 EMFILE로 실패합니다. systemd 유닛의 LimitNOFILE=, ulimit -n으로 정하며 fs.nr_open을 넘을 수 없습니다',
    },
    unit: 'files',
    shape: { kind: 'integer', min: 0, max: INT_MAX },
    scope: 'process',
    effect: 'after a restart',
    defaults: [
      {
        value: '1024',
        note: {
          en: 'soft limit; systemd allows 524,288 to programs that raise it themselves',
          ko: '소프트 한도. 직접 올리는 프로그램에는 systemd가 524,288까지 허용합니다',
        },
      },
    ],
    source: 'getrlimit(2); systemd.exec(5)',
  },
];
