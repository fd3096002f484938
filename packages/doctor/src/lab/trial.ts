/**
 * A trial: the same crowd and the same fault, each time on a fresh stage, once untreated and once for
 * each lever somebody may pull; measured the same way every time. It shows that a remedy helps and
 * that the folklore beside it does not.
 * @module
 */
import type { Family } from '../model/socket.ts';
import type { Text } from '../model/text.ts';
import type { Figures, Measure } from '../model/trial.ts';
import type { Link } from './link.ts';
import type { MachineKey } from './machine.ts';
import type { Need } from './needs.ts';
import type { Stage } from './stage.ts';

/** What a lever must do to a measure for the trial to come out right. */
export type Effect =
  /** Better by this factor at least. */
  | { readonly kind: 'better'; readonly times: number; readonly measure?: string }
  /** Not better by more than this factor: `1.3` leaves room for noise. May be worse. */
  | { readonly kind: 'none'; readonly within: number; readonly measure?: string }
  /** Worse by this factor at least. */
  | { readonly kind: 'worse'; readonly times: number; readonly measure?: string };

/** Something that is changed for one kind of round. */
export interface Lever {
  /** Unique in its trial, kebab-case: `longer-queue`. Remedies name it as their proof. */
  readonly id: string;
  readonly kind: 'remedy' | 'folklore';
  readonly at: 'application' | 'process' | 'kernel';
  /** What is changed, as a noun phrase: `a backlog of 512`, `net.ipv4.tcp_fin_timeout=1`. */
  readonly what: Text;
  /** On the first measure unless it names another. */
  readonly effect: Effect;
  /**
   * What the checkup must say of `Trial.finds` under this lever. `either` where the lever helps users
   * but the state remains.
   * @default `gone` of a remedy, `there` of folklore
   */
  readonly afterwards?: 'gone' | 'there' | 'either';
}

/** A crowd on its stage. The fault stands. */
export interface Round {
  /** Waits for the end of what is measured, and answers a figure for every measure. */
  figures(): Promise<Figures>;
}

/** A trial. */
export interface Trial {
  /** Id of the fault scenario it treats, or a name of its own: kebab-case, unique. */
  readonly id: string;
  /** The rule whose remedies it tries. */
  readonly rule: string;
  /** What will happen, a sentence or two, for `tcpdoctor lab`. */
  readonly story: Text;
  /** Who does what, as a noun phrase for a proof: `100 clients while accepting pauses for 1.5 s`. */
  readonly crowd: Text;
  readonly families: readonly Family[];
  readonly link?: Link;
  /** With a router between client and server. @default false */
  readonly router?: boolean;
  /** Needs the CPU to itself. @default false */
  readonly alone?: boolean;
  /** What it needs of the machine beyond a stage; where that is missing it is left out. */
  readonly needs?: readonly Need[];
  /**
   * Settings of the whole machine it changes while it plays; empty: none, but it uses up what all programs of
   * the machine share. It then needs `own-machine` and plays alone.
   */
  readonly machine?: readonly MachineKey[];
  /** Takes minutes: only played by its name. @default false */
  readonly slow?: boolean;
  /** The first is the one that counts. */
  readonly measures: readonly [Measure, ...Measure[]];
  /** Of each kind; 5 where timing matters, 1 where a count comes out the same each time. @default 1 */
  readonly rounds?: number;
  /** What is found in the untreated round; absent: the checkup is not asked. */
  readonly finds?: { readonly side: 'server' | 'client'; readonly rule: string };
  /** How long the checkup watches, ms. @default 3_000 */
  readonly windowMs?: number;
  readonly levers: readonly [Lever, ...Lever[]];
  /**
   * Pulls the lever, brings the crowd about, waits until the fault stands, and returns. What it began
   * goes on while the checkup looks.
   * @param lever Its id; `undefined` is the untreated round.
   */
  begin(stage: Stage, lever: string | undefined): Promise<Round>;
}
