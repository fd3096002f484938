/**
 * `npm run bench:kit`: requests per second with the kit and without it, side by side, in turns; writes
 * bench/kit/README.md. `npm run bench:kit -- pool` runs the cases whose id contains one of the words
 * and only prints. Needs nothing but Node.
 * @module
 */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOUSE } from '../../scripts/house.ts';
import { between } from '../../scripts/marked.ts';
import { shown } from '../figures.ts';
import { machine } from '../machine.ts';
import { CASES } from './cases.ts';
import type { Comparison } from './compare.ts';
import { compare } from './compare.ts';
import type { Range } from './range.ts';

const PAGE = `${HOUSE}/bench/kit/README.md`;
/** At least so much of the requests per second must be left. */
const BUDGET = 0.97;

const HEAD = [
  '',
  'req/s without',
  'ratio with the kit',
  'control',
  'CPU per request without, µs',
  'ratio with the kit',
  'control',
  'holds',
];

const range = ({ median, low, high }: Range): string =>
  `${median.toFixed(3)} (${low.toFixed(2)} … ${high.toFixed(2)})`;

const row = ({ of, bare, kit, control }: Comparison): string =>
  [
    of.title,
    shown(bare.perSec),
    range(kit.perSec),
    range(control.perSec),
    shown(bare.cpuUs),
    range(kit.cpuUs),
    range(control.cpuUs),
    holds(kit),
  ].join(' | ');

/** By the requests; where those cannot tell, by the CPU time that each takes. */
function holds({ perSec, cpuUs }: Comparison['kit']): string {
  if (perSec.low >= BUDGET) return 'yes';
  if (perSec.high < BUDGET) return '**no**';
  if (cpuUs.high <= 1 / BUDGET) return 'yes, by CPU';
  return cpuUs.low > 1 / BUDGET ? '**no**, by CPU' : 'cannot tell';
}

const words = process.argv.slice(2);
const wanted = CASES.filter(
  ({ id }) => words.length === 0 || words.some((word) => id.includes(word)),
);
const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
server.keepAliveTimeout = 60_000;
await once(server, 'listening');
const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const rows: string[] = [];
for (const of of wanted) {
  process.stderr.write(`${of.id} …\n`);
  rows.push(row(await compare(of, upstream)));
}
server.close();
server.closeAllConnections();

const table = [HEAD.join(' | '), '--- | ---: | ---: | ---: | ---: | ---: | ---: | ---:', ...rows];
const tables = `${machine()}\n\n${table.map((line) => `| ${line} |`).join('\n')}`;
if (words.length === 0) {
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), 'results', tables));
}
console.log(tables);
