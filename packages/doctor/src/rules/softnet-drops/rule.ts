/**
 * The machine drops packets before any namespace sees them.
 * @module
 */
import type { Snapshot, SoftnetCpu } from '../../model/snapshot.ts';
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import { HEALTHY, last, needsLooks, sysctlNumber, unknown, verdictOf } from '../looks.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import * as words from './words.ts';

const ID = 'softnet-drops';
const FILE = '/proc/net/softnet_stat';

/** The packet queue of a CPU overflows. It concerns the whole machine and is said once. */
export const softnetDrops: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace, survey) {
    const growth = growthPerCpu(survey);
    if ('kind' in growth) return growth;
    const [first, ...rest] = growth.filter(({ dropped }) => dropped > 0);
    if (first === undefined || !speaks(namespace, survey)) return HEALTHY;
    return verdictOf([finding([first, ...rest], last(namespace))]);
  },
};

/** The host's namespace speaks for the machine; where it was not looked at, the first one. */
function speaks(namespace: NamespaceSurvey, survey: Survey): boolean {
  const speaker = survey.namespaces.find((n) => n.isHost) ?? survey.namespaces[0];
  return speaker === undefined || speaker.id === namespace.id;
}

interface Growth extends SoftnetCpu {
  readonly cpu: number;
}

/** What each CPU did within the window, or why that cannot be told. */
function growthPerCpu(survey: Survey): readonly Growth[] | Verdict {
  const was = survey.hostLooks[0].softnet;
  const is = survey.hostLooks.at(-1)?.softnet;
  if (was === undefined || is === undefined) return unknown(words.UNKNOWN.unreadable);
  if (survey.hostLooks.length < 2) return needsLooks(2);
  if (was.length !== is.length) return unknown(words.UNKNOWN.changed);
  const growth = is.map((now, cpu) => grown(was[cpu] ?? now, now, cpu));
  return growth.some((g) => g.dropped < 0) ? unknown(words.UNKNOWN.changed) : growth;
}

const grown = (was: SoftnetCpu, is: SoftnetCpu, cpu: number): Growth => ({
  cpu,
  processed: is.processed - was.processed,
  dropped: is.dropped - was.dropped,
  timeSqueezed: is.timeSqueezed - was.timeSqueezed,
});

function finding(dropping: readonly [Growth, ...Growth[]], look: Snapshot): Finding {
  const total = (read: (g: Growth) => number) => dropping.reduce((sum, g) => sum + read(g), 0);
  const drops = total((g) => g.dropped);
  const processed = total((g) => g.processed);
  const squeezed = total((g) => g.timeSqueezed);
  const [first, ...others] = dropping;
  return {
    rule: ID,
    severity: 'warning',
    confidence: 'certain',
    subject: { kind: 'host' },
    inodes: [],
    title: words.title(
      drops,
      dropping.map((g) => g.cpu),
    ),
    happens: words.HAPPENS,
    why: words.why(drops, processed, squeezed),
    evidence: [
      droppedBy(first),
      ...others.map(droppedBy),
      reading(words.WHAT.processed, processed, 'packets', `${FILE} column 1`),
      reading(words.WHAT.squeezed, squeezed, 'events', `${FILE} column 3`),
    ],
    not: [{ rule: 'time_squeeze', because: words.notSqueeze(squeezed) }],
    remedies: [
      words.SPREAD,
      words.longer(drops, sysctlNumber(look, 'net.core.netdev_max_backlog')),
    ],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}

const droppedBy = ({ cpu, dropped }: Growth) =>
  reading(words.WHAT.dropped(cpu), dropped, 'packets', `${FILE} column 2`);
