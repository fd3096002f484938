import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderPrometheus } from './prometheus.ts';

const SAMPLE = /^([a-z_]+)\{(.*)\} (\S+)$/s;
const LABEL = /([a-z]+)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/gy;

/** Reads labels back, by the rules of the format alone. */
function parseLabels(text: string): Record<string, string> {
  const unescaped = (value: string): string =>
    value.replaceAll(/\\([\\n"])/g, (_, char: string) => (char === 'n' ? '\n' : char));
  const found = [...text.matchAll(LABEL)];
  assert.equal(found.map(([whole]) => whole).join(''), text, 'nothing is left over');
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

test('renderPrometheus() renders metrics with their help, type and samples', () => {
  const text = renderPrometheus([
    {
      name: 'a_total',
      help: 'Back\\slash,\nnew line.',
      type: 'counter',
      samples: [{ labels: {}, value: 3 }],
    },
    {
      name: 'b',
      help: 'B.',
      type: 'gauge',
      samples: [
        { labels: { x: '1', y: 'q"q' }, value: 0.5 },
        { labels: { x: '2' }, value: 1e21 },
      ],
    },
    { name: 'c', help: 'Nothing to tell.', type: 'gauge', samples: [] },
  ]);
  assert.equal(
    text,
    '# HELP a_total Back\\\\slash,\\nnew line.\n# TYPE a_total counter\na_total 3\n' +
      '# HELP b B.\n# TYPE b gauge\nb{x="1",y="q\\"q"} 0.5\nb{x="2"} 1e+21\n',
  );
});

test('renderPrometheus() escapes any label so that it can be read back', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', ',', '}', '=') }),
  );
  const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { minKeys: 1 });
  fc.assert(
    fc.property(labels, fc.double({ noNaN: true, noDefaultInfinity: true }), (labels, number) => {
      const samples = [{ labels, value: number }];
      const lines = renderPrometheus([{ name: 'm', help: 'M.', type: 'gauge', samples }]).split(
        '\n',
      );
      assert.equal(lines.length, 4, 'one line per sample, and the last one ends');
      const [, name, inner = '', told] = SAMPLE.exec(lines[2] ?? '') ?? [];
      assert.equal(name, 'm');
      assert.deepEqual(parseLabels(inner), { ...labels });
      assert.equal(Number(told), number === 0 ? 0 : number);
    }),
  );
});
