/**
 * Times our own scans inside the namespace it is started in: `scan.ts scan|sockets`. Prints one line
 * of JSON: the sockets seen, the first scan of a fresh process (what a one-shot run pays) and the
 * median of the scans after it (what a watching process pays), ms.
 * @module
 */
import { loadLibc } from '../packages/doctor/src/kernel/ffi.ts';
import { linuxKernel } from '../packages/doctor/src/kernel/linux.ts';
import { parsePortRange } from '../packages/doctor/src/survey/port-range.ts';
import { scan } from '../packages/doctor/src/survey/scan.ts';
import { walkSockets } from '../packages/doctor/src/survey/sockets.ts';
import { median } from './figures.ts';

/** Scans after the first. */
const MORE = 3;

const HERE = { id: 0, path: undefined };
/** Bound before the clock starts, which runs from the first request on, as that of floor.c does. */
const libc = loadLibc();
using kernel = linuxKernel(() => libc);

/** What a look does: every fold over every socket, with `tcp_info`, memory and congestion control. */
function scanOnce(): number {
  const range = parsePortRange(kernel.readText('/proc/sys/net/ipv4/ip_local_port_range'));
  const { states } = scan(kernel, HERE, range);
  return Object.values(states).reduce((sum, count) => sum + count, 0);
}

/** What a user of the library does: an object per socket. */
function walkOnce(): number {
  let seen = 0;
  for (const { state } of walkSockets(kernel, HERE, { fields: ['state', 'remote', 'info'] })) {
    if (state !== 'listen') seen += 1;
  }
  return seen;
}

function timed(once: () => number): { readonly ms: number; readonly sockets: number } {
  const startMs = performance.now();
  const sockets = once();
  return { ms: performance.now() - startMs, sockets };
}

const once = process.argv[2] === 'sockets' ? walkOnce : scanOnce;
const first = timed(once);
const later = Array.from({ length: MORE }, () => timed(once).ms);
console.log(JSON.stringify({ sockets: first.sockets, ms: first.ms, warmMs: median(later) }));
