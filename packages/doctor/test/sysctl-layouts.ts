/**
 * Trees of sysctl files and the value that each key has in the end, under systemd-sysctl and under
 * `sysctl --system`. The values are what systemd 252 and procps 4.0.2 did; sysctl-layouts.lab.test.ts asks
 * the tools of this machine again.
 * @module
 */

/** Values by key; `default` where the tool leaves the key alone. */
type Outcome = Readonly<Record<string, string>>;

/** One tree. */
export interface Layout {
  readonly name: string;
  /** Path to text. */
  readonly files: Readonly<Record<string, string>>;
  /** Path to target. */
  readonly links?: Readonly<Record<string, string>>;
  readonly directories?: readonly string[];
  readonly systemd: Outcome;
  readonly procps: Outcome;
}

const A = 'net.ipv4.tcp_keepalive_time';
const B = 'net.ipv4.tcp_keepalive_intvl';
const C = 'net.ipv4.tcp_fin_timeout';
const R = 'net.ipv4.tcp_retries2';
const LO = 'net.ipv4.conf.lo.arp_ignore';
const DEFAULT = 'net.ipv4.conf.default.arp_ignore';
const ALL = 'net.ipv4.conf.all.arp_ignore';
const EACH = 'net.ipv4.conf.*.arp_ignore';

const ETC = '/etc/sysctl.d';
const RUN = '/run/sysctl.d';
const LOCAL = '/usr/local/lib/sysctl.d';
const VENDOR = '/usr/lib/sysctl.d';
const CONF = '/etc/sysctl.conf';
const FILE = `${ETC}/50-a.conf`;

type Rest = Pick<Layout, 'links' | 'directories'>;

/** Both tools agree. */
const agreed = (name: string, files: Layout['files'], both: Outcome, rest: Rest = {}): Layout => ({
  name,
  files,
  ...rest,
  systemd: both,
  procps: both,
});

/** They do not. */
const differing = (
  name: string,
  files: Layout['files'],
  systemd: Outcome,
  procps: Outcome,
  rest: Rest = {},
): Layout => ({ name, files, ...rest, systemd, procps });

