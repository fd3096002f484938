/**
 * Comments in exported plans.
 * @module
 */
import type { Text } from '../../model/text.ts';

/** Sentences without the comment sign. */
export const SAY = {
  fromFindings: { en: 'made from what it found', ko: '발견한 문제를 바탕으로 만들었습니다' },
  fromProfile: (profile: string): Text => ({
    en: `made from its profile ${profile}`,
    ko: `${profile} 프로필로 만들었습니다`,
  }),
  written: (tool: string, at: string, host: string, kernel: string, from: Text): Text => ({
    en: `Written by ${tool} on ${at} for ${host} (Linux ${kernel}), ${from.en}.`,
    ko: `${tool}, ${at}, 대상 ${host} (Linux ${kernel}). ${from.ko}.`,
  }),
  nothing: { en: 'There is nothing to change.', ko: '바꿀 것이 없습니다.' },
  was: (value: string): Text => ({ en: `Before: ${value}`, ko: `변경 전: ${value}` }),
  risk: (risk: Text): Text => ({ en: `Risk: ${risk.en}`, ko: `위험: ${risk.ko}` }),
  better: {
    en: 'Better, or needed as well, outside of sysctl:',
    ko: 'sysctl 밖에서 더 낫거나 함께 필요한 조치:',
  },
  namespace: (name: string): Text => ({
    en: `Network namespace ${name}`,
    ko: `네트워크 네임스페이스 ${name}`,
  }),
  otherNamespace: (name: string, keys: string): Text => ({
    en: `Not in here: ${keys} of namespace ${name}. A setting of the host does not reach it: use --output docker or kubernetes.`,
    ko: `제외: 네임스페이스 ${name}의 ${keys}. 호스트 설정은 그곳에 적용되지 않으므로 --output docker 또는 kubernetes를 사용합니다.`,
  }),
  ofHost: (key: string, value: string): Text => ({
    en: `Not in here: ${key} = ${value}. The machine has it once: set it on the node (--output sysctl.d or daemonset).`,
    ko: `제외: ${key} = ${value}. 시스템 전체에 하나뿐인 값이므로 노드에 설정합니다 (--output sysctl.d 또는 daemonset).`,
  }),
  template: {
    en: 'These were planned for the host; in a container they count only with a network namespace of its own.',
    ko: '호스트를 기준으로 계획한 값입니다. 컨테이너에서는 자체 네트워크 네임스페이스가 있을 때만 적용됩니다.',
  },
  podFragment: {
    en: 'Belongs into spec of the pod (spec.template.spec of a Deployment). Not with hostNetwork: true.',
    ko: '파드의 spec(Deployment는 spec.template.spec)에 넣습니다. hostNetwork: true에서는 쓸 수 없습니다.',
  },
  safe: (since: string | undefined): Text => ({
    en: since === undefined ? 'safe' : `safe since Kubernetes ${since}, unsafe before`,
    ko: since === undefined ? 'safe' : `Kubernetes ${since}부터 safe, 이전은 unsafe`,
  }),
  unsafe: {
    en: 'unsafe: the kubelet refuses the pod unless its node allows it',
    ko: 'unsafe: 노드에서 허용하지 않으면 kubelet이 파드를 거부합니다',
  },
  allowUnsafe: (keys: string): Text => ({
    en: `Some are unsafe to Kubernetes. On each node: kubelet --allowed-unsafe-sysctls=${keys}`,
    ko: `일부는 unsafe sysctl입니다. 노드마다 다음 옵션이 필요합니다: kubelet --allowed-unsafe-sysctls=${keys}`,
  }),
  daemonset: {
    en: 'Sets the node, by a privileged container on each. Pods have values of their own.',
    ko: '노드마다 특권 컨테이너로 노드의 값을 바꿉니다. 파드의 값은 따로 있습니다.',
  },
  docker: {
    en: 'Not together with --network host, where docker refuses net.* sysctls.',
    ko: '--network host에서는 docker가 net.* sysctl을 거부합니다.',
  },
  sysctlFile: {
    en: 'Goes to /etc/sysctl.d/60-tcpdoctor.conf, then: sysctl --system',
    ko: '/etc/sysctl.d/60-tcpdoctor.conf에 저장하고 sysctl --system을 실행합니다.',
  },
  tuned: {
    en: 'Goes to /etc/tuned/tcpdoctor/tuned.conf. Then, with the profiles that are active already:',
    ko: '/etc/tuned/tcpdoctor/tuned.conf에 저장하고, 이미 켜져 있는 프로필에 더하는 다음 명령을 실행합니다.',
  },
  ansible: {
    en: 'Tasks for a play with become: true. Needs the collection ansible.posix.',
    ko: 'become: true인 플레이의 태스크입니다. ansible.posix 컬렉션이 필요합니다.',
  },
} as const;
