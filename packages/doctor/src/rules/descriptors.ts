/**
 * Whether a process has a file descriptor left to accept a connection with.
 *
 * Source: accept(2) EMFILE.
 * @module
 */
import type { Owner } from '../model/survey.ts';

/** Measured: 41 of 40 when accept() fails; the rest is room for descriptors that come and go. */
const USED_UP = 0.98;

/** A descriptor kept in reserve, to accept and close at once with, as libuv does. */
const RESERVE = 1;

/** Its descriptors are used up, but for one in reserve. `false` where they could not be counted. */
export const isOutOfDescriptors = ({ fds }: Owner): boolean =>
  fds?.open !== undefined &&
  fds.limit !== undefined &&
  (fds.open >= fds.limit * USED_UP || fds.limit - fds.open <= RESERVE);