/** From simple to odd. */
export const LAYOUTS: readonly Layout[] = [
  agreed('nothing at all', {}, { [A]: 'default' }),
  agreed('one file', { [FILE]: `${A} = 101\n` }, { [A]: '101' }),
  agreed('no line end at the end', { [FILE]: `${A} = 101` }, { [A]: '101' }),
  agreed('a later line of one file wins', { [FILE]: `${A}=101\n${A}=102\n` }, { [A]: '102' }),
  agreed(
    'a later name wins over an earlier one',
    { [`${ETC}/10-a.conf`]: `${A}=101\n`, [`${ETC}/20-b.conf`]: `${A}=102\n` },
    { [A]: '102' },
  ),
  agreed(
    'a name counts, not a directory: /usr/lib beats /etc by name',
    { [`${ETC}/10-a.conf`]: `${A}=101\n`, [`${VENDOR}/90-v.conf`]: `${A}=102\n` },
    { [A]: '102' },
  ),
  agreed(
    'names are sorted as text, not as numbers',
    { [`${ETC}/9-a.conf`]: `${A}=101\n`, [`${ETC}/10-b.conf`]: `${A}=102\n` },
    { [A]: '101' },
  ),
  agreed(
    'capitals come before small letters',
    { [`${ETC}/Z.conf`]: `${A}=101\n`, [`${ETC}/a.conf`]: `${A}=102\n` },
    { [A]: '102' },
  ),
  agreed(
    'digits come before letters',
    { [`${ETC}/99-x.conf`]: `${A}=101\n`, [`${ETC}/tuning.conf`]: `${A}=102\n` },
    { [A]: '102' },
  ),
  agreed(
    'letters beyond ASCII come last',
    { [`${ETC}/zz.conf`]: `${A}=101\n`, [`${ETC}/튜닝.conf`]: `${A}=102\n` },
    { [A]: '102' },
  ),
  agreed(
    'the same name in /etc hides /run',
    { [FILE]: `${A}=101\n`, [`${RUN}/50-a.conf`]: `${A}=102\n${B}=11\n` },
    { [A]: '101', [B]: 'default' },
  ),
  agreed(
    'the same name in /run hides /usr/local/lib',
    { [`${RUN}/50-a.conf`]: `${A}=101\n`, [`${LOCAL}/50-a.conf`]: `${A}=102\n` },
    { [A]: '101' },
  ),
  agreed(
    'the same name in /usr/local/lib hides /usr/lib',
    { [`${LOCAL}/50-a.conf`]: `${A}=101\n`, [`${VENDOR}/50-a.conf`]: `${A}=102\n` },
    { [A]: '101' },
  ),
  agreed(
    'an empty file hides its name',
    { [FILE]: '', [`${VENDOR}/50-a.conf`]: `${A}=102\n` },
    { [A]: 'default' },
  ),
  agreed(
    'a link to /dev/null hides its name',
    { [`${VENDOR}/50-a.conf`]: `${A}=102\n` },
    { [A]: 'default' },
    { links: { [FILE]: '/dev/null' } },
  ),
  agreed(
    'a link to nothing hides its name',
    { [`${VENDOR}/50-a.conf`]: `${A}=102\n` },
    { [A]: 'default' },
    { links: { [FILE]: '/nowhere' } },
  ),
  agreed(
    'a directory hides its name',
    { [`${VENDOR}/50-a.conf`]: `${A}=102\n` },
    { [A]: 'default' },
    { directories: [FILE] },
  ),
  agreed(
    'a file of comments hides its name',
    { [FILE]: '# off\n', [`${VENDOR}/50-a.conf`]: `${A}=102\n` },
    { [A]: 'default' },
  ),
  agreed(
    'a link to a file elsewhere is read, by its own name',
    { '/etc/tuned.txt': `${A}=101\n`, [`${ETC}/40-b.conf`]: `${A}=102\n` },
    { [A]: '101' },
    { links: { [FILE]: '../tuned.txt' } },
  ),
  agreed('another suffix is not read', { [`${ETC}/50-a.cnf`]: `${A}=101\n` }, { [A]: 'default' }),
  agreed('capitals in the suffix', { [`${ETC}/50-a.CONF`]: `${A}=101\n` }, { [A]: 'default' }),
  agreed('a backup', { [`${ETC}/50-a.conf~`]: `${A}=101\n` }, { [A]: 'default' }),
  agreed('a saved copy', { [`${ETC}/50-a.conf.rpmsave`]: `${A}=101\n` }, { [A]: 'default' }),
  differing(
    'a hidden file',
    { [`${ETC}/.50-a.conf`]: `${A}=101\n` },
    { [A]: 'default' },
    { [A]: '101' },
  ),
  differing('sysctl.conf alone', { [CONF]: `${A}=101\n` }, { [A]: 'default' }, { [A]: '101' }),
  differing(
    'sysctl.conf against sysctl.d',
    { [CONF]: `${A}=101\n`, [`${ETC}/99-z.conf`]: `${A}=102\n` },
    { [A]: '102' },
    { [A]: '101' },
  ),
  agreed(
    "Debian's link to sysctl.conf",
    { [CONF]: `${A}=101\n`, [`${ETC}/10-a.conf`]: `${A}=102\n` },
    { [A]: '101' },
    { links: { [`${ETC}/99-sysctl.conf`]: '../sysctl.conf' } },
  ),
  differing(
    'a link to sysctl.conf that is not the last name',
    { [CONF]: `${A}=101\n`, [`${ETC}/99-z.conf`]: `${A}=102\n` },
    { [A]: '102' },
    { [A]: '101' },
    { links: { [`${ETC}/10-sysctl.conf`]: '../sysctl.conf' } },
  ),
  agreed('slashes for dots', { [FILE]: `${A.replaceAll('.', '/')} = 101\n` }, { [A]: '101' }),
  agreed('a slash in front', { [FILE]: `/${A.replaceAll('.', '/')} = 101\n` }, { [A]: '101' }),
  agreed(
    'two spellings of one key are one key',
    { [FILE]: `${A.replaceAll('.', '/')}=101\n${A}=102\n` },
    { [A]: '102' },
  ),
  agreed('dots and slashes mixed', { [FILE]: 'net.ipv4/tcp_retries2 = 9\n' }, { [R]: 'default' }),
  agreed('blanks and tabs', { [FILE]: ` \t${A}  =\t101 \t\n` }, { [A]: '101' }),
  agreed('carriage returns', { [FILE]: `${A} = 101\r\n${B} = 11\r\n` }, { [A]: '101', [B]: '11' }),
  agreed('a dash in front', { [FILE]: `-${A} = 101\n` }, { [A]: '101' }),
  differing(
    'a blank after the dash',
    { [FILE]: `- ${A} = 101\n` },
    { [A]: '101' },
    { [A]: 'default' },
  ),
  agreed(
    'comments and what is none',
    { [FILE]: `# ${A}=101\n; ${A}=102\n  # ${A}=103\n[main]\n${B} 11\n${C} = 31\n` },
    { [A]: 'default', [B]: 'default', [C]: '31' },
  ),
  agreed('a comment behind a number', { [FILE]: `${A} = 101 # why\n` }, { [A]: '101' }),
  agreed('a comment that touches a number', { [FILE]: `${A} = 101#why\n` }, { [A]: 'default' }),
  agreed('octal', { [FILE]: `${A} = 0101\n` }, { [A]: '65' }),
  agreed('hexadecimal', { [FILE]: `${A} = 0x65\n` }, { [A]: '101' }),
  agreed('quotes', { [FILE]: `${A} = "101"\n` }, { [A]: 'default' }),
  agreed('no value', { [FILE]: `${A} =\n` }, { [A]: 'default' }),
  agreed(
    'a mark of byte order',
    { [FILE]: `\ufeff${A} = 101\n${B} = 11\n` },
    { [A]: 'default', [B]: '11' },
  ),
  differing(
    'a last line that the kernel refuses',
    { [FILE]: `${R} = 9\n${R} = 999\n` },
    { [R]: 'default' },
    { [R]: '9' },
  ),
  agreed(
    'a pattern sets every key it matches',
    { [FILE]: `${EACH} = 2\n` },
    { [LO]: '2', [DEFAULT]: '2', [ALL]: '2' },
  ),
  agreed(
    'a named key beats a pattern, whatever comes first',
    { [FILE]: `${LO} = 1\n${EACH} = 2\n` },
    { [LO]: '1', [DEFAULT]: '2' },
  ),
  agreed(
    'a named key of another file beats a pattern',
    { [`${VENDOR}/10-v.conf`]: `${LO} = 1\n`, [FILE]: `${EACH} = 2\n` },
    { [LO]: '1', [DEFAULT]: '2' },
  ),
  agreed(
    'an exclusion keeps a pattern away',
    { [FILE]: `${EACH} = 2\n-${ALL}\n` },
    { [LO]: '2', [ALL]: 'default' },
  ),
  agreed(
    'an exclusion by pattern excludes nothing',
    { [FILE]: `${EACH} = 2\n-net.ipv4.conf.d*.arp_ignore\n` },
    { [DEFAULT]: '2' },
  ),
  agreed(
    'a named key after its exclusion is set',
    { [FILE]: `-${LO}\n${LO} = 1\n` },
    { [LO]: '1' },
  ),
  differing(
    'an exclusion after a named key',
    { [FILE]: `${LO} = 1\n-${LO}\n` },
    { [LO]: 'default' },
    { [LO]: '1' },
  ),
  agreed(
    'of two patterns the later wins',
    { [FILE]: `net.ipv4.conf.l*.arp_ignore = 1\n${EACH} = 2\n` },
    { [LO]: '2' },
  ),
  differing(
    'a pattern that is repeated with its value',
    { [FILE]: `net.ipv4.conf.l*.arp_ignore=1\n${EACH}=2\nnet.ipv4.conf.l*.arp_ignore=1\n` },
    { [LO]: '2' },
    { [LO]: '1' },
  ),
  agreed(
    'a pattern that is repeated with another value',
    { [FILE]: `net.ipv4.conf.l*.arp_ignore=1\n${EACH}=2\nnet.ipv4.conf.l*.arp_ignore=3\n` },
    { [LO]: '3' },
  ),
  agreed(
    'question marks and brackets',
    { [FILE]: 'net.ipv4.tcp_keepalive_?ntvl = 11\nnet.ipv4.tcp_retries[2] = 9\n' },
    { [B]: '11', [R]: '9' },
  ),
  agreed(
    'a star stays inside of one part',
    { [FILE]: 'net.*.tcp_fin_timeout = 31\nnet.*.*.tcp_retries2 = 9\n' },
    { [C]: '31', [R]: 'default' },
  ),
  agreed(
    'a named key that is refused still keeps a pattern away',
    { [FILE]: `net.ipv4.tcp_retrie?2 = 9\n${R} = many\n` },
    { [R]: 'default' },
  ),
  agreed('a plus sign', { [FILE]: `${A} = +101\n` }, { [A]: 'default' }),
  agreed('letters behind a number', { [FILE]: `${A} = 101s\n` }, { [A]: 'default' }),
  agreed(
    'a colon for the sign',
    { [FILE]: `${A}: 101\n${B} = 11\n` },
    { [A]: 'default', [B]: '11' },
  ),
  agreed('two dots in a row', { [FILE]: 'net.ipv4..tcp_retries2 = 9\n' }, { [R]: '9' }),
  differing('a dot at the end', { [FILE]: `${R}. = 9\n` }, { [R]: '9' }, { [R]: 'default' }),
  agreed('a dot in front', { [FILE]: `.${R} = 9\n` }, { [R]: '9' }),
  agreed('two slashes in a row', { [FILE]: 'net/ipv4//tcp_retries2 = 9\n' }, { [R]: '9' }),
  agreed(
    'a path below /proc',
    { [FILE]: '/proc/sys/net/ipv4/tcp_retries2 = 9\n' },
    { [R]: 'default' },
  ),
  agreed('a line that ends with a backslash', { [FILE]: `${A} = \\\n101\n` }, { [A]: 'default' }),
  agreed('capitals in a key', { [FILE]: 'net.ipv4.TCP_retries2 = 9\n' }, { [R]: 'default' }),
  agreed('blanks in a key', { [FILE]: `net.ipv4. tcp_retries2 = 9\n` }, { [R]: 'default' }),
  agreed('a semicolon behind a number', { [FILE]: `${A} = 101 ; why\n` }, { [A]: '101' }),
  agreed(
    'braces are no pattern',
    { [FILE]: 'net.ipv4.{tcp_retries2,x} = 9\n' },
    { [R]: 'default' },
  ),
  agreed(
    'a pattern with slashes',
    { [FILE]: 'net/ipv4/conf/*/arp_ignore = 2\n' },
    { [LO]: '2', [ALL]: '2' },
  ),
  agreed('a pattern with a dash in front', { [FILE]: `-${EACH} = 2\n` }, { [LO]: '2', [ALL]: '2' }),
  agreed(
    'brackets that negate',
    { [FILE]: 'net.ipv4.conf.[!ld]*.arp_ignore = 2\n' },
    { [LO]: 'default', [ALL]: '2' },
  ),
  agreed(
    'an exclusion in an earlier file',
    { [`${VENDOR}/10-v.conf`]: `-${ALL}\n`, [FILE]: `${EACH} = 2\n` },
    { [LO]: '2', [ALL]: 'default' },
  ),
  agreed(
    'a hidden exclusion excludes nothing',
    { [`${VENDOR}/50-a.conf`]: `-${ALL}\n`, [FILE]: `${EACH} = 2\n` },
    { [ALL]: '2' },
  ),
  agreed(
    'patterns of two files',
    { [`${ETC}/10-a.conf`]: `${EACH} = 1\n`, [`${VENDOR}/90-v.conf`]: `${EACH} = 2\n` },
    { [LO]: '2', [ALL]: '2' },
  ),
  agreed(
    'a link to a hidden vendor file brings it back under another name',
    { [FILE]: '', [`${VENDOR}/50-a.conf`]: `${A}=102\n` },
    { [A]: '102' },
    { links: { [`${ETC}/60-b.conf`]: `${VENDOR}/50-a.conf` } },
  ),
  agreed(
    'sysctl.conf is a link to a file of sysctl.d',
    { [FILE]: `${A}=101\n`, [`${ETC}/99-z.conf`]: `${B}=11\n` },
    { [A]: '101', [B]: '11' },
    { links: { [CONF]: 'sysctl.d/50-a.conf' } },
  ),
  differing(
    'sysctl.conf is a link to a file elsewhere',
    { '/etc/tuned.txt': `${A}=101\n` },
    { [A]: 'default' },
    { [A]: '101' },
    { links: { [CONF]: 'tuned.txt' } },
  ),
  agreed(
    'sysctl.conf is a link to nothing',
    {},
    { [A]: 'default' },
    { links: { [CONF]: 'nowhere' } },
  ),
  agreed('sysctl.conf is a directory', {}, { [A]: 'default' }, { directories: [CONF] }),
  agreed('a NUL ends its line', { [FILE]: `${A} = 101\0\n${B} = 11\n` }, { [A]: '101', [B]: '11' }),
];
