#!/usr/bin/env node
/**
 * Starts tcpdoctor, or says in one sentence why this Node cannot. Plain JavaScript that also very old
 * versions of Node can read.
 * @module
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  await import('../dist/main.js');
} else {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const korean = (LC_ALL || LC_MESSAGES || LANG || '').startsWith('ko');
  process.stderr.write(
    korean
      ? `tcpdoctor는 Node 22.18 이상이 필요합니다. 지금 버전은 ${process.version}입니다.\n`
      : `tcpdoctor needs Node 22.18 or later; this is ${process.version}.\n`,
  );
  process.exitCode = 3;
}
