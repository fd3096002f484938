import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../model/text.ts';
import { needs } from './needs.ts';
import { runAll } from './run-all.ts';
import type { Scenario } from './scenario.ts';

/** How many play at this moment, and how many did at most, by `alone`. */
function scenarios(): { all: Scenario[]; most: () => { crowd: number; alone: number } } {
  let now = 0;
  const most = { crowd: 0, alone: 0 };
  const make = (id: string, alone: boolean, fails = false): Scenario => ({
    id,
    rule: id,
    kind: 'twin',
    families: ['ipv4', 'ipv6'],
    story: same(id),
    alone,
    windowMs: 0,
    async play(stage) {
      now += 1;
      const which = alone ? 'alone' : 'crowd';
      most[which] = Math.max(most[which], now);
      await stage.counters('server');
      now -= 1;
      if (fails) throw new Error('the crowd did not come');
    },
    expect: { server: [], client: [] },
  });
  const all = [
    make('one', false),
    make('two', true),
    make('three', false, true),
    make('four', false),
  ];
  return { all, most: () => most };
}

test(
  'runAll() keeps the order, the limit, and goes on after a failure',
  needs('root', 'ip'),
  async () => {
    const { all, most } = scenarios();
    const asked: string[] = [];
    const outcomes = await runAll(all, {
      concurrency: 2,
      checkup: async (names) => (asked.push(...names), new Map(names.map((name) => [name, []]))),
    });
    assert.deepEqual(
      outcomes.map((o) => `${o.scenario.id} ${o.family} ${o.right}`),
      [
        'one ipv4 true',
        'one ipv6 true',
        'two ipv4 true',
        'two ipv6 true',
        'three ipv4 false',
        'three ipv6 false',
        'four ipv4 true',
        'four ipv6 true',
      ],
    );
    assert.deepEqual(outcomes[4]?.wrong, ['did not run: the crowd did not come']);
    assert.deepEqual(
      outcomes.map(({ second }) => second),
      [undefined, undefined, undefined, undefined, true, true, undefined, undefined],
    );
    assert.equal(asked.length, 12, 'both namespaces of the six that played');
    assert.ok(most().crowd <= 2 && most().alone === 1, JSON.stringify(most()));
  },
);

test('runAll() plays as many needy scenarios at once as it may', needs('root', 'ip'), async () => {
  const { all, most } = scenarios();
  const checkup = async (names: readonly string[]) => new Map(names.map((name) => [name, []]));
  await runAll(
    all.filter(({ alone }) => alone),
    { checkup, needyAtOnce: 2 },
  );
  assert.equal(most().alone, 2);
});

for (const alone of [false, true]) {
  test(
    `runAll() gives what came out wrong ${alone ? 'alone' : 'beside others'} the machine to itself, once`,
    needs('root', 'ip'),
    async () => {
      let plays = 0;
      const [scenario] = scenarios().all;
      assert.ok(scenario);
      const disturbed: Scenario = {
        ...scenario,
        alone,
        families: ['ipv4'],
        async play() {
          plays += 1;
          if (plays === 1) throw new Error('somebody else was in the way');
        },
      };
      const checkup = async (names: readonly string[]) => new Map(names.map((name) => [name, []]));
      const [outcome] = await runAll([disturbed], { checkup });
      assert.deepEqual([outcome?.right, outcome?.second, plays], [true, true, 2]);
    },
  );
}
