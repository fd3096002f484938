/**
 * A box on the way mixes up timestamps: taken off the handshake, nothing is left to reject.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { counted } from '../scenarios/open-flow.ts';
import { BOTH } from '../scenarios/pair.ts';
import { MIX_UP, upload } from '../scenarios/timestamps-rejected.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';

const ID = 'timestamps-rejected';
/** At the rate of the scenario: 4 s. */
const UPLOAD_BYTES = 4_000_000;

const REJECTED: Measure = {
  id: 'rejected',
  name: { en: 'segments thrown away', ko: '버려진 세그먼트' },
  unit: 'packets',
  better: 'lower',
};

/** Without them in the SYN neither side uses timestamps. */
const STRIP = 'tcp flags syn reset tcp option timestamp';

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever === 'larger-buffers') {
    await stage.sysctl('server', { 'net.ipv4.tcp_rmem': '4096 6291456 33554432' });
  }
  const strips = lever === 'timestamps-removed';
  if (strips) await stage.nft('router', [STRIP], 'output');
  const { client, activity } = await upload(stage, UPLOAD_BYTES);
  await stage.nft('router', [MIX_UP], 'output');
  const rejected = () => counted(stage, 'server', 'TcpExt.PAWSEstab');
  if (!strips) await until('segments to be dropped', async () => (await rejected()) > 3);
  return {
    async figures() {
      await client.finish({ activity });
      return { [REJECTED.id]: await rejected() };
    },
  };
}

/** Timestamps of several hosts on one connection. */
export const timestampsRejected: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  router: true,
  story: {
    en: 'A box on the way gives one data segment in 50 the timestamp of another host, while a client uploads 4 MB.',
    ko: '클라이언트가 4MB를 업로드하는 동안 중간 장비가 데이터 세그먼트 50개 중 하나에 다른 호스트의 타임스탬프를 넣습니다.',
  },
  crowd: {
    en: 'an upload of 4 MB through a box that mixes up timestamps',
    ko: '타임스탬프를 뒤섞는 장비를 거친 4MB 업로드',
  },
  measures: [REJECTED],
  finds: { side: 'server', rule: ID },
  levers: [
    {
      id: 'timestamps-removed',
      kind: 'remedy',
      at: 'application',
      what: {
        en: 'the box taking timestamps off the handshake',
        ko: '중간 장비에서 핸드셰이크의 타임스탬프 제거',
      },
      effect: { kind: 'better', times: 20 },
    },
    useless('larger-buffers', 'net.ipv4.tcp_rmem="4096 6291456 33554432"', 1.5),
  ],
  begin,
};
