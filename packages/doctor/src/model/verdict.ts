/**
 * What a rule answers: one of three, and what a finding carries.
 * @module
 */
import type { Family } from './socket.ts';
import type { Text } from './text.ts';

/**
 * `critical` users are failing now; `warning` it hurts now or will soon; `notice` worth knowing,
 * nobody is hurt; `harmless` looks alarming and is not.
 */
export type Severity = 'critical' | 'warning' | 'notice' | 'harmless';

/** How sure the evidence makes us: a counter unique to the cause, a likely one, a suspicion. */
export type Confidence = 'certain' | 'probable' | 'suspected';

/** Units of evidence. */
export type Unit =
  | 'connections'
  | 'sockets'
  | 'packets'
  | 'segments'
  | 'bytes'
  | 'ports'
  | 'descriptors'
  | 'entries'
  | 'pages'
  | 'events'
  | 'ms'
  | 'per second'
  | 'ratio'
  | 'setting';

/** One number a verdict rests on, and where a reader can check it by hand. */
export interface Evidence {
  readonly what: Text;
  readonly value: number;
  readonly unit: Unit;
  /** Kernel name or file: `TcpExt.ListenOverflows`, `sock_diag idiag_rqueue`. */
  readonly source: string;
}

/** What a finding is about. Ports are numbers; owners are resolved by inode when it is shown. */
export type Subject =
  | {
      readonly kind: 'listener';
      readonly address: string;
      readonly port: number;
      readonly family: Family;
    }
  | {
      readonly kind: 'destination';
      readonly source?: string;
      readonly address: string;
      readonly port: number;
      readonly family: Family;
    }
  | {
      readonly kind: 'socket';
      readonly local: { readonly address: string; readonly port: number };
      readonly remote: { readonly address: string; readonly port: number };
      readonly family: Family;
    }
  | {
      readonly kind: 'sockets';
      readonly count: number;
      /** Inbound: the port they came in by. */
      readonly localPort?: number;
      /** Outbound: where they go. */
      readonly remote?: { readonly address: string; readonly port: number };
      readonly family: Family;
    }
  | { readonly kind: 'process'; readonly pid: number; readonly command: string }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'host' };

/** A cause this finding was checked against and is not, and by which number. */
export interface NotThis {
  /** Rule id, or the plain name of a state that is no rule. */
  readonly rule: string;
  /** The plain name in Korean. Absent for a rule id, which is the same in every language. */
  readonly ko?: string;
  readonly because: Text;
}

/** A lever of a trial of the lab, where it was measured before and after. */
export interface LabProof {
  readonly kind: 'lab';
  /** Id of the trial: `tcpdoctor lab TRIAL` plays it. */
  readonly trial: string;
  /** Id of the lever in it. */
  readonly lever: string;
}

/** What shows that a remedy helps. */
export type Proof =
  | LabProof
  /** It changes nothing: it helps to find out. */
  | { readonly kind: 'looks' };

/** A sysctl that a remedy sets on this machine, and how its value was reckoned. */
export interface SysctlWish {
  readonly key: string;
  /** As the kernel prints it, blanks single. */
  readonly value: string;
  /** A sentence with this host's numbers, without a final period. */
  readonly arithmetic: Text;
  /** Keys that other remedies of the same finding set, and that must be set before this one. */
  readonly after?: readonly string[];
}

/** What to do. In the order an expert would try them. */
export interface Remedy {
  readonly at: 'application' | 'process' | 'kernel';
  readonly do: Text;
  /** To be typed or written as it stands. */
  readonly command?: string;
  /** What the command sets, where it sets a sysctl of this machine: `tcpdoctor plan` proposes it. */
  readonly sysctl?: SysctlWish;
  readonly risk: Text;
  readonly proof: Proof;
}

/** A lever people reach for that does nothing here, or harm. */
export interface Folklore {
  /** `net.ipv4.tcp_fin_timeout`. */
  readonly what: string;
  /** `what` in Korean. Absent where it has no word of English in it. */
  readonly ko?: string;
  readonly because: Text;
  /** Where the lab shows that it does not help, or harms. */
  readonly proof?: LabProof;
}

/** A number against its limit, drawn as a bar. */
export interface Bar {
  /** At most 8 cells wide: `queue`, `ports`. */
  readonly label: Text;
  readonly value: number;
  readonly max: number;
  /** To the right of the bar, after `value of max`. */
  readonly note?: Text;
}

/** One thing that is wrong, or looks wrong and is not. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly subject: Subject;
  /** Inodes of the sockets it is about, a few: their owners are shown with it. 0 never. */
  readonly inodes: readonly number[];
  /** One line a tired person can read, with the owner's name where it is known. */
  readonly title: Text;
  /** What users notice. */
  readonly happens: Text;
  /** The mechanism with this host's numbers. */
  readonly why: Text;
  readonly bar?: Bar;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly not: readonly NotThis[];
  readonly remedies: readonly Remedy[];
  readonly doesNotHelp: readonly Folklore[];
  /** Ids of rules whose findings on the same subject this one explains. */
  readonly explains: readonly string[];
}

/** A rule's answer for one namespace. "Cannot tell" is an answer of its own. */
export type Verdict =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'unknown'; readonly because: Text }
  | { readonly kind: 'finding'; readonly findings: readonly [Finding, ...Finding[]] };
