/**
 * Measures that several trials share.
 * @module
 */
import type { Measure } from '../../model/trial.ts';

/** How long half of the clients wait in connect(), ms. */
export const CONNECT_P50: Measure = {
  id: 'connectP50',
  name: { en: 'median connect time', ko: '연결 시간 중앙값' },
  unit: 'ms',
  better: 'lower',
};

/** How long half of the clients are in connect() when they have no hope, ms. */
export const IN_CONNECT: Measure = {
  id: 'hangsMs',
  name: { en: 'time in connect()', ko: 'connect() 대기 시간' },
  unit: 'ms',
  better: 'lower',
};

/** Clients whose connect() succeeded. */
export const CONNECTED: Measure = {
  id: 'connected',
  name: { en: 'clients connected', ko: '연결된 클라이언트' },
  unit: 'connections',
  better: 'higher',
};

/** Requests that got an answer. */
export const ANSWERED: Measure = {
  id: 'answered',
  name: { en: 'requests answered', ko: '응답받은 요청' },
  unit: 'requests',
  better: 'higher',
};

/** Clients whose connection was reset after connect() had succeeded. */
export const RESET: Measure = {
  id: 'reset',
  name: { en: 'clients reset', ko: '리셋된 클라이언트' },
  unit: 'connections',
  better: 'lower',
};

/** Real clients whose handshake was answered with a SYN cookie. */
export const BY_COOKIE: Measure = {
  id: 'byCookie',
  name: { en: 'clients that needed a SYN cookie', ko: 'SYN 쿠키가 필요했던 클라이언트' },
  unit: 'connections',
  better: 'lower',
};

/** Handshakes that wait for their last packet. */
export const HALF_OPEN: Measure = {
  id: 'halfOpen',
  name: { en: 'half-open handshakes', ko: '끝나지 않은 핸드셰이크' },
  unit: 'sockets',
  better: 'lower',
};
