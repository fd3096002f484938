/**
 * One look at one network namespace.
 * @module
 */
import type { Kernel, NamespaceRef } from '../kernel/kernel.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { parsePortRange } from './port-range.ts';
import { readNamespace } from './readings.ts';
import type { Closed, WhichSysctls } from './readings.ts';
import { scan } from './scan.ts';

/**
 * Reads counters, and sysctls the first time, then lets every socket stream past.
 *
 * @param earlier The look before: its sockets are kept whatever their rank, its sysctls stand.
 * @param which Sysctls to read the first time.
 */
export function look(
  kernel: Kernel,
  namespace: NamespaceRef,
  earlier?: Snapshot,
  which: WhichSysctls = 'compared',
): Snapshot | Closed {
  const known = earlier && settingsOf(earlier);
  const readings = readNamespace(kernel, namespace, known ?? which);
  if ('closed' in readings) return readings;
  const { counters, sockstat, conntrack, sysctls, missing } = readings;
  const atMs = kernel.monotonicMs();
  const range = parsePortRange(sysctls['net.ipv4.ip_local_port_range']);
  const { missing: unseen, ...seen } = scan(kernel, namespace, range, earlier);
  return {
    atMs,
    counters,
    ...(sockstat === undefined ? {} : { sockstat }),
    ...(conntrack === undefined ? {} : { conntrack }),
    sysctls,
    ...seen,
    missing: [...missing, ...unseen],
  };
}

/** Sysctls worth keeping: those of a look that could read them. */
const settingsOf = (look: Snapshot): Snapshot['sysctls'] | undefined =>
  look.missing.some(({ source }) => source === 'sysctls') ? undefined : look.sysctls;
