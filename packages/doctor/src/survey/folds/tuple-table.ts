/**
 * Counts by (source address, destination address and port), exact, in flat arrays: a million
 * destinations cost no object.
 * @module
 */
import type { AddressWords } from '../../wire/address.ts';
import type { SocketView } from '../../wire/socket-view.ts';

/** Words of a key: local address (4), remote address (4), remote port with the family in bit 16. */
const KEY_WORDS = 9;
const IPV6_FLAG = 0x1_0000;

/** Rows of `columns` counters each, found by a socket's addresses. */
export interface TupleTable {
  readonly size: number;
  /** The row of this socket's tuple, made when it is new. Valid until the next call. */
  rowOf(view: SocketView): number;
  add(row: number, column: number): void;
  set(row: number, column: number, value: number): void;
  get(row: number, column: number): number;
  /** Families by row. */
  isIpv6(row: number): boolean;
  remotePort(row: number): number;
  /** Address words as the kernel stores them. */
  local(row: number): AddressWords;
  remote(row: number): AddressWords;
}

/** An empty table. */
export function tupleTable(columns: number): TupleTable {
  let capacity = 32;
  let slots = new Int32Array(capacity * 2).fill(-1);
  let keys = new Uint32Array(capacity * KEY_WORDS);
  let counts = new Uint32Array(capacity * columns);
  const probe = new Uint32Array(KEY_WORDS);
  let size = 0;

  const matches = (row: number): boolean => {
    const at = row * KEY_WORDS;
    if (keys[at + 8] !== probe[8] || keys[at + 4] !== probe[4] || keys[at] !== probe[0]) {
      return false;
    }
    if (isIpv4(probe)) return true;
    for (let i = 1; i < 8; i++) if (keys[at + i] !== probe[i]) return false;
    return true;
  };

  const grow = (): void => {
    capacity *= 2;
    const [oldKeys, oldCounts] = [keys, counts];
    keys = new Uint32Array(capacity * KEY_WORDS);
    keys.set(oldKeys);
    counts = new Uint32Array(capacity * columns);
    counts.set(oldCounts);
    slots = new Int32Array(capacity * 2).fill(-1);
    for (let row = 0; row < size; row++) {
      const key = keys.subarray(row * KEY_WORDS, (row + 1) * KEY_WORDS);
      slots[freeSlot(slots, hash(key))] = row;
    }
  };

  return {
    get size() {
      return size;
    },
    rowOf(view) {
      fill(probe, view);
      const mask = slots.length - 1;
      let slot = hash(probe) & mask;
      for (let row = slots[slot]!; row !== -1; row = slots[slot]!) {
        if (matches(row)) return row;
        slot = (slot + 1) & mask;
      }
      if (size === capacity) {
        grow();
        slot = freeSlot(slots, hash(probe));
      }
      keys.set(probe, size * KEY_WORDS);
      slots[slot] = size;
      return size++;
    },
    add: (row, column) => void (counts[row * columns + column]! += 1),
    set: (row, column, value) => void (counts[row * columns + column] = value),
    get: (row, column) => counts[row * columns + column] ?? 0,
    isIpv6: (row) => ((keys[row * KEY_WORDS + 8] ?? 0) & IPV6_FLAG) !== 0,
    remotePort: (row) => (keys[row * KEY_WORDS + 8] ?? 0) & 0xffff,
    local: (row) => wordsAt(keys, row * KEY_WORDS),
    remote: (row) => wordsAt(keys, row * KEY_WORDS + 4),
  };
}

/** Written out: this runs once for every outgoing socket. Of IPv4 the other words stay 0. */
function fill(key: Uint32Array, view: SocketView): void {
  const isIpv6 = view.family === 'ipv6';
  if (!isIpv6 && !isIpv4(key)) key.fill(0);
  key[0] = view.localWord(0);
  key[4] = view.remoteWord(0);
  key[8] = view.remotePort | (isIpv6 ? IPV6_FLAG : 0);
  if (!isIpv6) return;
  key[1] = view.localWord(1);
  key[2] = view.localWord(2);
  key[3] = view.localWord(3);
  key[5] = view.remoteWord(1);
  key[6] = view.remoteWord(2);
  key[7] = view.remoteWord(3);
}

/** IPv4 has its whole address in the first word of each. */
const isIpv4 = (key: Uint32Array): boolean => (key[8]! & IPV6_FLAG) === 0;

function hash(key: Uint32Array): number {
  let h = mix(mix(mix(0x9e37_79b9, key[0]!), key[4]!), key[8]!);
  if (isIpv4(key)) return h >>> 0;
  for (let i = 1; i < 8; i++) h = mix(h, key[i]!);
  return h >>> 0;
}

function mix(h: number, word: number): number {
  const mixed = Math.imul(h ^ word, 0x85eb_ca6b);
  return mixed ^ (mixed >>> 15);
}

const wordsAt = (keys: Uint32Array, at: number): AddressWords => [
  keys[at]!,
  keys[at + 1]!,
  keys[at + 2]!,
  keys[at + 3]!,
];

function freeSlot(slots: Int32Array, start: number): number {
  const mask = slots.length - 1;
  let slot = start & mask;
  while (slots[slot] !== -1) slot = (slot + 1) & mask;
  return slot;
}
