/**
 * What a link is asked to be, and what an open one can do.
 * @module
 */

/** What the link is like; one direction is like the other. */
export interface Link {
  /** One way, ms; the round trip is twice that. @default 0 */
  readonly delayMs?: number;
  /** Of whole IP packets. @default unlimited */
  readonly bitsPerSec?: number;
  /** Room before the bottleneck; the packet that does not fit is dropped. Only with a rate. @default 512_000 */
  readonly bufferBytes?: number;
  /** Share of packets lost at random, 0 to 1, both ways. @default 0 */
  readonly lossRatio?: number;
  /** Share of packets, 0 to 1, that are not delayed and so overtake those before them. Only with a delay. @default 0 */
  readonly reorderRatio?: number;
  /** IP packets longer than this vanish without a word. @default none */
  readonly mtuHoleBytes?: number;
  /** Seed of the emulator's randomness. @default 42 */
  readonly seed?: number;
}

/** What one direction of a link did. */
export interface DirectionStats {
  readonly packets: number;
  /** Found no room; 0 under netem, which counts them with those lost at random. */
  readonly tailDrops: number;
  readonly randomDrops: number;
  readonly holeDrops: number;
  /** Packets that overtook others; `undefined`: netem does not say. */
  readonly overtaking: number | undefined;
}

/** Both directions, by the side that sends. */
export interface LinkStats {
  readonly fromClient: DirectionStats;
  readonly fromServer: DirectionStats;
}

/** A link that carries packets. */
export interface OpenLink extends AsyncDisposable {
  readonly kind: 'netem' | 'emulator';
  /** To be called once the addresses are on the devices. */
  shape(): Promise<void>;
  /** Takes effect for packets sent from now on. */
  change(link: Link): Promise<LinkStats>;
}

/** A link whose absent wishes are filled in. */
export interface FullLink {
  readonly delayMs: number;
  /** `null`: unlimited (JSON has no Infinity). */
  readonly bitsPerSec: number | null;
  readonly bufferBytes: number;
  readonly lossRatio: number;
  readonly reorderRatio: number;
  readonly mtuHoleBytes: number | null;
  readonly seed: number;
}

/** Fills in the defaults. */
export const fullLink = (link: Link): FullLink => ({
  delayMs: link.delayMs ?? 0,
  bitsPerSec: link.bitsPerSec ?? null,
  bufferBytes: link.bufferBytes ?? 512_000,
  lossRatio: link.lossRatio ?? 0,
  reorderRatio: link.reorderRatio ?? 0,
  mtuHoleBytes: link.mtuHoleBytes ?? null,
  seed: link.seed ?? 42,
});
