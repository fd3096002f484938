/**
 * `npm run bench:kit`: what a request costs with the kit and without it, side by side, in turns; writes
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
/** A request may cost so much more. */
const BUDGET = 0.03;

const HEAD = [
  '',
  'CPU per request without, µs',
  'the kit adds, µs',
  'which is',
  'control, µs',
  'holds',
];

const signed = (us: number): string => `${us < 0 ? '−' : ''}${Math.abs(us).toFixed(1)}`;
const range = ({ median, low, high }: Range): string =>
  `${signed(median)} (${signed(low)} … ${signed(high)})`;

const row = ({ of, aloneUs, kitUs, controlUs }: Comparison): string =>
  [
    of.title,
    shown(aloneUs),
    range(kitUs),
    `${signed((100 * kitUs.median) / aloneUs)} %`,
    range(controlUs),
    holds(kitUs, BUDGET * aloneUs),
  ].join(' | ');

function holds({ low, high }: Range, budgetUs: number): string {
  if (high <= budgetUs) return 'yes';
  return low > budgetUs ? '**no**' : 'cannot tell';
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

const table = [HEAD.join(' | '), '--- | ---: | ---: | ---: | ---: | ---', ...rows];
const tables = `${machine()}\n\n${table.map((line) => `| ${line} |`).join('\n')}`;
if (words.length === 0) {
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), 'results', tables));
}
console.log(tables);
