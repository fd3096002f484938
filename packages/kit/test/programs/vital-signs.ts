/**
 * A server, a pool with one connection, and a heartbeat; says how they stand. What is not known is said as
 * such, since JSON would leave it out.
 * @module
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Pool } from 'tarn';
import { heartbeat, procKernelView } from '../../src/heartbeat/mod.ts';
import type { Death } from '../../src/heartbeat/death.ts';
import { socketLine } from '../../src/heartbeat/socket.ts';
import { listen } from '../../src/listen/mod.ts';
import { socketPool } from '../../src/pool/mod.ts';
import { vitals } from '../../src/vitals/mod.ts';

const server = createServer();
const web = await listen(server, { port: 0, host: '127.0.0.1', backlog: 60 });
const { port } = web.address as AddressInfo;
const pool = socketPool(Pool, { connect: { port, host: '127.0.0.1' } });
const accepted = once(server, 'connection');
const loan = await pool.acquire();
const [socket] = (await accepted) as [Socket];
const death = await new Promise<Death>((onDead) => {
  const line = socketLine(
    socket.resume(),
    (sent) => void socket.write('?', sent),
    procKernelView(),
  );
  heartbeat(line, { everyMs: 20, deadAfterMs: 40, reset: false, onDead });
});
using monitor = vitals({ listeners: { web }, pools: { pool } });
const { sockets, listeners, pools } = await monitor.read();
const told = {
  sockets,
  waiting: listeners['web']?.waiting,
  backlog: listeners['web']?.backlog,
  worstAcceptWaitMs: listeners['web']?.worstAcceptWaitMs,
  open: pools['pool']?.open,
  max: pool.max,
  cause: death.cause,
  metrics: (await monitor.prometheus()).match(/^tcpdoctor_kit_\w+/gm),
};
const unknown = (_: string, value: unknown): unknown => (value === undefined ? 'unknown' : value);
process.stdout.write(`${JSON.stringify(told, unknown)}\n`);
loan.release({ broken: true });
await pool.close();
await web.close({ deadlineMs: 100 });
