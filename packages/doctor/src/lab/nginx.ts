/**
 * A real nginx inside a namespace of a stage. Its configuration, its logs and its pid file are in a
 * /run of its own, which only it sees and which is gone with it; the stage ends it.
 * @module
 */
import { spawn } from 'node:child_process';
import type { Stage } from './stage.ts';
import { GUARD } from './place.ts';
import { until } from './until.ts';

/** `ip netns exec` has made the mount namespace; where /run cannot be covered, nginx is not started. */
const ALONE = `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
cat > /run/nginx.conf
exec nginx -p /run -e /run/error.log -c /run/nginx.conf
`;

/** What every configuration needs to stay in its own /run; one worker. */
const AT_HOME = `daemon off;
user root;
worker_processes 1;
pid /run/nginx.pid;
`;
const PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
  (path) => `  ${path}_temp_path /run/${path};\n`,
);

/** What differs from one to the next. */
export interface NginxWish {
  /** Of its one worker. */
  readonly workerConnections: number;
  /** Inside `http {}`. */
  readonly http: string;
}

/**
 * Starts it on the server's side; answers when it listens on port 80. Needs `nginx`, see `needs.ts`.
 * @throws When it does not listen.
 */
export async function startNginx(stage: Stage, wish: NginxWish): Promise<void> {
  const { name, inode } = stage.server;
  const config = `${AT_HOME}events { worker_connections ${wish.workerConnections}; }
http {
  access_log off;
${PATHS.join('')}${wish.http}
}
`;
  const args = ['netns', 'exec', name, 'sh', '-c', GUARD + ALONE, 'sh', String(inode)];
  const child = spawn('ip', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {}); // then nobody listens
  child.stdin.on('error', () => {});
  child.stdin.end(config);
  await until('nginx to listen', async () =>
    (await stage.sockets('server')).some(
      ({ state, localPort }) => state === 'listen' && localPort === 80,
    ),
  );
}
