import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readGlobals } from './globals.ts';
import { runCommandLine } from './run.ts';
import { sampleWorld } from './sample-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-completion-'));
after(() => rmSync(folder, { recursive: true }));
const hasBash = spawnSync('bash', ['--version']).status === 0;

test(
  'the bash script completes from what the program proposes',
  { skip: hasBash ? false : 'Needs bash' },
  async () => {
    const world = sampleWorld();
    await runCommandLine(world, readGlobals(['completion', 'bash'], {}));
    const fake = join(folder, 'tcpdoctor');
    writeFileSync(
      fake,
      '#!/bin/sh\nprintf "%s\\n" "$*" > "$0.args"\nprintf "check\\tlook\\nchecker\\tx\\nother\\ty\\n:4\\n"\n',
    );
    chmodSync(fake, 0o755);
    const script = `${world.printed.out}
    COMP_WORDS=(tcpdoctor ch); COMP_CWORD=1; _tcpdoctor; printf '%s\\n' "\${COMPREPLY[@]}"; cat "${fake}.args"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    });
    assert.equal(stderr, '');
    assert.deepEqual(stdout.trimEnd().split('\n'), ['check', 'checker', 'complete -- ch']);
  },
);
