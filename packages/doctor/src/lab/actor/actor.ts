/**
 * The actor: a process inside one namespace of a stage that does with sockets what it is told, one
 * JSON line in, one JSON line out. It refuses to be anywhere else.
 *
 * Arguments: namespace name, its inode, the inode of the namespace the lab was started from, own
 * stage address, process title.
 * @module
 */
import { createInterface } from 'node:readline';
import { finish, halt, report } from './activity.ts';
import { connect } from './connecting.ts';
import { track } from './conntrack.ts';
import { limitFds, status } from './descriptors.ts';
import { flood } from './flood.ts';
import { handshake, segment } from './handmade.ts';
import { pulse } from './handshakes.ts';
import { accept, listen, relisten } from './listening.ts';
import { load } from './load.ts';
import type { Handlers, OpName } from './ops.ts';
import { serve } from './serve.ts';
import { sink, stream } from './stream.ts';
import { close, inspect, recv, send, setOptions, shutdown } from './transfer.ts';
import { goFirst, NICE } from '../go-first.ts';
import { whyNotHere } from './whereabouts.ts';

const [name = '', inode = '', home = '', address = '', title = 'tcpd-actor'] =
  process.argv.slice(2);

const objection = whyNotHere({ name, inode: Number(inode), home: Number(home) });
if (objection !== undefined) {
  process.stderr.write(`Cannot act: ${objection}\n`);
  process.exit(97);
}
process.title = title;
goFirst(NICE.actor);

const HANDLERS: Handlers = {
  listen: (args) => listen(args, address),
  relisten,
  accept,
  connect,
  send,
  recv,
  shutdown,
  close,
  setsockopt: setOptions,
  inspect,
  status,
  limitFds,
  pulse,
  serve,
  load,
  stream,
  sink,
  flood,
  track,
  handshake,
  segment,
  report,
  finish,
  halt,
};

interface Request {
  readonly id: number;
  readonly op: OpName;
  readonly args: unknown;
}

async function answer(line: string): Promise<void> {
  const { id, op, args } = JSON.parse(line) as Request;
  try {
    const handler = HANDLERS[op] as (args: unknown) => unknown;
    reply({ id, result: await handler(args) });
  } catch (error) {
    const code = (error as { readonly code?: string }).code ?? 'EUNKNOWN';
    reply({ id, error: { code, message: (error as Error).message } });
  }
}

const reply = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

/** Its parent is gone, or wants it gone: sockets close with the process. */
const leave = (): never => process.exit(0);

createInterface({ input: process.stdin })
  .on('line', (line) => void answer(line))
  .on('close', leave);
process.on('SIGTERM', leave);
process.stdout.on('error', leave);
reply({ id: 0, result: { pid: process.pid } });
