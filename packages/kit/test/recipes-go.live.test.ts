import { testCures } from './recipes-cures.ts';
import { snippet } from './recipes-runtime.ts';

testCures({
  name: 'go',
  probe: ['go', 'version'],
  command: (file) => ['go', 'run', snippet(`go/${file}.go`)],
  span: (ms) => `${ms}ms`,
});
