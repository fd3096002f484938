/**
 * A stage with a router in the middle: for ICMP, path MTU, and a firewall or NAT that is neither end.
 *
 * Client and server keep their addresses; each knows only the router as its next hop.
 * @module
 */
import { ADDRESSES, addVeth, DEVICE, ipBatch, ready, routeNobody } from './stage-setup.ts';
import { run } from './command.ts';

/** The router's devices, towards the client and towards the server. */
export const ROUTER_DEVICES = { client: 'toclient', server: 'toserver' } as const;

/** The router's addresses, as next hop of the client and of the server. */
export const ROUTER_HOPS = {
  client: { ipv4: '10.9.2.1', ipv6: 'fd09:2::1' },
  server: { ipv4: '10.9.3.1', ipv6: 'fd09:3::1' },
} as const;

/** Joins three namespaces in a row and turns forwarding on in the middle one. */
export async function joinByRouter(client: string, router: string, server: string): Promise<void> {
  await addVeth(client, DEVICE, router, ROUTER_DEVICES.client);
  await addVeth(server, DEVICE, router, ROUTER_DEVICES.server);
  await ipBatch(router, [...middle('client'), ...middle('server')]);
  await ipBatch(client, end('client'));
  await ipBatch(server, end('server'));
  await ready(client, server, router);
  await ipBatch(router, [...routes('client'), ...routes('server')]);
  await routeNobody(server, ROUTER_HOPS.server.ipv4, ROUTER_HOPS.server.ipv6);
  const forward =
    'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding';
  await run('ip', ['netns', 'exec', router, 'sh', '-c', forward]);
}

const middle = (side: 'client' | 'server'): string[] => [
  `link set ${ROUTER_DEVICES[side]} up`,
  `addr add ${ROUTER_HOPS[side].ipv4}/32 dev ${ROUTER_DEVICES[side]}`,
  `addr add ${ROUTER_HOPS[side].ipv6}/128 dev ${ROUTER_DEVICES[side]} nodad`,
];

const end = (side: 'client' | 'server'): string[] => [
  `link set ${DEVICE} up`,
  `addr add ${ADDRESSES.ipv4[side]}/32 dev ${DEVICE}`,
  `addr add ${ADDRESSES.ipv6[side]}/128 dev ${DEVICE} nodad`,
  `route add ${ROUTER_HOPS[side].ipv4}/32 dev ${DEVICE}`,
  `route add default via ${ROUTER_HOPS[side].ipv4} dev ${DEVICE}`,
  `route add ${ROUTER_HOPS[side].ipv6}/128 dev ${DEVICE}`,
  `route add default via ${ROUTER_HOPS[side].ipv6} dev ${DEVICE}`,
];

const routes = (side: 'client' | 'server'): string[] => [
  `route add ${ADDRESSES.ipv4[side]}/32 dev ${ROUTER_DEVICES[side]}`,
  `route add ${ADDRESSES.ipv6[side]}/128 dev ${ROUTER_DEVICES[side]}`,
  ...(side === 'client'
    ? [
        `route add 10.77.0.0/16 via ${ADDRESSES.ipv4.client} dev ${ROUTER_DEVICES.client} onlink`,
        `route add fd09:77::/64 via ${ADDRESSES.ipv6.client} dev ${ROUTER_DEVICES.client}`,
      ]
    : []),
];
