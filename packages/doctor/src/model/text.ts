/**
 * A sentence in every language of the product, and the few words numbers need.
 * @module
 */

/** The languages of the product. */
export type Lang = 'en' | 'ko';

/** One sentence, in every language. Leaving one out is a compile error. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

/** The same words in every language: names, commands, numbers. */
export const same = (text: string): Text => ({ en: text, ko: text });

/** `41208` as `41,208`; at most one digit after the point. */
export function num(value: number): string {
  const rounded = Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
  const [whole = '0', fraction] = String(rounded).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `0.5` as `50%`. */
export const percent = (ratio: number): string => `${num(ratio * 100)}%`;

/** Bytes for people: `152 KB`, `12.5 MB` (powers of 1,000). */
export function bytes(value: number): string {
  if (value < 1_000) return `${num(value)} B`;
  if (value < 1_000_000) return `${num(value / 1_000)} KB`;
  if (value < 1_000_000_000) return `${num(value / 1_000_000)} MB`;
  return `${num(value / 1_000_000_000)} GB`;
}

/** A length of time for people, from milliseconds: `20 µs`, `0.2 ms`, `44 ms`, `3.2 s`, `16 min`, `2.5 h`. */
export function duration(ms: number): Text {
  if (ms > 0 && ms < 0.1) return { en: `${num(ms * 1_000)} µs`, ko: `${num(ms * 1_000)}µs` };
  if (ms < 1_000) return { en: `${num(ms)} ms`, ko: `${num(ms)}ms` };
  if (ms < 120_000) return { en: `${num(ms / 1_000)} s`, ko: `${num(ms / 1_000)}초` };
  if (ms < 7_200_000) return { en: `${num(ms / 60_000)} min`, ko: `${num(ms / 60_000)}분` };
  return { en: `${num(ms / 3_600_000)} h`, ko: `${num(ms / 3_600_000)}시간` };
}

/** `1 connection`, `2 connections`: English only, Korean has no plural here. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${num(value)} ${value === 1 ? one : many}`;

/** An address with its port as people write it: `10.0.0.1:80`, `[::1]:80`. */
export const hostPort = (at: { readonly address: string; readonly port: number }): string =>
  at.address.includes(':') ? `[${at.address}]:${at.port}` : `${at.address}:${at.port}`;

/** A Korean particle pair: after a closed syllable, after an open one. */
export type Josa = '은/는' | '이/가' | '을/를' | '과/와' | '으로/로';

/** How words end in Korean by their last digit or Latin letter: closed, or closed with ㄹ; else open (`worker가`). */
const READ_CLOSED = new Set('013678lmn');
const READ_RIEUL = new Set('178l');

/**
 * The word with the particle that fits its last sound: `nginx가`, `포트 80이`, `커널로`.
 * A closing bracket or quote is read over.
 */
export function josa(word: string, pair: Josa): string {
  const last =
    word
      .replaceAll(/[\s)\]"'`]+$/g, '')
      .at(-1)
      ?.toLowerCase() ?? '';
  const [closed = '', open = ''] = pair.split('/');
  const code = last.charCodeAt(0) - 0xac00;
  const hangul = code >= 0 && code < 11_172;
  const tail = hangul ? code % 28 : undefined;
  const isClosed = tail === undefined ? READ_CLOSED.has(last) : tail !== 0;
  const isRieul = tail === undefined ? READ_RIEUL.has(last) : tail === 8;
  if (pair === '으로/로' && isRieul) return word + open;
  return word + (isClosed ? closed : open);
}
