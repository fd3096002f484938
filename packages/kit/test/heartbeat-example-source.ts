/**
 * Lets an example import the kit by its name and get its source, built or not.
 * @module
 */
import { registerHooks } from 'node:module';

const KIT = /^@tcpdoctor\/kit\/(\w+)$/;

registerHooks({
  resolve(specifier, context, next) {
    const part = KIT.exec(specifier)?.[1];
    if (part === undefined) return next(specifier, context);
    return next(new URL(`../src/${part}/mod.ts`, import.meta.url).href, context);
  },
});
