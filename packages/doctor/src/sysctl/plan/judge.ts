/**
 * A proposal held against one namespace: a change, or why there is none. Never lowers what is higher
 * unless lower is the cure; writes nothing that is so already.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { sameValue } from '../apply/same-value.ts';
import { settingOf } from '../catalogue/catalogue.ts';
import { hasSetting, scopeOf } from '../catalogue/default-of.ts';
import { isSince } from '../kernel-version.ts';
import type { Change, LeftOut } from '../plan.ts';
import type { Setting } from '../setting.ts';
import { plainValue, valueFault } from '../value.ts';
import { atLeast, isChoice } from './at-least.ts';
import type { Proposal } from './proposal.ts';
import { inLab, LEFT, WHEN } from './words.ts';

const CONGESTION = 'net.ipv4.tcp_congestion_control';

/** What becomes of a proposal. */
export type Judged =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'left out'; readonly leftOut: LeftOut };

/** Whether the machine has the setting once, and only the host may write it. */
export const isOfHost = (key: string): boolean => {
  const scope = settingOf(key)?.scope;
  return scope === 'host' || scope === 'host, read-only elsewhere';
};

/** @param kernel Version (`6.18`); absent: not known, and not held against it. */
export function judge(
  proposal: Proposal,
  namespace: NamespaceSurvey,
  kernel: string | undefined,
): Judged {
  const setting = settingOf(proposal.key);
  if (setting === undefined) return leave(proposal, LEFT.unknown);
  const now = valueIn(namespace, proposal.key);
  const refused = cannot(setting, proposal, namespace, kernel);
  if (refused !== undefined) return leave(proposal, refused);
  if (now === undefined) return leave(proposal, LEFT.unread);
  const to = isChoice(setting)
    ? plainValue(proposal.value)
    : (atLeast(setting, now, proposal.value) ?? proposal.value);
  if (sameValue(setting.shape, now, to)) {
    const isEqual = sameValue(setting.shape, now, proposal.value);
    return leave(proposal, isEqual ? LEFT.already : LEFT.stronger(now));
  }
  if (valueFault(setting, to) !== undefined) return leave(proposal, LEFT.badValue);
  return { kind: 'change', change: changeOf(proposal, setting, now, to) };
}

/** Why a sysctl is left as it is. */
export const leave = (
  { key, value, rule }: Pick<Proposal, 'key' | 'rule'> & { readonly value?: string },
  because: Text,
): Judged & { readonly kind: 'left out' } => ({
  kind: 'left out',
  leftOut: {
    key,
    ...(value === undefined ? {} : { value }),
    ...(rule === undefined ? {} : { rule }),
    because,
  },
});

/** What it is now, blanks single; `undefined` when it was not read. */
export function valueIn({ looks }: NamespaceSurvey, key: string): string | undefined {
  const value = looks.at(-1)?.sysctls[key];
  return value === undefined ? undefined : plainValue(value);
}

/** Why this namespace or kernel cannot have it at all. */
function cannot(
  setting: Setting,
  { value }: Proposal,
  namespace: NamespaceSurvey,
  kernel: string | undefined,
): Text | undefined {
  if (setting.readOnly === true) return LEFT.readOnly;
  if (scopeOf(setting, kernel) !== 'namespace' && !namespace.isHost) return LEFT.ofHost;
  if (kernel !== undefined && !hasSetting(setting, kernel)) return LEFT.notHere(kernel);
  if (setting.inert !== undefined && isSince(kernel ?? setting.inert.since, setting.inert.since)) {
    return setting.inert.because;
  }
  return setting.key === CONGESTION ? cannotUse(value, namespace) : undefined;
}

/** Source: tcp_set_default_congestion_control() in net/ipv4/tcp_cong.c. */
function cannotUse(name: string, namespace: NamespaceSurvey): Text | undefined {
  const has = (key: string): boolean => (valueIn(namespace, key) ?? '').split(' ').includes(name);
  if (!has('net.ipv4.tcp_available_congestion_control')) return LEFT.notAvailable(name);
  const allowed = namespace.isHost || has('net.ipv4.tcp_allowed_congestion_control');
  return allowed ? undefined : LEFT.notAllowed(name);
}

function changeOf(proposal: Proposal, setting: Setting, from: string, to: string): Change {
  const { value: _, effect, ...rest } = proposal;
  const when = WHEN[setting.effect];
  return {
    ...rest,
    from,
    to,
    effect: effect === undefined ? when : inLab(when, effect),
  };
}
