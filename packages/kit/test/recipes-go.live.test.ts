import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after } from 'node:test';
import { testCures } from './recipes-cures.ts';

// `go run` leaves its program behind when it is killed.
const folder = mkdtempSync(`${tmpdir()}/tcpd-recipe-go-`);
process.env['GOTMPDIR'] = folder;
after(() => rmSync(folder, { recursive: true }));

testCures({
  name: 'go',
  probe: ['go', 'version'],
  file: (cure) => `go/${cure}.go`,
  command: (path) => ['go', 'run', path],
  span: (ms) => `${ms}ms`,
  undo: {
    pool: [
      ['MaxConnsPerHost:     50,', ''],
      ['MaxIdleConnsPerHost: 50,', ''],
    ],
    backlog: [['listen("127.0.0.1:0", 500)', 'net.Listen("tcp", "127.0.0.1:0")']],
    work: [['workers, waiting = 1, 1', 'workers, waiting = 1, 1000']],
  },
});
