import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { DecodeError } from '../../errors.ts';
import { parseCapEff } from '../power.ts';
import { parseCgroup } from './cgroup.ts';
import { parseConntrackStats } from './conntrack.ts';
import { parseOpenFilesLimit } from './limits.ts';
import { parseFibTrie, parseIfInet6 } from './local-addresses.ts';
import { parseSnmp6 } from './snmp6.ts';
import { parseSnmpTable } from './snmp-table.ts';
import { parseSockstat } from './sockstat.ts';
import { parseSoftnet } from './softnet.ts';
import { parseProcessStat } from './stat.ts';
import { parseSysctlFile } from '../sysctl-files/parse-file.ts';
import { parseTcpTable } from './tcp-table.ts';

const captured = (name: string) =>
  readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');

const PARSERS: readonly (readonly [string, (text: string) => unknown, string])[] = [
  ['parseSnmpTable', parseSnmpTable, captured('netstat')],
  ['parseSnmp6', parseSnmp6, captured('snmp6')],
  [
    'parseSockstat',
    (text) => parseSockstat(text, text),
    captured('sockstat') + captured('sockstat6'),
  ],
  ['parseSoftnet', parseSoftnet, captured('softnet_stat')],
  ['parseConntrackStats', parseConntrackStats, captured('stat-nf_conntrack')],
  ['parseOpenFilesLimit', parseOpenFilesLimit, captured('limits')],
  ['parseFibTrie', parseFibTrie, captured('fib_trie')],
  ['parseIfInet6', parseIfInet6, captured('if_inet6')],
  ['parseProcessStat', parseProcessStat, '6321 (cat) R 6310 6310 2695 0 -1 4194304'],
  ['parseCgroup', parseCgroup, '1:name=systemd:/a.slice\n0::/system.slice/nginx.service\n'],
  ['parseCapEff', parseCapEff, 'CapPrm:\t0\nCapEff:\t000001ffffffffff\n'],
  ['parseSysctlFile', parseSysctlFile, '# c\n-net/core/x = 1\na.b=2\n'],
  ['parseTcpTable', (text) => parseTcpTable(text, 'ipv4'), captured('tcp')],
  ['parseTcpTable for IPv6', (text) => parseTcpTable(text, 'ipv6'), captured('tcp6')],
];

/** What `parse` throws at `text`, unless it is a DecodeError. */
function unexpected(parse: (text: string) => unknown, text: string): unknown {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof DecodeError)) return error;
  }
  return undefined;
}

for (const [name, parse, text] of PARSERS) {
  test(`${name}() reads its capture`, () => {
    assert.doesNotThrow(() => parse(text));
  });

  test(`${name}() throws nothing but DecodeError at a capture that is cut or has a character changed`, () => {
    const damage = fc.record({
      at: fc.nat(text.length),
      cut: fc.boolean(),
      put: fc.constantFrom('', ' ', '\n', '-', 'x', ':', '9', '\0', 'FFFFFFFFFFFFFFFFFFFF', '가'),
    });
    fc.assert(
      fc.property(damage, ({ at, cut, put }) => {
        const damaged = text.slice(0, at) + put + (cut ? '' : text.slice(at + 1));
        assert.equal(unexpected(parse, damaged), undefined);
      }),
    );
  });

  test(`${name}() throws nothing but DecodeError at any text`, () => {
    const line = fc.oneof(fc.string(), fc.constantFrom(...text.split('\n')));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        assert.equal(unexpected(parse, lines.join('\n')), undefined);
      }),
    );
  });
}
