/**
 * What the kit has to tell at run time that is not an error.
 * @module
 */

/** One thing worth knowing. */
export interface KitWarning {
  /** Stable, upper case. Switch on this, never on `message`. */
  readonly code: 'TCPDOCTOR_BACKLOG_CAPPED' | 'TCPDOCTOR_PORTS_HALF_USED';
  /** For people: what is, what follows, what to do. */
  readonly message: string;
}

/** Who is told. */
export type OnWarning = (warning: KitWarning) => void;

/** Tells through `process.emitWarning`: Node prints it on standard error, unless told otherwise. */
export const emitWarning: OnWarning = ({ code, message }) =>
  process.emitWarning(message, { type: 'TcpdoctorWarning', code });
