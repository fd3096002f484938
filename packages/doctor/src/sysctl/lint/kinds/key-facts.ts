/**
 * What kinds of bad keys know of keys.
 * @module
 */
import { settingOf } from '../../catalogue/catalogue.ts';
import { isBefore, scopeOf } from '../../catalogue/default-of.ts';
import { isSince } from '../../kernel-version.ts';
import type { LintContext } from '../context.ts';
import { isPattern } from '../../../kernel/sysctl-files/parse-file.ts';
import type { SettingLine } from '../../../kernel/sysctl-files/parse-file.ts';
import { INVISIBLE, isSetting, lineKind } from './kind.ts';
import type { Kind, Said } from './kind.ts';

/** What is wrong with a key; `undefined` when nothing is. */
type Judge = (key: string, line: SettingLine, context: LintContext) => Said | undefined;

/** A kind that judges the key of every line; patterns find only keys that exist. */
export const keyKind = (kind: Omit<Kind, 'find'>, judge: Judge): Kind =>
  lineKind(kind, isSetting, ({ line }, context) =>
    isPattern(line.key) || INVISIBLE.test(line.text) ? undefined : judge(line.key, line, context),
  );

/** Keys that rules of thumb still name, and the kernel that took each away. */
const GONE: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_tw_recycle': '4.12',
  'net.ipv4.tcp_thin_dupack': '4.15',
  'net.ipv4.tcp_abc': '3.9',
  'net.ipv4.tcp_max_ssthresh': '3.13',
  'net.ipv4.tcp_dma_copybreak': '3.13',
  'net.ipv4.tcp_cookie_size': '3.10',
  'net.ipv4.tcp_frto_response': '3.10',
};

/** The kernel that took a key away; `undefined` when none has. Source: for ip_conntrack commit adf0516845bc. */
export const goneSince = (key: string): string | undefined =>
  GONE[key] ?? (/^net\.ipv4\.(netfilter\.)?ip_conntrack_/.test(key) ? '4.9' : undefined);

/** Modules that bring a family of keys. */
const MODULES: readonly (readonly [prefix: string, module: string])[] = [
  ['net.netfilter.nf_conntrack_', 'nf_conntrack'],
  ['net.nf_conntrack_max', 'nf_conntrack'],
  ['net.bridge.', 'br_netfilter'],
];

/** The module that brings a key; `undefined` when the kernel itself does. */
export const moduleOf = (key: string): string | undefined =>
  MODULES.find(([prefix]) => key.startsWith(prefix))?.[1];

/** Whether the kernel that the files are for has it no longer. */
export const isGone = (key: string, { kernel }: LintContext): boolean => {
  const until = goneSince(key);
  return until !== undefined && (kernel === undefined || isSince(kernel, until));
};

/** Whether the kernel that the files are for does not have it yet. */
export const isTooNew = (key: string, { kernel }: LintContext): boolean => {
  const setting = settingOf(key);
  return setting !== undefined && kernel !== undefined && isBefore(setting, kernel);
};

/** Whether somebody looked for a setting of TCP under net.ipv6. */
export const isIpv6Twin = (key: string): boolean =>
  key.startsWith('net.ipv6.tcp_') || key === 'net.ipv6.ip_local_port_range';

/**
 * A key of an interface whose name has a dot in it, written so that both tools find it; `undefined` when
 * it is no such key, or is written so already.
 */
export function withWholeName(key: string): string | undefined {
  const [, family, name, last] =
    /^(net\.(?:ipv[46]\.(?:conf|neigh)|mpls\.conf))\.([^/]+\.[^/]+)\.([^./]+)$/.exec(key) ?? [];
  if (family === undefined || name === undefined || last === undefined) return undefined;
  return `${family.replaceAll('.', '/')}/${name}/${last}`;
}

/** Whether only the first network namespace can set it, and this is another: it is absent there, or a copy. */
export function isElsewhere(
  key: string,
  { running, kernel }: LintContext,
): 'absent' | 'copy' | undefined {
  if (running === undefined || running.isFirstNamespace || !key.startsWith('net.'))
    return undefined;
  const setting = settingOf(key);
  const scope = setting === undefined ? undefined : scopeOf(setting, kernel);
  if (scope === 'host, read-only elsewhere') return 'copy';
  return scope === 'host' ? 'absent' : undefined;
}
