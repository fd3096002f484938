/**
 * A plan for one namespace of a stage, for the tests of apply.
 * @module
 */
import type { Place } from '../src/lab/place.ts';
import { same } from '../src/model/text.ts';
import type { Change, Plan } from '../src/sysctl/plan.ts';

const change = (key: string, from: string, to: string): Change => ({
  key,
  from,
  to,
  why: same(`reason of ${key}`),
  arithmetic: same('1 + 1'),
  effect: same('some'),
  risk: same('none'),
});

/** Values as a fresh namespace has them on this kernel, and others. One of each shape. */
export const sampleChanges: readonly Change[] = [
  change('net.core.somaxconn', '4096', '8192'),
  change('net.ipv4.tcp_max_syn_backlog', '2048', '9000'),
  change('net.ipv4.ip_local_port_range', '32768 60999', '20000 60999'),
  change('net.ipv4.ip_local_reserved_ports', '', '20080-20081,20090'),
  change('net.ipv4.tcp_syn_retries', '6', '3'),
];

/** A plan to make `sampleChanges` in a place. */
export const applyFor = (
  place: Pick<Place, 'name' | 'inode'>,
  more: { readonly id?: number; readonly changes?: readonly Change[] } = {},
): Plan => ({
  schema: 'tcpdoctor.plan/1',
  tool: 'tcpdoctor 0.1.0',
  host: { name: 'web-1', kernel: '6.18.0' },
  at: '2026-11-22T10:00:00.000Z',
  namespaces: [
    { id: place.inode, name: place.name, changes: sampleChanges, application: [], ...more },
  ],
});
