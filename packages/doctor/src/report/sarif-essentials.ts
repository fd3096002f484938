/**
 * What SARIF 2.1.0 demands of the parts of a log that lint writes, for tests: required fields, closed
 * objects, enumerations, bounds.
 *
 * Source: OASIS SARIF 2.1.0, sections 3.13 (sarifLog), 3.14 (run), 3.18 and 3.19 (tool), 3.27 (result),
 * 3.4 (artifactLocation), 3.30 (region), 3.49 (reportingDescriptor).
 * @module
 */

/** A log, as far as tests look into it. */
export interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: object };
      }[];
    }[];
  }[];
}

type Schema = Readonly<Record<string, unknown>>;

/** An object with these properties and no others. */
const closed = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const text: Schema = { type: 'string', minLength: 1 };
const list = (items: Schema, minItems = 0): Schema => ({ type: 'array', items, minItems });
const message = closed({ text }, ['text']);
const level: Schema = { enum: ['none', 'note', 'warning', 'error'] };

const rule = closed(
  {
    id: text,
    shortDescription: message,
    help: message,
    defaultConfiguration: closed({ level }, []),
  },
  ['id'],
);

const artifactLocation = closed(
  { uri: { type: 'string', format: 'uri-reference' }, uriBaseId: { enum: ['ROOT'] } },
  ['uri'],
);

const location = closed(
  {
    physicalLocation: closed(
      {
        artifactLocation,
        region: closed({ startLine: { type: 'integer', minimum: 1 } }, ['startLine']),
      },
      ['artifactLocation'],
    ),
  },
  [],
);

const result = closed(
  {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    locations: list(location, 1),
  },
  ['message', 'ruleId', 'ruleIndex', 'level', 'locations'],
);

const driver = closed({ name: text, version: text, rules: list(rule) }, ['name', 'rules']);

const base: Schema = { const: 'file:///' };

const run = closed(
  {
    tool: closed({ driver }, ['driver']),
    language: { type: 'string', pattern: '^[a-z]{2}(-[A-Z]{2})?$' },
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    originalUriBaseIds: closed({ ROOT: closed({ uri: base }, ['uri']) }, []),
    results: list(result),
  },
  ['tool', 'results'],
);

/** A JSON Schema of a whole log. */
export const SARIF: Schema = closed(
  {
    $schema: { const: 'https://json.schemastore.org/sarif-2.1.0.json' },
    version: { const: '2.1.0' },
    runs: list(run, 1),
  },
  ['version', 'runs'],
);
