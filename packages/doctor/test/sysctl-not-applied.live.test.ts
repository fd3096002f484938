import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { diagnose } from '../src/diagnose.ts';
import { linuxKernel } from '../src/kernel/linux.ts';
import { takeSurvey } from '../src/survey/survey.ts';

const KEY = 'net.ipv4.tcp_keepalive_time';
const running = () => readFileSync('/proc/sys/net/ipv4/tcp_keepalive_time', 'utf8').trim();

/** What `sysctl-not-applied` says of this machine when its files said `value`. */
async function verdictWith(value: string): Promise<string | undefined> {
  const sysctlRoot = mkdtempSync(`${tmpdir()}/tcpd-sysctl-`);
  using kernel = linuxKernel();
  try {
    mkdirSync(`${sysctlRoot}/etc/sysctl.d`, { recursive: true });
    writeFileSync(`${sysctlRoot}/etc/sysctl.d/99-test.conf`, `${KEY} = ${value}\n`);
    const { survey } = await takeSurvey(kernel, { netns: 'current', windowMs: 0, sysctlRoot });
    const [here] = diagnose(survey).namespaces;
    return here?.verdicts.find(({ rule }) => rule === 'sysctl-not-applied')?.verdict.kind;
  } finally {
    rmSync(sysctlRoot, { recursive: true });
  }
}

test('a file that asks for another value than the running one is found', async () => {
  assert.equal(await verdictWith(String(Number(running()) + 1)), 'finding');
});

test('a file that asks for the running value is healthy', async () => {
  assert.equal(await verdictWith(running()), 'healthy');
});
