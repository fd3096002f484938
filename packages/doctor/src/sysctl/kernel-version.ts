/**
 * Kernel versions, as far as settings care: major and minor.
 * @module
 */

/** `6.18` of `6.18.44-amd64`; `undefined` when the text does not begin with a version. */
export function kernelVersion(release: string): string | undefined {
  return /^\d+\.\d+/.exec(release)?.[0];
}

/** Whether `version` is `since` or later, both `major.minor`. */
export function isSince(version: string, since: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = since.split('.').map(Number);
  return major === wantedMajor ? minor >= wantedMinor : major > wantedMajor;
}
