import { testCures } from './recipes-cures.ts';

testCures({
  name: 'python3',
  probe: ['python3', '--version'],
  file: (cure) => `python/${cure}.py`,
  command: (path) => ['python3', path],
  span: (ms) => String(ms / 1_000),
  undo: {
    pool: [
      ['maxsize=50,', ''],
      ['block=True,', ''],
      ['ThreadPoolExecutor(100)', 'ThreadPoolExecutor(400)'],
    ],
    backlog: [['request_queue_size = 500', '']],
    work: [['self.room = workers + waiting', 'self.room = 1_000']],
  },
});
