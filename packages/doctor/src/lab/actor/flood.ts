/**
 * `flood`: SYN segments with made-up sources, from a raw socket.
 * @module
 */
import { begin } from './activity.ts';
import { close, errnoName, sendto } from './libc.ts';
import type { FloodArgs, Ops } from './ops.ts';
import { pace, TICK_MS } from './pace.ts';
import { openRaw, synOptions, tcpPacket } from './packet.ts';
import { sockaddr } from './sockaddr.ts';

/** An address of 10.77.0.0/16 or fd09:77::/64, by number. Nobody has them; the stage routes them to the client. */
export function nobody(n: number, like: string): string {
  const high = (n >> 8) & 255;
  const low = n & 255;
  return like.includes(':') ? `fd09:77::${(n & 0xffff).toString(16)}` : `10.77.${high}.${low}`;
}

/** `flood`. */
export function flood(args: FloodArgs): Ops['flood']['result'] {
  const raw = openRaw(args.to);
  const to = sockaddr(args.to, 0);
  const rate = pace(args.perSec);
  const { firstSource = 1, sources = args.count } = args;
  let sent = 0;
  return begin((activity) => {
    const one = (): void => {
      const packet = tcpPacket({
        from: nobody(firstSource + (sent % sources), args.to),
        to: args.to,
        sourcePort: 1_024 + ((sent * 7) % 60_000),
        port: args.port,
        seq: 0x1000000 + sent * 977,
        ack: 0,
        flags: 'S',
        window: 65_535,
        options: synOptions(1_000 + sent, 7),
        bytes: 0,
      });
      const result = sendto(raw, packet, packet.length, 0, to, to.length);
      if (result < 0) activity.errors.add(errnoName(result));
      else activity.counts.add('sent');
      sent += 1;
    };
    const timer = setInterval(() => {
      for (let n = rate.take(); n > 0 && sent < args.count; n--) one();
      if (sent < args.count) return;
      stop();
      activity.end();
    }, TICK_MS);
    const stop = (): void => {
      clearInterval(timer);
      close(raw);
    };
    return stop;
  });
}
