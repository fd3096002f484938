import { testCures } from './recipes-cures.ts';
import { snippet } from './recipes-runtime.ts';

const capital = (file: string): string => file.charAt(0).toUpperCase() + file.slice(1);

testCures({
  name: 'java',
  probe: ['javac', '-version'],
  command: (file) => ['java', '-Xmx128m', snippet(`java/${capital(file)}.java`)],
  span: String,
});
