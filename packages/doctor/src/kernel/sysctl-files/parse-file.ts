/**
 * The grammar of sysctl files.
 *
 * Source: sysctl.conf(5), sysctl.d(5); what the manuals leave open was tried with procps 4.0.2 and
 * systemd 252: neither knows a comment behind a value, both strip blanks and a carriage return at
 * either end of a line and read it up to the first NUL, and separators count once however many there are.
 * A blank behind a leading `-` and a separator at the end are part of the name for procps alone.
 * @module
 */

/** One line that says something. `line` counts from 1. */
export type SysctlLine =
  | SettingLine
  /** `-net.ipv4.conf.all.rp_filter`: patterns leave it out. */
  | {
      readonly kind: 'exclusion';
      readonly line: number;
      readonly text: string;
      readonly key: string;
    }
  | { readonly kind: 'comment'; readonly line: number; readonly text: string }
  /** Neither of these: both tools pass it over with a message. */
  | { readonly kind: 'junk'; readonly line: number; readonly text: string };

/** `key = value`. */
export interface SettingLine {
  readonly kind: 'setting';
  readonly line: number;
  /** The line as it stands, without blanks at its ends. */
  readonly text: string;
  /** Dotted; a dot inside a name is a slash: `net.ipv4.conf.eth0/100.rp_filter`. */
  readonly key: string;
  /** As written, comments and all. */
  readonly value: string;
  /** A leading `-`: a failure does not matter. */
  readonly ignoresErrors: boolean;
  /** `- key`: systemd reads over the blank. */
  readonly blankAfterDash: boolean;
  /** systemd knows what is meant, procps does not find such a key. */
  readonly forSystemdOnly: boolean;
}

/** Every line of a file but empty ones. */
export const parseSysctlFile = (text: string): SysctlLine[] =>
  text.split('\n').flatMap((raw, n) => {
    const trimmed = trim(raw.replace(/\0.*/s, ''));
    return trimmed === '' ? [] : [parseLine(trimmed, n + 1)];
  });

function parseLine(text: string, line: number): SysctlLine {
  if (text.startsWith('#') || text.startsWith(';')) return { kind: 'comment', line, text };
  const equals = text.indexOf('=');
  const dash = text.startsWith('-');
  if (equals < 0) {
    const key = dottedKey(trim(text.slice(1)));
    return dash && key !== ''
      ? { kind: 'exclusion', line, text, key }
      : { kind: 'junk', line, text };
  }
  const name = text.slice(dash ? 1 : 0, equals);
  const written = dottedKey(trim(name));
  const key = written.replace(/\.$/, '');
  if (key === '') return { kind: 'junk', line, text };
  const value = trim(text.slice(equals + 1));
  const blankAfterDash = dash && /^[ \t]/.test(name);
  const forSystemdOnly = blankAfterDash || key !== written;
  return {
    kind: 'setting',
    line,
    text,
    key,
    value,
    ignoresErrors: dash,
    blankAfterDash,
    forSystemdOnly,
  };
}

/** Without the blanks of C at either end: `trim()` would also take those that the tools keep. */
const trim = (text: string): string => text.replaceAll(/^[ \t\r\v\f]+|[ \t\r\v\f]+$/g, '');

/**
 * A key in its one dotted form. When its first separator is a slash, slashes separate and dots belong
 * to names; else the other way round.
 */
export function dottedKey(written: string): string {
  const first = /[./]/.exec(written)?.[0];
  const key =
    first === '/'
      ? written.replaceAll(/[./]/g, (separator) => (separator === '/' ? '.' : '/'))
      : written;
  return key.replace(/^\.+/, '').replaceAll(/\.{2,}/g, '.');
}

/** `net.ipv4.conf.eth0/100.rp_filter` to `/proc/sys/net/ipv4/conf/eth0.100/rp_filter`. */
export const procPath = (key: string): string =>
  `/proc/sys/${key.replaceAll(/[./]/g, (separator) => (separator === '.' ? '/' : '.'))}`;

/** Whether a key is a pattern of glob(7). */
export const isPattern = (key: string): boolean => /[*?[]/.test(key);

/** Whether a pattern covers a key, both dotted. `*` and `?` stay inside one part of the name. */
export function covers(pattern: string, key: string): boolean {
  const source = pattern.replaceAll(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '[^.]*';
    if (part === '?') return '[^.]';
    if (part.length > 1) return part.replace('[!', '[^').replaceAll('\\', '\\\\');
    return part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`).test(key);
  } catch (error) {
    if (error instanceof SyntaxError) return false; // `[z-a]` matches nothing
    throw error;
  }
}
