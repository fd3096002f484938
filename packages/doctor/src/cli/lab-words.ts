/**
 * Words of `tcpdoctor lab`.
 * @module
 */
import type { Text } from '../model/text.ts';
import { same } from '../model/text.ts';

/** Help, refusals, and what is said around a play. */
export const LAB = {
  brief: {
    en: 'Play a TCP failure in namespaces of its own: diagnosis, cure, figures before and after',
    ko: '격리된 네임스페이스에서 TCP 장애를 재현해 진단하고, 조치 전후를 측정합니다',
  },
  full: {
    en: 'Without NAME it lists what it can play. With one it tells the story: the crowd, what the client sees, the diagnosis, the remedy with the same numbers after, and the folklore that does not help. Everything happens in network namespaces made for it; no packet leaves them, and no setting of this host is changed (but see --own-machine). Needs root, ip and nft.',
    ko: 'NAME을 생략하면 시나리오 목록을 보여 줍니다. NAME을 지정하면 접속 상황, 클라이언트가 겪는 증상, 진단, 조치 전후의 측정값, 효과 없는 흔한 처방을 차례로 보여 줍니다. 모든 일은 전용 네트워크 네임스페이스 안에서 일어나며 패킷이 밖으로 나가지 않고 호스트 설정도 바뀌지 않습니다(--own-machine은 예외). root 권한과 ip, nft가 필요합니다.',
  },
  all: { en: 'Play everything and print a table', ko: '모두 실행하고 결과를 표로 출력합니다' },
  json: {
    en: 'Print the figures as JSON (schema tcpdoctor.lab/1)',
    ko: '측정값을 JSON으로 출력합니다 (스키마 tcpdoctor.lab/1)',
  },
  keep: {
    en: 'Keep the failure going, to look around in another terminal; Enter ends it',
    ko: '장애 상태를 유지해 다른 터미널에서 살펴볼 수 있게 합니다. Enter를 누르면 정리합니다',
  },
  ipv6: { en: 'Play over IPv6 where both exist', ko: '가능하면 IPv6로 실행합니다' },
  ownMachine: {
    en: 'Lets a trial change settings of the whole machine for its duration; only on a machine you can throw away',
    ko: '실행하는 동안 시스템 전체 설정을 바꾸도록 허용합니다. 버려도 되는 시스템에서만 쓰십시오',
  },
  name: {
    en: 'Scenario or rule to play; "clean" removes what killed runs have left',
    ko: '실행할 시나리오나 규칙. "clean"은 강제 종료된 실행이 남긴 것을 정리합니다',
  },
  noPlay: (input: string, near: string): Text => ({
    en: `there is nothing to play named "${input}"${near === '' ? '' : `; did you mean ${near}?`} (tcpdoctor lab lists all)`,
    ko: `"${input}" 시나리오는 없습니다.${near === '' ? '' : ` 혹시 ${near} 시나리오를 찾으셨습니까?`} 전체 목록은 tcpdoctor lab으로 볼 수 있습니다`,
  }),
  nameOrAll: {
    en: 'use NAME or --all, not both',
    ko: 'NAME과 --all은 함께 쓸 수 없습니다',
  },
  keepAlone: {
    en: '--keep is for looking around in one failure: use it with one NAME, without --json and --all',
    ko: '--keep은 장애 하나를 직접 살펴보는 옵션이므로 NAME 하나와 함께 씁니다. --json, --all과는 함께 쓸 수 없습니다',
  },
  needs: (missing: readonly Text[]): Text => ({
    en: `the lab needs ${missing.map(({ en }) => en).join(' and ')}. It makes network namespaces of its own and touches nothing else; tcpdoctor explain tells about the rules without it`,
    ko: `랩을 실행하는 데 필요한 것이 없습니다: ${missing.map(({ ko }) => ko).join(', ')}. 랩은 전용 네트워크 네임스페이스만 만들어 쓰며 다른 것은 건드리지 않습니다. 규칙 설명은 tcpdoctor explain으로 볼 수 있습니다`,
  }),
  cleaned: (names: readonly string[]): Text =>
    names.length === 0
      ? { en: 'Nothing was left behind.', ko: '남아 있는 것이 없습니다.' }
      : { en: `Removed ${names.join(', ')}.`, ko: `정리했습니다: ${names.join(', ')}` },
  played: (id: string, n: number, of: number): Text => ({
    en: `${n} of ${of}: ${id}`,
    ko: `${n}/${of}: ${id}`,
  }),
  /** @param wayIn What to put in front of a command; empty: nothing. */
  standing: (server: string, client: string, wayIn: string): readonly Text[] => [
    {
      en: 'The failure is kept going. In another terminal:',
      ko: '장애 상태를 유지하고 있습니다. 다른 터미널에서 살펴볼 수 있습니다:',
    },
    same(`${wayIn}ip netns exec ${server} ss -ltnm`),
    same(`${wayIn}ip netns exec ${client} ss -tan`),
    same(`${wayIn}tcpdoctor check --netns ${server}`),
    {
      en: 'Enter goes on and takes it down; Ctrl-C takes it down at once.',
      ko: 'Enter를 누르면 계속 진행한 뒤 정리하고, Ctrl-C를 누르면 바로 정리합니다.',
    },
  ],
} as const;
