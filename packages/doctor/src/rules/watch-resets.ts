/**
 * Which port resets leave from: counters of a namespace do not tell, packets do.
 * @module
 */
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import type { Remedy } from '../model/verdict.ts';
import { inside } from './command.ts';
import { LOOKING } from './looking.ts';

/** Shows resets of both families. */
const WATCH = "tcpdump -nn -c 50 'tcp[13] & 4 != 0 or (ip6[6] == 6 and ip6[53] & 4 != 0)'";

const WHICH_PORT: Text = {
  en: 'See which port it is: the source of the resets',
  ko: '어느 포트인지 확인합니다. 리셋을 보내는 쪽의 포트가 그 서비스입니다',
};

/**
 * Watch the resets go.
 *
 * @param namespace Where; on a rule's page there is none.
 */
export const watchResets = (namespace?: NamespaceSurvey, what: Text = WHICH_PORT): Remedy => ({
  at: 'process',
  do: what,
  command: namespace === undefined ? WATCH : inside(namespace, WATCH),
  ...LOOKING,
});
