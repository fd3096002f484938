/**
 * Rules by what they are about, for the list of the lab. The order is that of the catalogue.
 * @module
 */
import type { Text } from '../../model/text.ts';

/** A heading, and the first rule under it; the next group begins where the next heading does. */
export const GROUPS: readonly { readonly title: Text; readonly from: string }[] = [
  {
    title: { en: 'Listeners and their queues', ko: '리스너와 큐' },
    from: 'accept-queue-overflow',
  },
  {
    title: { en: 'Ports and TIME_WAIT', ko: '포트와 TIME_WAIT' },
    from: 'port-exhaustion-time-wait',
  },
  { title: { en: 'I cannot connect', ko: '연결되지 않음' }, from: 'connect-blackhole' },
  { title: { en: 'It is slow', ko: '느림' }, from: 'receiver-app-slow' },
  { title: { en: 'Connections that do not end', ko: '끝나지 않는 연결' }, from: 'close-wait-leak' },
  { title: { en: 'The host', ko: '호스트' }, from: 'softnet-drops' },
];

/** The heading of a rule: that of the last group that begins at it or before it. */
export function groupOf(rule: string, rules: readonly string[]): Text | undefined {
  const at = rules.indexOf(rule);
  return GROUPS.findLast(({ from }) => rules.indexOf(from) <= at)?.title;
}
