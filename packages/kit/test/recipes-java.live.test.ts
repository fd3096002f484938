import { testCures } from './recipes-cures.ts';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

testCures({
  name: 'java',
  probe: ['javac', '-version'],
  file: (cure) => `java/${capital(cure)}.java`,
  command: (path) => ['java', '-Xmx128m', path],
  span: String,
  undo: {
    pool: [
      ['new Semaphore(50)', 'new Semaphore(1000)'],
      ['newFixedThreadPool(100)', 'newFixedThreadPool(400)'],
    ],
    backlog: [['new ServerSocket(0, 500, loopback)', 'new ServerSocket(0, 0, loopback)']],
    work: [['new ArrayBlockingQueue<>(1)', 'new java.util.concurrent.LinkedBlockingQueue<>()']],
  },
});
