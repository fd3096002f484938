import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import { LAYOUTS } from './sysctl-layouts.ts';
import type { Layout } from './sysctl-layouts.ts';

/**
 * Runs a tool in a tree of its own, inside a network and a mount namespace of its own. It can write no
 * sysctl but those of that network namespace. `/usr` is this machine's, with other sysctl files in it.
 */
const SCRIPT = `set -e
T=$1 TOOL=$2
shift 2
cd $T
mkdir -p usr proc dev etc/sysctl.d run/sysctl.d vendor local
touch dev/null
for l in bin sbin lib lib64; do [ -e $l ] || ln -s usr/$l $l; done
mount --rbind /usr usr
mount --bind vendor usr/lib/sysctl.d
mount -t tmpfs none usr/local
mkdir -p usr/local/lib
cp -a local usr/local/lib/sysctl.d
mount --bind /dev/null dev/null
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,ro,bind proc/sys
mount --bind /proc/sys/net proc/sys/net
for k in "$@"; do cat proc/sys/$k; done
case $TOOL in
procps) chroot . sysctl --system >/dev/null 2>&1 || true ;;
systemd) chroot . /usr/lib/systemd/systemd-sysctl >/dev/null 2>&1 || true ;;
esac
for k in "$@"; do cat proc/sys/$k; done
`;

const TOOLS = {
  procps: '/usr/sbin/sysctl',
  systemd: '/usr/lib/systemd/systemd-sysctl',
} as const;

const isHere = (tool: keyof typeof TOOLS): boolean =>
  existsSync(TOOLS[tool]) && existsSync('/usr/lib/sysctl.d');

/** Where the directories of a layout are before they are mounted. */
const placeOf = (path: string): string =>
  path
    .replace(/^\/usr\/local\/lib\/sysctl\.d/, '/local')
    .replace(/^\/usr\/lib\/sysctl\.d/, '/vendor');

function build(root: string, { files, links = {}, directories = [] }: Layout): void {
  const made = (path: string): string => {
    const place = root + placeOf(path);
    mkdirSync(dirname(place), { recursive: true });
    return place;
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(made(path), text);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, made(path));
  for (const path of directories) mkdirSync(made(path));
}

/** What a real tool makes of a layout, in the words of the table. */
function ask(layout: Layout, tool: 'systemd' | 'procps'): Record<string, string> {
  const root = mkdtempSync(`${tmpdir()}/tcpd-layout-`);
  try {
    build(root, layout);
    const keys = Object.keys(layout[tool]);
    const paths = keys.map((key) => key.replaceAll('.', '/'));
    const args = ['--net', '--mount', '--propagation', 'private', 'sh', '-s', root, tool];
    const { status, stdout, stderr } = spawnSync('unshare', [...args, ...paths], {
      input: SCRIPT,
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(status, 0, stderr);
    const values = stdout.trim().split('\n');
    return Object.fromEntries(
      keys.map((key, n) => {
        const [before = '', after = ''] = [values[n], values[n + keys.length]];
        return [key, before === after ? 'default' : after];
      }),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}

for (const tool of ['procps', 'systemd'] as const) {
  test(`${tool} of this machine makes of every layout what the table says`, needs('root'), (t) => {
    if (!isHere(tool)) {
      t.diagnostic(`${tool} is not installed: its second opinion is missing`);
      return;
    }
    const differing = LAYOUTS.flatMap((layout) => {
      const found = ask(layout, tool);
      return JSON.stringify(found) === JSON.stringify(layout[tool])
        ? []
        : [`${layout.name}: ${JSON.stringify(found)}, not ${JSON.stringify(layout[tool])}`];
    });
    assert.deepEqual(differing, []);
  });
}
