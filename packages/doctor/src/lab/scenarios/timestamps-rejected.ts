/**
 * A box on the way that spoils timestamps; the same flow without it; and a path on which packets overtake
 * each other.
 * @module
 */
import type { ActivityId } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, openFlow } from './open-flow.ts';

const RULE = 'timestamps-rejected';
const BOTH = ['ipv4', 'ipv6'] as const;
/** Bytes per second of the upload: about 700 segments. */
const UPLOAD = 1_000_000;
/** Of the upload whose packets overtake each other: half of the line. */
const OVERTAKEN = 2_500_000;

/** Gives one data segment in 50 an old timestamp; for the output chain of the router. */
export const MIX_UP =
  'tcp dport 80 tcp flags & syn == 0 numgen inc mod 50 0 tcp option timestamp tsval set 1';

/** A client out of sight that sends to the server, for ever or so many bytes. */
export async function upload(
  stage: Stage,
  totalBytes?: number,
): Promise<{ readonly client: Actor; readonly activity: ActivityId }> {
  const { server, client, accepted, connected } = await openFlow(stage, { from: 'router' });
  await server.sink({ sockets: accepted });
  const { activity } = await client.stream({
    socket: connected[0],
    bytesPerSec: UPLOAD,
    chunkBytes: 1_400,
    ...(totalBytes === undefined ? {} : { totalBytes }),
  });
  await until('data', async () => (await counted(stage, 'server', 'Tcp.InSegs')) > 100);
  return { client, activity };
}

/** Old timestamps, and the twin. */
export const timestampsRejected: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    router: true,
    story: {
      en: 'A box on the way gives one data segment in 50 the timestamp of another host: the server drops it.',
      ko: '중간 장비가 데이터 세그먼트 50개 중 하나에 다른 호스트의 타임스탬프를 넣어, 서버가 이를 버립니다.',
    },
    async play(stage) {
      await upload(stage);
      await stage.nft('router', [MIX_UP], 'output');
      await until(
        'segments to be dropped',
        async () => (await counted(stage, 'server', 'TcpExt.PAWSEstab')) >= 10,
      );
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    router: true,
    story: {
      en: 'The same upload; nothing touches it.',
      ko: '같은 업로드이며, 중간에서 바꾸는 것이 없습니다.',
    },
    play: async (stage) => void (await upload(stage)),
    expect: { server: [], client: [] },
  },
  {
    id: `${RULE}-overtaken`,
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    link: { delayMs: 5, bitsPerSec: 40e6, reorderRatio: 0.02 },
    story: {
      en: 'One packet in 50 overtakes those before it; old acknowledgements are rejected, and nothing is lost.',
      ko: '패킷 50개 중 하나가 앞선 패킷을 추월합니다. 오래된 ACK는 버려지지만 잃는 데이터는 없습니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage);
      await server.sink({ sockets: accepted });
      await client.stream({ socket: connected[0], bytesPerSec: OVERTAKEN });
      await until(
        'acknowledgements to be rejected',
        async () => (await counted(stage, 'client', 'TcpExt.PAWSEstab')) >= 50,
      );
    },
    expect: { server: [], client: [] },
  },
];
