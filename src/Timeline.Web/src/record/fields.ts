/** JSON Schema (2020-12), as far as the catalogue uses it. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema | boolean>>;
  readonly required?: readonly string[];
}

/** What is asked for, by how it is asked. */
export type Field =
  | { readonly kind: 'name' | 'text' | 'key' | 'date' | 'number' | 'flag' | 'id' | 'any' }
  | { readonly kind: 'choice'; readonly words: readonly string[]; readonly isNumber: boolean }
  /** Several keys or texts; where one may stand alone, it does. */
  | { readonly kind: 'several'; readonly of: 'key' | 'text'; readonly isOneAlone: boolean }
  | { readonly kind: 'rows'; readonly of: Group }
  | Group;

export interface Group {
  readonly kind: 'group';
  readonly members: readonly Member[];
  /** Where nothing but its first member is given, that is written alone: a place by its name. */
  readonly isFirstAlone: boolean;
}

export interface Member {
  readonly name: string;
  readonly field: Field;
  readonly isRequired: boolean;
}

const keyPattern = '^[a-z0-9]+([-.~][a-z0-9]+)*$';
const prosePattern = '\\S';

/** How to ask for what a schema describes. */
export function fieldOf(schema: Schema | boolean): Field {
  if (typeof schema === 'boolean') return { kind: 'any' };
  if (schema.enum) return { kind: 'choice', words: schema.enum, isNumber: false };
  if (schema.anyOf && schema.type === undefined) return choiceOf(schema.anyOf.map(fieldOf));
  switch (schema.type) {
    case 'object': return schema.properties ? groupOf(schema) : { kind: 'any' };
    case 'array': return arrayOf(fieldOf(schema.items ?? true));
    case 'boolean': return { kind: 'flag' };
    case 'integer': return isShort(schema) ? { kind: 'choice', words: wholeNumbers(schema.minimum, schema.maximum), isNumber: true } : { kind: 'number' };
    case 'number': return { kind: 'number' };
    default: return textOf(schema);
  }
}

export function groupOf(schema: Schema): Group {
  const required = new Set(schema.required ?? []);
  return {
    kind: 'group', isFirstAlone: false,
    members: Object.entries(schema.properties ?? {}).map(([name, of]) => ({ name, field: fieldOf(of), isRequired: required.has(name) })),
  };
}

/** The group with another field in the place of one of its members. */
export const withMember = (group: Group, name: string, field: Field): Group =>
  ({ ...group, members: group.members.map(m => (m.name === name ? { ...m, field } : m)) });

const isShort = (schema: Schema): schema is { minimum: number; maximum: number } =>
  schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum - schema.minimum < 10;

const wholeNumbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

function textOf({ format, pattern }: Schema): Field {
  if (format === 'edtf') return { kind: 'date' };
  if (format === 'uuid') return { kind: 'id' };
  return { kind: pattern === keyPattern ? 'key' : pattern === prosePattern ? 'text' : 'name' };
}

function arrayOf(items: Field): Field {
  if (items.kind === 'group') return { kind: 'rows', of: items };
  return { kind: 'several', of: items.kind === 'key' ? 'key' : 'text', isOneAlone: false };
}

/** One of two forms: the longer holds the shorter. */
function choiceOf(fields: readonly Field[]): Field {
  const several = fields.find(f => f.kind === 'several');
  if (several) return { ...several, isOneAlone: true };
  const group = fields.find(f => f.kind === 'group');
  return group ? { ...group, isFirstAlone: true } : fields[0] ?? { kind: 'any' };
}
