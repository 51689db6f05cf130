/** The JSON Schema of scenario files, asked what may stand at a path. */

import type { Path } from "./outline";

export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly defaultSnippets?: readonly Snippet[];
  readonly doNotSuggest?: boolean;
  readonly $ref?: string;
}

/** A piece to begin with, as editors know them: `${1:word}` is to be typed over. */
export interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

/** What makes a branch of `anyOf` worth a look; the rest only says what goes together. */
const TELLING = [
  "properties",
  "items",
  "enum",
  "const",
  "$ref",
  "anyOf",
  "oneOf",
  "allOf",
] as const;

export class Grammar {
  constructor(private readonly root: Schema) {}

  /** All schemas that hold at a path. */
  at(path: Path): readonly Schema[] {
    return path.reduce<readonly Schema[]>(
      (above, step) => above.flatMap((each) => this.expanded(below(each, step))),
      this.expanded(this.root),
    );
  }

  /** What a schema says, without references and alternatives. */
  expanded(schema: Schema | undefined): readonly Schema[] {
    if (!schema) return [];
    const plain = this.resolved(schema);
    const branches = [...(plain.anyOf ?? []), ...(plain.oneOf ?? []), ...(plain.allOf ?? [])];
    const telling = branches.filter((each) => TELLING.some((name) => name in each));
    return [plain, ...telling.flatMap((each) => this.expanded(each))];
  }

  /** A reference is replaced by what it leads to; what stands beside it goes before. */
  private resolved(schema: Schema): Schema {
    if (!schema.$ref) return schema;
    const { $ref, ...beside } = schema;
    const steps = $ref.replace(/^#\/?/, "").split("/");
    const names = steps.map((each) => each.replaceAll("~1", "/").replaceAll("~0", "~"));
    const found = names.reduce<unknown>(
      (above, name) => (above as Record<string, unknown> | undefined)?.[name],
      this.root,
    );
    return this.resolved({ ...(found as Schema | undefined), ...beside });
  }
}

function below(schema: Schema, step: string | number): Schema | undefined {
  if (typeof step === "number") return schema.items;
  const named = schema.properties?.[step];
  if (named) return named;
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

/** Whether a schema takes values of a type; one that names no type takes all. */
export function takes(schema: Schema, type: string): boolean {
  if (schema.type === undefined) return "properties" in schema && type === "object";
  return schema.type === type || (Array.isArray(schema.type) && schema.type.includes(type));
}

/** Text that YAML reads as that text, without quotes. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_/][\w ./@+-]*$/i;

/** A value in YAML on one line, as people write it. */
export function written(value: unknown): string {
  if (typeof value === "string") return PLAIN.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const pairs = Object.entries(value).map(([key, each]) => `${written(key)}: ${written(each)}`);
  return `{${pairs.join(", ")}}`;
}
