/**
 * Every error this package throws on purpose. Nothing else is thrown on purpose.
 * @module
 */

/** A system call, or a read under /proc or /sys, that the kernel refused. */
export class SysError extends Error {
  override readonly name = 'SysError';
  /** The call or file operation, lower case: `sendto`, `read`, `setns`. */
  readonly op: string;
  /** What it was aimed at: a path, or `netlink:sock_diag`. */
  readonly target: string;
  /** Symbolic errno, such as `EPERM`. Switch on this, never on `message`. */
  readonly code: string;

  constructor(op: string, target: string, code: string, options?: ErrorOptions) {
    super(`Cannot ${op} ${target}: ${code}`, options);
    this.op = op;
    this.target = target;
    this.code = code;
  }
}

/** Bytes or text that do not have the shape their format promises. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** Byte offset into the buffer (or line number of the text) handed to the decoder. */
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`Cannot decode ${what} at byte ${offset}`);
    this.offset = offset;
  }
}

/** Something this system cannot do at all, such as looking at sockets on macOS. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
  /** What was asked for: `sock_diag`, `linux`. */
  readonly feature: string;

  constructor(feature: string, options?: ErrorOptions) {
    super(`Cannot use ${feature}: this system does not have it`, options);
    this.feature = feature;
  }
}

/** A request that makes no sense as it was written. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The sentence for the person who asked, in every language of the product. */
  readonly text: { readonly en: string; readonly ko: string };

  constructor(text: { readonly en: string; readonly ko: string }, options?: ErrorOptions) {
    super(text.en, options);
    this.text = text;
  }
}

/** Something that cannot be done here as things are, and what it would need. Exit status 3. */
export class NotPossibleError extends Error {
  override readonly name = 'NotPossibleError';
  /** The sentence for the person who asked, in every language of the product. */
  readonly text: { readonly en: string; readonly ko: string };

  constructor(text: { readonly en: string; readonly ko: string }, options?: ErrorOptions) {
    super(text.en, options);
    this.text = text;
  }
}
