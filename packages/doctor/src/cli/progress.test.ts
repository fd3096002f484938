import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showProgress } from './progress.ts';

const screen = (isTerminal: boolean) => {
  const written: string[] = [];
  return { written, err: { write: (text: string) => void written.push(text), isTerminal } };
};

test('showProgress() is silent for a second, then says the latest, and erases it at the end', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { err, written } = screen(true);
  {
    using progress = showProgress({ err }, 'looking');
    progress.say('look 1');
    t.mock.timers.tick(999);
    assert.deepEqual(written, []);
    t.mock.timers.tick(1);
    progress.say('look 2');
  }
  assert.deepEqual(written, ['\r\u001b[Klook 1', '\r\u001b[Klook 2', '\r\u001b[K']);
});

test('showProgress() says nothing when work is quick, or nobody watches', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const isTerminal of [true, false]) {
    const { err, written } = screen(isTerminal);
    {
      using progress = showProgress({ err }, 'looking');
      progress.say('look 1');
      if (!isTerminal) t.mock.timers.tick(5_000);
    }
    t.mock.timers.tick(5_000);
    assert.deepEqual(written, []);
  }
});
