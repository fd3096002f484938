import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Owner } from '../model/survey.ts';
import { sampleOwner } from './sample.ts';
import { defaultBacklog, recognise, stackRemedies } from './stack.ts';

const proof = { kind: 'lab', trial: 'accept-queue-overflow', lever: 'longer-queue' } as const;

const owner = (command: string, commandLine = command, more: Partial<Owner> = {}): Owner => {
  const { unit: _, ...rest } = sampleOwner();
  return { ...rest, command, commandLine, ...more };
};

const CASES: readonly (readonly [string, string, string | undefined])[] = [
  ['nginx', 'nginx: worker process', 'nginx'],
  ['haproxy', '/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg', 'haproxy'],
  ['apache2', '/usr/sbin/apache2 -k start', 'apache'],
  ['httpd', 'busybox httpd -f -p 80', undefined],
  ['MainThread', '/usr/bin/node /srv/app/server.js', 'node'],
  ['node', 'node server.js', 'node'],
  ['python3', 'python3 /srv/app.py', 'python'],
  ['python3.11', '/usr/bin/python3.11 -m uvicorn app:app', 'uvicorn'],
  ['gunicorn', 'gunicorn: worker [app]', 'gunicorn'],
  ['python3', '/usr/bin/python3 /usr/bin/gunicorn app:app', 'gunicorn'],
  ['java', '/usr/bin/java -jar app.jar', 'java'],
  [
    'java',
    '/usr/bin/java -Djava.util.logging.config.file=/srv/tomcat9/conf/l.properties',
    'tomcat',
  ],
  ['postgres', '/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql', 'postgresql'],
  ['redis-server', '/usr/bin/redis-server 127.0.0.1:6379', 'redis'],
  ['caddy', '/usr/bin/caddy run', 'go'],
  ['my-server', '/srv/my-server', undefined],
  ['nginx-exporter', '/usr/bin/nginx-exporter', undefined],
];
for (const [command, line, expected] of CASES) {
  test(`recognise() takes "${line}" for ${expected ?? 'nothing it knows'}`, () => {
    assert.equal(recognise(owner(command, line)), expected);
  });
}

test('recognise() takes pid 1 for systemd, and no other process of that name', () => {
  assert.equal(recognise(owner('systemd', '/sbin/init', { pid: 1 })), 'systemd');
  assert.equal(recognise(owner('systemd', '/lib/systemd/systemd --user')), undefined);
});

test('defaultBacklog() knows no one default of Python or of an own Java program', () => {
  assert.equal(defaultBacklog('nginx'), 511);
  assert.equal(defaultBacklog('go'), Infinity);
  assert.equal(defaultBacklog('python'), undefined);
  assert.equal(defaultBacklog('java'), undefined);
});

test('stackRemedies() fills in the port and the backlog, and says whether a reload is enough', () => {
  const values = { port: 8_443, backlog: 2_048, proof };
  const [nginx] = stackRemedies([owner('nginx')], 'backlog', values);
  assert.match(nginx?.command ?? '', /^listen 8443 backlog=2048;/);
  assert.match(nginx?.risk.en ?? '', /^A reload is enough/);
  const [haproxy] = stackRemedies([owner('haproxy')], 'backlog', values);
  assert.match(haproxy?.risk.en ?? '', /^Needs a restart/);
});

test('stackRemedies() says nothing about unknown programs and about settings that do not exist', () => {
  assert.deepEqual(stackRemedies([owner('my-server')], 'backlog', { proof }), []);
  assert.deepEqual(stackRemedies([owner('caddy')], 'nodelay', { proof }), []);
});

test('stackRemedies() hands on what shows that the lever helps', () => {
  assert.deepEqual(
    stackRemedies([owner('nginx'), owner('haproxy')], 'backlog', { proof }).map((r) => r.proof),
    [proof, proof],
  );
});

test('stackRemedies() says each setting once, however many workers there are', () => {
  const workers = [owner('nginx'), owner('nginx', 'nginx', { pid: 813 })];
  assert.equal(stackRemedies(workers, 'backlog', { proof }).length, 1);
});

test('stackRemedies() sends a socket that systemd made to its .socket unit', () => {
  const owners = [owner('systemd', '/sbin/init', { pid: 1 }), owner('nginx')];
  assert.deepEqual(
    stackRemedies(owners, 'backlog', { proof }).map(({ command }) => command?.split(' ')[0]),
    ['systemctl'],
  );
});

test('stackRemedies() sends a socket of systemd that the program listens on again to the program', () => {
  const owners = [owner('systemd', '/sbin/init', { pid: 1 }), owner('node', 'node server.js')];
  assert.deepEqual(
    stackRemedies(owners, 'backlog', { proof }).map(({ command }) => command?.split('(')[0]),
    ['server.listen'],
  );
});

test('stackRemedies() raises descriptors in the unit of any program that has one', () => {
  const unknown = owner('my-server', 'my-server', { unit: 'my.service' });
  const [remedy] = stackRemedies([unknown], 'descriptors', { proof });
  assert.match(remedy?.command ?? '', /^systemctl edit my\.service/);
  assert.equal(remedy?.at, 'process');
});

test('stackRemedies() tells HAProxy about its maxconn, and gives up a connect() within seconds', () => {
  const [connections] = stackRemedies([owner('haproxy')], 'connections', { proof });
  assert.match(connections?.do.en ?? '', /at its maxconn it stops accepting/);
  assert.deepEqual(stackRemedies([owner('nginx')], 'connections', { proof }), []);
  const programs = ['nginx', 'haproxy', 'node', 'python3'].map((name) => owner(name));
  const commands = stackRemedies(programs, 'connect', { proof }).map(
    ({ command }) => command ?? '',
  );
  assert.equal(commands.length, 4);
  for (const command of commands) assert.match(command, /3s|3_000|timeout=3/);
});

test('stackRemedies() says that a setting made at run time ends with a restart', () => {
  const settings = stackRemedies([owner('redis-server')], 'timeout', { proof });
  assert.equal(settings.length, 2);
  for (const { risk } of settings) assert.match(risk.en, /at once and ends with the next restart/);
});
