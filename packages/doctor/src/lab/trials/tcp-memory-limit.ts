/**
 * A control group whose limit on TCP memory is used up by data that nobody reads: the kernel throws
 * segments away though every socket has room, also those of the services beside it.
 * @module
 */
import { bytes } from '../../model/text.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { IN_VAIN, READ, UNREAD_MEASURES, unreadUploads } from './unread-uploads.ts';

const RULE = 'tcp-memory-limit';
const LIMIT_BYTES = 4_000_000;
const RAISED_BYTES = 256_000_000;

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const group = stage.memoryGroup();
  group.limit(lever === 'higher-limit' ? RAISED_BYTES : LIMIT_BYTES);
  return unreadUploads(stage, lever, group.add);
}

/** A common limit, reached. */
export const tcpMemoryLimit: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  needs: ['memory-group'],
  story: {
    en: 'A server may use 4 MB for TCP (a memory control group) and does not read 200 uploads. 40 clients send 100 KB each to another service of the same group.',
    ko: 'TCP 메모리 한도가 4MB인 컨트롤 그룹에서 서버가 업로드 200개를 읽지 않습니다. 같은 그룹의 다른 서비스에 클라이언트 40개가 100KB씩 보냅니다.',
  },
  crowd: {
    en: '200 unread uploads in a control group with 4 MB for TCP',
    ko: 'TCP 메모리 한도 4MB인 컨트롤 그룹에서 읽지 않은 업로드 200개',
  },
  measures: UNREAD_MEASURES,
  finds: { side: 'server', rule: RULE },
  levers: [
    READ,
    {
      id: 'higher-limit',
      kind: 'remedy',
      at: 'process',
      what: {
        en: `a limit of ${bytes(RAISED_BYTES)} for the group`,
        ko: `그룹의 한도 ${bytes(RAISED_BYTES)}`,
      },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'smaller-buffers',
      kind: 'remedy',
      at: 'application',
      what: { en: 'SO_RCVBUF of 4 KB', ko: 'SO_RCVBUF 4KB' },
      effect: { kind: 'better', times: 10 },
    },
    ...IN_VAIN,
  ],
  begin,
};
