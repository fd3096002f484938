/**
 * The settings of known server software, by what one wants to change: each a line to write as it
 * stands, and whether a reload is enough.
 *
 * Sources: the documentation of each program; backlogs, reloads and restarts marked in
 * `stack.ts` were measured.
 * @module
 */
import type { Text } from '../model/text.ts';
import type { Lever, Stack } from './stack.ts';

/** One setting of one program. */
export interface Setting {
  readonly do: Text;
  /** A line of its configuration or of code, or a shell command; `{port}` and `{backlog}` are filled in. */
  readonly command: string;
  /** When it starts to matter. */
  readonly takes: 'now' | 'reload' | 'restart' | 'deploy';
}

const setting = (
  takes: Setting['takes'],
  command: string,
  en: string,
  ko: string,
): readonly Setting[] => [{ do: { en, ko }, command, takes }];

/** The limit of a service that systemd starts, whatever it runs. */
export const UNIT_DESCRIPTORS = (unit: string): Setting => ({
  takes: 'restart',
  command: `systemctl edit ${unit}   # [Service] LimitNOFILE=65535, then: systemctl restart ${unit}`,
  do: {
    en: `Raise the descriptor limit in the unit ${unit}`,
    ko: `${unit} 유닛의 파일 디스크립터 한도를 올립니다`,
  },
});

/**
 * A socket unit is made anew only while its service does not run, and connections that wait would start
 * the service again. Measured with systemd 252: a stop of the service and a restart of the socket fail.
 */
const SOCKET_ANEW = 'systemctl stop NAME.socket NAME.service && systemctl start NAME.socket';

