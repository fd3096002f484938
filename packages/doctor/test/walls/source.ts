/**
 * One source file as the walls see it: what it imports, what it exports without a word, what it says.
 * @module
 */
import { parseSync, Visitor } from 'rolldown/utils';

/** Facts about one source file. */
export interface Source {
  /** Relative to src: `rules/path-loss/rule.ts`. */
  readonly path: string;
  readonly lines: number;
  /** Every module it names: static, dynamic, re-exported, and `import('…')` types. */
  readonly imports: readonly string[];
  /** Exported names, declared here, that no doc comment precedes. */
  readonly undocumented: readonly string[];
  /** It begins with a doc comment that ends in `@module`. */
  readonly hasHeader: boolean;
  /** Every string in it, templates by their fixed parts. Comments are not among them. */
  readonly strings: readonly string[];
}

/**
 * Reads the facts of one file.
 *
 * @throws {SyntaxError} When the file is not TypeScript.
 */
export function readSource(path: string, text: string): Source {
  const { program, module, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  const strings: string[] = [];
  const imports: string[] = [];
  new Visitor({
    Literal: ({ value }) => void (typeof value === 'string' && strings.push(value)),
    TemplateElement: ({ value }) => void strings.push(value.cooked ?? value.raw),
    ImportExpression: ({ source }) => void imports.push(nameOf(source)),
    TSImportType: ({ source }) => void imports.push(source.value),
  }).visit(program);
  const reExports = module.staticExports.flatMap(({ entries }) => entries);
  imports.push(
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...reExports.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  );
  const documented = (start: number): boolean =>
    docs.some(({ end }) => end <= start && text.slice(end, start).trim() === '');
  const [head] = comments;
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports,
    undocumented: module.staticExports
      .filter(({ start, entries }) => entries[0]?.moduleRequest === null && !documented(start))
      .flatMap(({ entries }) => entries.map(({ exportName }) => exportName.name ?? 'default')),
    hasHeader: head !== undefined && docs.includes(head) && /@module\s*$/.test(head.value),
    strings,
  };
}

/** A computed import cannot be checked, so it is named for what it is. */
const nameOf = (source: { readonly type: string; readonly value?: unknown }): string =>
  typeof source.value === 'string' ? source.value : 'a computed name';
