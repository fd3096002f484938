/**
 * Remedies that only look.
 * @module
 */
import { LOOKS } from '../proofs/proof.ts';

/** Their risk and their proof. */
export const LOOKING = {
  risk: { en: 'None, it only looks', ko: '없음 (조회만 합니다)' },
  proof: LOOKS,
} as const;
