/**
 * Where a sysctl is.
 * @module
 */

/** `net.core.somaxconn` to `/proc/sys/net/core/somaxconn`, as seen from inside its namespace. */
export const sysctlPath = (key: string): string => `/proc/sys/${key.replaceAll('.', '/')}`;
