/**
 * Colour without knowing about terminals: reports say what a piece of text is, the face decides how
 * that looks.
 * @module
 */
import type { Severity } from '../model/verdict.ts';

/** What a piece of text is. */
export type Role = Severity | 'title' | 'label' | 'command' | 'bar' | 'dim' | 'healthy';

/** Returns the text as it shall look. Must not change its width. */
export type Paint = (role: Role, text: string) => string;

/** No colour: for pipes and files. */
export const plain: Paint = (_role, text) => text;
