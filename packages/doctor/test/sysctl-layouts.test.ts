import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAYOUTS } from './sysctl-layouts.ts';
import type { Layout } from './sysctl-layouts.ts';
import { fakeKernel } from '../src/kernel/fake.ts';
import { readingOrder } from '../src/kernel/sysctl-files/reading-order.ts';
import { readTree } from '../src/kernel/sysctl-files/tree.ts';
import { winners } from '../src/kernel/sysctl-files/winners.ts';
import { keptValue } from '../src/sysctl/kept-value.ts';

/** What the code says of a tree, in the words of the table. */
function outcome(
  { files, links = {}, directories = [] }: Layout,
  tool: 'systemd' | 'procps',
  keys: string[],
) {
  const kernel = fakeKernel({ files, links, emptyDirs: directories });
  const won = winners(readingOrder(readTree(kernel, ''), tool), keys, keptValue);
  return Object.fromEntries(keys.map((key) => [key, won.get(key)?.value ?? 'default']));
}

for (const layout of LAYOUTS) {
  for (const tool of ['systemd', 'procps'] as const) {
    test(`winners() of ${tool}: ${layout.name}`, () => {
      assert.deepEqual(outcome(layout, tool, Object.keys(layout[tool])), layout[tool]);
    });
  }
}

test('there are layouts enough', () => {
  assert.ok(LAYOUTS.length >= 40, `${LAYOUTS.length}`);
});
