/**
 * Machines made of a few files, for the tests of lint.
 * @module
 */
import { fakeKernel } from '../../kernel/fake.ts';
import type { Problem } from './lint.ts';
import { procPath } from '../../kernel/sysctl-files/parse-file.ts';
import { readAndLint } from './read-lint.ts';

/** What is special about a machine. */
export interface SampleMachine {
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly directories?: readonly string[];
  /** Path to errno. */
  readonly fail?: Readonly<Record<string, string>>;
  /** Values in force, by key, and files by path; absent: an image, not a machine. */
  readonly running?: Readonly<Record<string, string>>;
  /** Not the first network namespace. */
  readonly child?: true;
}

const NAMESPACE = 'net:[4026531840]';

/** Problems of one file that was named. */
export const lintFile = (text: string, kernelVersion?: string): readonly Problem[] =>
  readAndLint(fakeKernel({ files: { 'a.conf': text } }), {
    files: ['a.conf'],
    ...(kernelVersion === undefined ? {} : { kernelVersion }),
  }).problems;

/** Problems of a machine of 24 GB with Linux 6.18, or of an image. */
export function lintTree(machine: SampleMachine): readonly Problem[] {
  const { files = {}, links = {}, directories = [], fail = {}, running } = machine;
  const root = running === undefined ? '/image' : '';
  const moved = <T>(map: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(map).map(([path, value]) => [root + path, value]));
  const kernel = fakeKernel({
    files: { ...moved(files), ...procFiles(machine) },
    links: { ...moved(links), '/proc/self/ns/net': NAMESPACE, '/proc/1/ns/net': NAMESPACE },
    emptyDirs: [...directories, '/etc'].map((path) => root + path),
    fail: moved(fail),
  });
  return readAndLint(kernel, running === undefined ? { root } : {}).problems;
}

function procFiles({ running = {}, child }: SampleMachine): Record<string, string> {
  const values = Object.entries(running).map(([key, value]): [string, string] => [
    key.startsWith('/') ? key : procPath(key),
    `${value}\n`,
  ]);
  return {
    '/proc/self/status': 'CapEff:\t000001ffffffffff\n',
    ...(child === true ? {} : { '/proc/sys/net/core/netdev_max_backlog': '1000\n' }),
    ...Object.fromEntries(values),
  };
}
