import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import type { Survey } from '../src/mod.ts';

const may = process.getuid?.() === 0 || process.env['LAB'] === 'require';
const ROOT = may ? {} : { skip: 'Needs root to make network namespaces' };

/** Enough for a second thread. */
const NAMES = Array.from({ length: 80 }, (_, n) => `tcpd-many-${process.pid}-${n}`);

/** As source and as published: the file that a thread starts with has to be found in both. */
const LIBRARIES = [
  ['source', new URL('../src/mod.ts', import.meta.url)],
  ['built', new URL('../dist/mod.js', import.meta.url)],
] as const;

const netns = (verb: 'add' | 'del') =>
  execFileSync('ip', ['-force', '-batch', '-'], {
    input: NAMES.map((name) => `netns ${verb} ${name}\n`).join(''),
  });

before(() => void (may && netns('add')));
after(() => void (may && netns('del')));

/** Network namespaces that the threads of this process are in. */
const whereabouts = (): Set<string> =>
  new Set(
    readdirSync('/proc/self/task').map((tid) => readlinkSync(`/proc/self/task/${tid}/ns/net`)),
  );

/** Exit statuses of all threads started meanwhile, and where the threads were after each look. */
async function surveyed(library: URL) {
  assert.ok(existsSync(library), 'not built: npm run build');
  const { survey } = (await import(library.href)) as {
    survey: (options: object) => Promise<Survey>;
  };
  const exits: Promise<number>[] = [];
  const hired = (worker: Worker) =>
    void exits.push(new Promise((resolve) => void worker.once('exit', resolve)));
  process.on('worker', hired);
  const places: Set<string>[] = [];
  const onLook = () => void places.push(whereabouts());
  const seen = await survey({ netns: NAMES, windowMs: 200, onLook });
  process.off('worker', hired);
  return { seen, places: [...places, whereabouts()], exits: await Promise.all(exits) };
}

for (const [name, library] of LIBRARIES) {
  test(
    `survey() of the ${name} looks on several threads, which come back and end`,
    ROOT,
    async () => {
      const home = new Set([readlinkSync('/proc/self/ns/net')]);
      const { seen, places, exits } = await surveyed(library);
      assert.deepEqual(
        seen.namespaces.map((one) => [one.name, one.looks.length, one.addresses]),
        NAMES.map((one) => [one, 3, []]),
      );
      for (const look of seen.namespaces.flatMap(({ looks }) => looks)) {
        assert.deepEqual([look.states.listen, look.missing], [0, []]);
      }
      for (const threads of places) assert.deepEqual(threads, home);
      assert.ok(exits.length > 0, 'nobody was hired');
      for (const status of exits) assert.equal(status, 0);
    },
  );
}
