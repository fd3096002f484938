/**
 * `npm run bench:kit`: requests per second with the kit and without it, side by side, in turns; writes
 * bench/kit/README.md. `npm run bench:kit -- pool` runs the cases whose id contains one of the words
 * and only prints. Needs nothing but Node.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { HOUSE } from '../../scripts/house.ts';
import { between } from '../../scripts/marked.ts';
import { median, ratio, shown } from '../figures.ts';
import { machine } from '../machine.ts';
import type { Case } from './cases.ts';
import { CASES } from './cases.ts';
import type { Sample } from './subject.ts';
import { startSubject } from './subject.ts';

const PAGE = `${HOUSE}/bench/kit/README.md`;
const ROUNDS = 61;
/** Short, so that other work on the machine falls on both sides of a pair. */
const ROUND_MS = 250;
/** Before anything counts: the JIT compiler has to warm up. */
const WARM_MS = 2_000;
/** At least so much of the requests per second must be left. */
const BUDGET = 0.97;

/** Both sides of a case, round by round. */
interface Result {
  readonly of: Case;
  readonly with: readonly Sample[];
  readonly without: readonly Sample[];
}

async function measure(of: Case, upstream: string): Promise<Result> {
  process.stderr.write(`${of.id} …\n`);
  await using kit = await startSubject(of, 'with', upstream);
  await using bare = await startSubject(of, 'without', upstream);
  for (const side of [kit, bare]) await side.round(WARM_MS);
  const result = { of, with: [] as Sample[], without: [] as Sample[] };
  for (let n = 0; n < ROUNDS; n += 1) {
    // Who begins takes turns, too.
    const sides = [['with', kit] as const, ['without', bare] as const];
    if (n % 2 === 1) sides.reverse();
    for (const [by, side] of sides) result[by].push(await side.round(ROUND_MS));
  }
  return result;
}

function row({ of, with: kit, without: bare }: Result): string {
  const speeds = (side: readonly Sample[]): number[] => side.map(({ perSec }) => perSec);
  const costs = (side: readonly Sample[]): number[] => side.map(({ cpuUs }) => cpuUs);
  const kept = ratio(speeds(kit), speeds(bare));
  return [
    of.title,
    shown(median(speeds(bare))),
    shown(median(speeds(kit))),
    kept.toFixed(3),
    ratio(costs(kit), costs(bare)).toFixed(3),
    kept >= BUDGET ? 'yes' : '**no**',
  ].join(' | ');
}

const words = process.argv.slice(2);
const wanted = CASES.filter(
  ({ id }) => words.length === 0 || words.some((word) => id.includes(word)),
);
const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
server.keepAliveTimeout = 60_000;
await once(server, 'listening');
const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const results: Result[] = [];
for (const of of wanted) results.push(await measure(of, upstream));
server.close();
server.closeAllConnections();

const head = ['', 'req/s without', 'req/s with', 'ratio', 'ratio of CPU per request', 'holds'];
const table = [head.join(' | '), '--- | ---: | ---: | ---: | ---: | ---:', ...results.map(row)];
const tables = `${machine()}\n\n${table.map((line) => `| ${line} |`).join('\n')}`;
if (words.length === 0) {
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), 'results', tables));
}
console.log(tables);
