import { testCures } from './recipes-cures.ts';
import { snippet } from './recipes-runtime.ts';

testCures({
  name: 'python3',
  probe: ['python3', '--version'],
  command: (file) => ['python3', snippet(`python/${file}.py`)],
  span: (ms) => String(ms / 1_000),
});
