/**
 * A failure the lab can bring about, as data and one function that plays it.
 * @module
 */
import type { Family } from '../model/socket.ts';
import type { Text } from '../model/text.ts';
import type { Link } from './link.ts';
import type { Stage } from './stage.ts';

/** Rule ids per side of the stage. A side left out is not judged. */
export interface PerSide {
  readonly server?: readonly string[];
  readonly client?: readonly string[];
}

/** A failure, its twin, or a look-alike. */
export interface Scenario {
  /** Stable, kebab-case. Of a twin: `<fault>-twin`; of a look-alike: what it is. */
  readonly id: string;
  /** The rule it is about. */
  readonly rule: string;
  /** What happens on stage, for `tcpdoctor lab` and its report. */
  readonly story: Text;
  readonly families: readonly Family[];
  /** `twin`: the same crowd without the fault. `look-alike`: harmless, or another fault, that resembles it. */
  readonly kind: 'fault' | 'twin' | 'look-alike';
  /** Id of the fault that a twin or look-alike belongs to. */
  readonly of?: string;
  /** How long the checkup watches, ms. @default 3_000 */
  readonly windowMs?: number;
  readonly link?: Link;
  /** With a router between client and server. @default false */
  readonly router?: boolean;
  /** Needs the CPU to itself. @default false */
  readonly alone?: boolean;
  /**
   * Brings the crowd and the fault about, waits until it stands, and returns. Activities of actors
   * go on while the checkup looks; everything ends with the stage.
   */
  play(stage: Stage): Promise<void>;
  /** What must be found, first to last, of any severity; and nothing more. An empty list is "nothing". */
  readonly expect: PerSide;
  /** Ids that may also appear, as `notice` or `harmless`. Anything else is wrong. */
  readonly allow?: PerSide;
}