/** Settings by software and lever. What is missing has no such setting, or is already the default. */
export const STACK_SETTINGS: Partial<Record<Stack, Partial<Record<Lever, readonly Setting[]>>>> = {
  nginx: {
    backlog: setting(
      'reload',
      'listen {port} backlog={backlog};   # then: nginx -s reload',
      'nginx: write another backlog on the listen line (default 511), then reload; a reload without a change keeps the old queue',
      'nginx의 listen 지시어에 다른 backlog 값을 지정하고(기본값 511) 리로드합니다. 값이 그대로면 리로드해도 큐 길이가 바뀌지 않습니다',
    ),
    descriptors: setting(
      'reload',
      'worker_rlimit_nofile 65535;   # then: nginx -s reload',
      'nginx: give each worker more descriptors; new workers take it over on reload',
      'nginx 워커의 파일 디스크립터 한도를 올립니다. 리로드하면 새 워커부터 적용됩니다',
    ),
    pool: setting(
      'reload',
      'keepalive 64;   # in upstream {}, with proxy_http_version 1.1; proxy_set_header Connection "";',
      'nginx: keep connections to the upstream open and use them again',
      'nginx 업스트림 연결을 닫지 않고 재사용하도록 설정합니다',
    ),
    keepalive: setting(
      'reload',
      'listen {port} so_keepalive=60s:10s:3;   # then: nginx -s reload',
      'nginx: probe silent clients',
      'nginx가 통신이 없는 클라이언트에 keepalive 프로브를 보내도록 합니다',
    ),
    workers: setting(
      'reload',
      'worker_processes auto;   # then: nginx -s reload',
      'nginx: one worker for each CPU',
      'nginx 워커를 CPU 수만큼 실행합니다',
    ),
    buffers: setting(
      'reload',
      'listen {port};   # without rcvbuf= and sndbuf=',
      'nginx: leave the buffers to the kernel: no rcvbuf= or sndbuf= on the listen line',
      'nginx의 listen 지시어에서 rcvbuf=, sndbuf=를 제거하여 버퍼 크기를 커널에 맡깁니다',
    ),
    timeout: setting(
      'reload',
      'proxy_connect_timeout 3s; proxy_read_timeout 30s; send_timeout 30s;',
      'nginx: give up sooner on an upstream or a client that does not answer',
      '응답하지 않는 업스트림이나 클라이언트를 더 빨리 포기하도록 nginx 타임아웃을 줄입니다',
    ),
    connect: setting(
      'reload',
      'proxy_connect_timeout 3s;   # then: nginx -s reload',
      'nginx: try the next server of the upstream after 3 s (default 60 s)',
      'nginx가 업스트림 연결을 3초 안에 포기하고(기본값 60초) 다음 서버로 시도하도록 합니다',
    ),
  },
  haproxy: {
    backlog: setting(
      'restart',
      'backlog {backlog}   # in the frontend or defaults, then a restart',
      'HAProxy: ask for a longer queue (default: maxconn of the frontend). A reload hands the socket on with its old queue',
      'HAProxy frontend에 더 큰 backlog를 지정합니다 (기본값은 frontend의 maxconn). 리로드는 기존 소켓을 그대로 넘겨받으므로 큐 길이가 바뀌지 않습니다',
    ),
    descriptors: setting(
      'restart',
      'maxconn 20000   # in global; HAProxy derives its descriptors from it',
      'HAProxy: raise the global maxconn; it raises its own descriptor limit to match',
      'HAProxy global maxconn을 올립니다. 파일 디스크립터 한도는 이 값에 맞춰 계산됩니다',
    ),
    pool: setting(
      'reload',
      'http-reuse always   # in the backend',
      'HAProxy: share idle connections to the servers between clients',
      'HAProxy가 서버 쪽 유휴 연결을 클라이언트 간에 재사용하도록 합니다',
    ),
    keepalive: setting(
      'reload',
      'option clitcpka   # and: option srvtcpka',
      'HAProxy: probe silent clients and servers',
      'HAProxy가 통신이 없는 클라이언트와 서버에 keepalive 프로브를 보내도록 합니다',
    ),
    buffers: setting(
      'restart',
      '# remove tune.rcvbuf.client, tune.sndbuf.client, tune.rcvbuf.server, tune.sndbuf.server',
      'HAProxy: leave the buffers to the kernel',
      'HAProxy의 tune.rcvbuf.*, tune.sndbuf.* 설정을 제거하여 버퍼 크기를 커널에 맡깁니다',
    ),
    timeout: setting(
      'reload',
      'timeout connect 3s   # and timeout client 30s, timeout server 30s',
      'HAProxy: give up sooner on a peer that does not answer',
      '응답하지 않는 상대를 더 빨리 포기하도록 HAProxy 타임아웃을 줄입니다',
    ),
    connections: setting(
      'restart',
      'maxconn 20000   # in global, and in the frontend where it has one of its own',
      'HAProxy: at its maxconn it stops accepting. Compare CurrConns with Maxconn (show info), raise it, and shorten the timeouts of idle clients',
      'HAProxy는 maxconn에 이르면 accept를 멈춥니다. show info의 CurrConns와 Maxconn을 비교하여 maxconn을 올리고, 유휴 클라이언트의 타임아웃을 줄입니다',
    ),
    connect: setting(
      'reload',
      'timeout connect 3s   # with: retries 3, option redispatch',
      'HAProxy: try another server after 3 s',
      'HAProxy가 서버 연결을 3초 안에 포기하고 다른 서버로 시도하도록 합니다',
    ),
  },
  apache: {
    backlog: setting(
      'restart',
      'ListenBacklog {backlog}',
      'Apache: ask for a longer queue (default 511)',
      'Apache에 더 큰 ListenBacklog(기본값 511)를 지정합니다',
    ),
    workers: setting(
      'restart',
      'MaxRequestWorkers 400   # and ServerLimit to match',
      'Apache: serve more requests at a time',
      'Apache가 동시에 처리하는 요청 수를 늘립니다',
    ),
    timeout: setting(
      'reload',
      'Timeout 30   # then: apachectl graceful',
      'Apache: give up sooner on a client that does not answer',
      '응답하지 않는 클라이언트를 더 빨리 포기하도록 Apache Timeout을 줄입니다',
    ),
  },
  envoy: {
    backlog: setting(
      'restart',
      'tcp_backlog_size: {backlog}   # in the listener; default: net.core.somaxconn',
      'Envoy: set the length of the queue in the listener',
      'Envoy 리스너의 tcp_backlog_size를 지정합니다',
    ),
  },
  node: {
    backlog: setting(
      'deploy',
      'server.listen({ port: {port}, backlog: {backlog} })',
      'Node: ask for a longer queue in listen() (default 511)',
      'Node의 listen()에 더 큰 backlog(기본값 511)를 지정합니다',
    ),
    pool: setting(
      'deploy',
      'new http.Agent({ keepAlive: true, maxSockets: 64 })   // one for the whole program',
      'Node: one agent that keeps connections open, for the whole program',
      'Node에서 keepAlive를 켠 Agent 하나를 프로그램 전체에서 함께 사용합니다',
    ),
    keepalive: setting(
      'deploy',
      'socket.setKeepAlive(true, 60_000)',
      'Node: probe silent peers',
      'Node 소켓에서 keepalive 프로브를 켭니다',
    ),
    close: setting(
      'deploy',
      "socket.on('end', () => socket.end())   // needed where allowHalfOpen is true",
      'Node: answer the end of the peer with an end of your own',
      'Node에서 상대가 연결을 끝내면 이쪽도 socket.end()로 닫습니다',
    ),
    workers: setting(
      'deploy',
      "cluster.fork()   // one per CPU: import cluster from 'node:cluster'",
      'Node: one process for each CPU, and long computations in worker threads',
      'CPU마다 프로세스를 하나씩 두고, 오래 걸리는 계산은 worker thread로 옮깁니다',
    ),
    nodelay: setting(
      'deploy',
      'socket.setNoDelay(true)',
      'Node: send small writes at once',
      'Node 소켓에서 작은 쓰기를 바로 보내도록 합니다',
    ),
    timeout: setting(
      'deploy',
      'socket.setTimeout(30_000, () => socket.destroy())',
      'Node: give up on a peer that has been silent for 30 s',
      'Node에서 30초 동안 통신이 없는 상대와의 연결을 정리합니다',
    ),
    connect: setting(
      'deploy',
      "socket.setTimeout(3_000, () => socket.destroy())   // until 'connect'; then a longer one",
      'Node: give up a connect() after 3 s',
      'Node에서 connect()를 3초 안에 포기합니다',
    ),
  },
  gunicorn: {
    backlog: setting(
      'restart',
      'gunicorn --backlog {backlog} ...',
      'gunicorn: ask for a longer queue (default 2048)',
      'gunicorn에 더 큰 --backlog(기본값 2048)를 지정합니다',
    ),
    workers: setting(
      'restart',
      'gunicorn --workers 8 --threads 4 ...',
      'gunicorn: more workers or threads',
      'gunicorn 워커나 스레드를 늘립니다',
    ),
  },
  uvicorn: {
    backlog: setting(
      'restart',
      'uvicorn --backlog {backlog} ...',
      'uvicorn: ask for a longer queue (default 2048)',
      'uvicorn에 더 큰 --backlog(기본값 2048)를 지정합니다',
    ),
    workers: setting(
      'restart',
      'uvicorn --workers 8 ...',
      'uvicorn: more workers',
      'uvicorn 워커를 늘립니다',
    ),
  },
  python: {
    backlog: setting(
      'deploy',
      'sock.listen({backlog})   # asyncio: start_server(..., backlog={backlog}); socketserver: request_queue_size = {backlog}',
      'Python: ask for a longer queue (defaults: socket 128, asyncio 100, socketserver 5)',
      'Python listen()에 더 큰 값을 지정합니다 (기본값: socket 128, asyncio 100, socketserver 5)',
    ),
    pool: setting(
      'deploy',
      'session = requests.Session()   # one for the whole program, not one per request',
      'Python: one session that keeps connections open, for the whole program',
      '요청마다 새로 연결하지 말고 Session 하나를 프로그램 전체에서 함께 사용합니다',
    ),
    keepalive: setting(
      'deploy',
      'sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)   # and TCP_KEEPIDLE',
      'Python: probe silent peers',
      'Python 소켓에서 keepalive 프로브를 켭니다',
    ),
    close: setting(
      'deploy',
      "with conn:   # and stop reading when recv() returns b''",
      "Python: close when recv() returns b''",
      "recv()가 b''를 반환하면 연결을 닫습니다",
    ),
    nodelay: setting(
      'deploy',
      'sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)',
      'Python: send small writes at once',
      'Python 소켓에서 작은 쓰기를 바로 보내도록 합니다',
    ),
    buffers: setting(
      'deploy',
      '# remove setsockopt(SOL_SOCKET, SO_RCVBUF / SO_SNDBUF, ...)',
      'Python: leave the buffers to the kernel',
      'SO_RCVBUF, SO_SNDBUF 설정을 제거하여 버퍼 크기를 커널에 맡깁니다',
    ),
    timeout: setting(
      'deploy',
      'sock.settimeout(30)',
      'Python: give up on a peer that has been silent for 30 s',
      'Python에서 30초 동안 통신이 없는 상대를 포기하도록 합니다',
    ),
    connect: setting(
      'deploy',
      'socket.create_connection(address, timeout=3)   # requests: timeout=(3, 30); then sock.settimeout(30)',
      'Python: give up a connect() after 3 s',
      'Python에서 connect()를 3초 안에 포기합니다',
    ),
    reuseaddr: setting(
      'deploy',
      'sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)   # socketserver: allow_reuse_address = True',
      'Python: set SO_REUSEADDR before bind()',
      'bind() 전에 SO_REUSEADDR를 설정합니다',
    ),
  },
  tomcat: {
    backlog: setting(
      'restart',
      '<Connector port="{port}" acceptCount="{backlog}" ... />',
      'Tomcat: ask for a longer queue in server.xml (default 100)',
      'Tomcat server.xml의 acceptCount(기본값 100)를 늘립니다',
    ),
    workers: setting(
      'restart',
      '<Connector port="{port}" maxThreads="400" ... />',
      'Tomcat: more request threads in server.xml (default 200)',
      'Tomcat server.xml의 maxThreads(기본값 200)를 늘립니다',
    ),
  },
  java: {
    backlog: setting(
      'deploy',
      'new ServerSocket({port}, {backlog})   // Netty: bootstrap.option(ChannelOption.SO_BACKLOG, {backlog})',
      'Java: ask for a longer queue (ServerSocket default 50; Netty takes net.core.somaxconn at start)',
      'Java에서 더 큰 backlog를 지정합니다 (ServerSocket 기본값 50, Netty는 시작 시점의 net.core.somaxconn)',
    ),
    pool: setting(
      'deploy',
      'static final HttpClient CLIENT = HttpClient.newHttpClient();   // one for the whole program',
      'Java: one client that keeps connections open, for the whole program',
      'HttpClient 하나를 프로그램 전체에서 함께 사용합니다',
    ),
    keepalive: setting(
      'deploy',
      'socket.setKeepAlive(true);   // and ExtendedSocketOptions.TCP_KEEPIDLE',
      'Java: probe silent peers',
      'Java 소켓에서 keepalive 프로브를 켭니다',
    ),
    close: setting(
      'deploy',
      'try (Socket socket = server.accept()) { ... }   // read() returning -1 ends it',
      'Java: close when read() returns -1',
      'read()가 -1을 반환하면 연결을 닫습니다',
    ),
    nodelay: setting(
      'deploy',
      'socket.setTcpNoDelay(true);',
      'Java: send small writes at once',
      'Java 소켓에서 작은 쓰기를 바로 보내도록 합니다',
    ),
    buffers: setting(
      'deploy',
      '// remove setReceiveBufferSize() and setSendBufferSize()',
      'Java: leave the buffers to the kernel',
      'setReceiveBufferSize(), setSendBufferSize() 호출을 제거하여 버퍼 크기를 커널에 맡깁니다',
    ),
    timeout: setting(
      'deploy',
      'socket.setSoTimeout(30_000);',
      'Java: give up on a peer that has been silent for 30 s',
      'Java에서 30초 동안 통신이 없는 상대를 포기하도록 합니다',
    ),
  },
  go: {
    backlog: setting(
      'restart',
      'sysctl -w net.core.somaxconn={backlog}   # in its network namespace, then restart the program',
      'Go: the queue is as long as net.core.somaxconn at start; raise that, then restart',
      'Go 프로그램의 큐 길이는 시작 시점의 net.core.somaxconn입니다. 이 값을 올린 뒤 재시작합니다',
    ),
  },
  postgresql: {
    backlog: setting(
      'restart',
      'max_connections = 200   # in postgresql.conf',
      'PostgreSQL: the queue is twice max_connections; raise that, or put a pooler in front',
      'PostgreSQL의 큐 길이는 max_connections의 두 배입니다. 이 값을 올리거나 앞단에 커넥션 풀러를 둡니다',
    ),
    keepalive: setting(
      'reload',
      'ALTER SYSTEM SET tcp_keepalives_idle = 60; SELECT pg_reload_conf();',
      'PostgreSQL: probe silent clients sooner; new sessions take it over',
      'PostgreSQL이 통신이 없는 클라이언트를 더 빨리 확인하도록 합니다. 새 세션부터 적용됩니다',
    ),
    timeout: setting(
      'reload',
      "ALTER SYSTEM SET tcp_user_timeout = '30s'; SELECT pg_reload_conf();",
      'PostgreSQL: give up on a client that acknowledges nothing for 30 s',
      '30초 동안 ACK가 없는 클라이언트를 PostgreSQL이 포기하도록 합니다',
    ),
  },
  mysql: {
    backlog: setting(
      'restart',
      'back_log = {backlog}   # in [mysqld]; default: max_connections',
      'MySQL: ask for a longer queue',
      'MySQL의 back_log를 늘립니다',
    ),
    descriptors: setting(
      'restart',
      'open_files_limit = 65535   # in [mysqld]',
      'MySQL: raise open_files_limit',
      'MySQL의 open_files_limit를 올립니다',
    ),
  },
  redis: {
    backlog: setting(
      'restart',
      'tcp-backlog {backlog}   # in redis.conf; default 511',
      'Redis: ask for a longer queue',
      'Redis의 tcp-backlog(기본값 511)를 늘립니다',
    ),
    descriptors: setting(
      'restart',
      'maxclients 20000   # Redis raises its descriptor limit to match',
      'Redis: raise maxclients; it raises its own descriptor limit to match where it may',
      'Redis의 maxclients를 올립니다. 권한이 있으면 파일 디스크립터 한도도 함께 올라갑니다',
    ),
    keepalive: setting(
      'now',
      'redis-cli CONFIG SET tcp-keepalive 60',
      'Redis: probe silent clients sooner (default 300 s); new clients take it over',
      'Redis가 통신이 없는 클라이언트를 더 빨리 확인하도록 합니다 (기본값 300초). 새 연결부터 적용됩니다',
    ),
    timeout: [
      ...setting(
        'now',
        'redis-cli CONFIG SET timeout 300',
        'Redis: close clients that have been idle for 300 s',
        'Redis가 300초 동안 쓰이지 않은 클라이언트 연결을 닫도록 합니다',
      ),
      ...setting(
        'now',
        'redis-cli CONFIG SET client-output-buffer-limit "normal 256mb 64mb 60"',
        'Redis: close a client that does not read its answers before they fill the memory (default: no limit for normal clients)',
        '응답을 읽지 않는 클라이언트의 출력 버퍼가 메모리를 채우기 전에 연결을 닫도록 합니다 (일반 클라이언트의 기본값은 무제한)',
      ),
    ],
  },
  systemd: {
    backlog: setting(
      'restart',
      `systemctl edit NAME.socket   # [Socket] Backlog={backlog}, then: ${SOCKET_ANEW}`,
      'systemd made this socket: set Backlog= in the .socket unit, then stop socket and service together and start the socket; a restart of the socket alone fails while its service runs',
      'systemd가 만든 소켓입니다. .socket 유닛에 Backlog=를 지정한 뒤 소켓과 서비스를 함께 멈추고 소켓을 다시 시작합니다. 서비스가 실행 중일 때 소켓만 재시작하면 실패합니다',
    ),
    keepalive: setting(
      'restart',
      `systemctl edit NAME.socket   # [Socket] KeepAlive=yes, KeepAliveTimeSec=60, then: ${SOCKET_ANEW}`,
      'systemd made this socket: turn keepalive on in the .socket unit',
      'systemd가 만든 소켓입니다. .socket 유닛에서 KeepAlive를 켭니다',
    ),
  },
};
