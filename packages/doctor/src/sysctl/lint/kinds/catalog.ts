/**
 * Every kind of bad line.
 * @module
 */
import { BUFFER_KINDS } from './buffers.ts';
import { FILE_KINDS } from './files.ts';
import { FORM_KINDS } from './form.ts';
import { HOST_KINDS } from './host.ts';
import { KEY_KINDS } from './key.ts';
import type { Kind } from './kind.ts';
import { LISTEN_KINDS } from './listen.ts';
import { ORDER_KINDS } from './order.ts';
import { PATH_KINDS } from './path.ts';
import { PORT_KINDS } from './ports.ts';
import { SOCKET_KINDS } from './socket-options.ts';
import { TIME_WAIT_KINDS } from './time-wait.ts';
import { UNKNOWN_KEY_KINDS } from './unknown-key.ts';
import { VALUE_KINDS } from './value.ts';

/** Files, then lines by their form, key and value, then what values do. */
export const KINDS: readonly Kind[] = [
  ...FILE_KINDS,
  ...FORM_KINDS,
  ...KEY_KINDS,
  ...UNKNOWN_KEY_KINDS,
  ...VALUE_KINDS,
  ...ORDER_KINDS,
  ...LISTEN_KINDS,
  ...PORT_KINDS,
  ...TIME_WAIT_KINDS,
  ...BUFFER_KINDS,
  ...SOCKET_KINDS,
  ...PATH_KINDS,
  ...HOST_KINDS,
];
