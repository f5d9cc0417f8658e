import type { AttributeFacts, BlockFacts, FieldRules, NestedBlockFacts, Nesting, ProviderFacts, Rules, TypeConstraint, Use } from './model';

/** An attribute as `terraform providers schema -json` prints it. */
interface SchemaAttribute {
  type?: TypeConstraint;
  nested_type?: { nesting_mode: Nesting; attributes: Record<string, SchemaAttribute> };
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  sensitive?: boolean;
  write_only?: boolean;
}

interface SchemaBlock {
  attributes?: Record<string, SchemaAttribute>;
  block_types?: Record<string, { nesting_mode: Nesting; min_items?: number; max_items?: number; block: SchemaBlock }>;
}

interface ProviderSchema {
  provider: { block: SchemaBlock };
  resource_schemas?: Record<string, { block: SchemaBlock }>;
  data_source_schemas?: Record<string, { block: SchemaBlock }>;
}

export interface SchemaFile {
  provider_schemas: Record<string, ProviderSchema>;
}

/** Rules by dotted path, without indexes. */
export type TypeBehaviour = Record<string, Rules & Pick<FieldRules, 'required'>>;

/** Behaviour by resource type. */
export type Behaviour = Record<string, TypeBehaviour>;

/** Changes to rules that the behaviour file states wrongly; `null` removes a rule. */
export type Corrections = Record<string, Record<string, { [rule in keyof TypeBehaviour[string]]?: TypeBehaviour[string][rule] | null }>>;

/** Type names without the provider prefix; a trailing `*` takes every type that starts so. */
export interface WantedTypes {
  readonly resources: readonly string[];
  readonly data: readonly string[];
}

/** Cut a provider's schema and behaviour down to the wanted types, as one set of facts. */
export function cutProvider(
  name: string,
  version: string,
  schemaFile: SchemaFile,
  behaviour: Behaviour,
  corrections: Corrections,
  wanted: WantedTypes,
): ProviderFacts {
  const [entry] = Object.entries(schemaFile.provider_schemas);
  if (entry === undefined) throw new RangeError(`The schema of ${name} ${version} holds no provider`);
  const [source, schema] = entry;
  const cut = (kind: string, all: Record<string, { block: SchemaBlock }>, names: readonly string[], known: Behaviour) =>
    Object.fromEntries(
      expand(names, name, Object.keys(all), kind).map((type) => {
        const rules = correct(known[type] ?? {}, corrections[type] ?? {});
        return [type, topBlock(all[type]?.block ?? {}, rules)];
      }),
    );
  return {
    name,
    source: source.replace('registry.terraform.io/', ''),
    version,
    provider: block(schema.provider.block, {}, ''),
    resources: cut('resource', schema.resource_schemas ?? {}, wanted.resources, behaviour),
    data: cut('data source', schema.data_source_schemas ?? {}, wanted.data, {}),
  };
}

function expand(names: readonly string[], provider: string, available: string[], kind: string): string[] {
  const found = names.flatMap((name) => {
    const full = `${provider}_${name}`;
    const matches = full.endsWith('*') ? available.filter((type) => type.startsWith(full.slice(0, -1))) : available.filter((type) => type === full);
    if (matches.length === 0) throw new RangeError(`facts/types.json asks for the ${kind} '${full}', which the schema doesn't have`);
    return matches;
  });
  return [...new Set(found)].sort();
}

function correct(rules: TypeBehaviour, corrections: Corrections[string]): TypeBehaviour {
  const result = { ...rules };
  for (const [path, change] of Object.entries(corrections)) {
    const merged = Object.entries({ ...result[path], ...change }).filter(([, rule]) => rule !== null);
    result[path] = Object.fromEntries(merged);
  }
  return result;
}

/** The providers' SDK adds `id` as if it could be set, and then refuses it. */
function topBlock(schema: SchemaBlock, rules: TypeBehaviour): BlockFacts {
  const cut = block(schema, rules, '');
  const id = cut.attributes.id;
  if (id?.use === 'optional computed') cut.attributes.id = { ...id, use: 'computed' };
  return cut;
}

function block(schema: SchemaBlock, rules: TypeBehaviour, path: string): BlockFacts {
  const blocks = Object.entries(schema.block_types ?? {}).map(([name, nested]): [string, NestedBlockFacts] => [
    name,
    {
      nesting: nested.nesting_mode,
      ...(nested.min_items ? { min_items: nested.min_items } : {}),
      ...(nested.max_items ? { max_items: nested.max_items } : {}),
      ...rules[path + name],
      ...block(nested.block, rules, `${path}${name}.`),
    },
  ]);
  return {
    attributes: attributes(schema.attributes ?? {}, rules, path),
    ...(blocks.length > 0 ? { blocks: Object.fromEntries(blocks) } : {}),
  };
}

function attributes(all: Record<string, SchemaAttribute>, rules: TypeBehaviour, path: string): Record<string, AttributeFacts> {
  return Object.fromEntries(Object.entries(all).map(([name, schema]) => [name, attribute(schema, rules, path + name)]));
}

function attribute(schema: SchemaAttribute, rules: TypeBehaviour, path: string): AttributeFacts {
  const use = (['required', 'optional', 'computed'] as const).filter((flag) => schema[flag]).join(' ') as Use;
  const fields = fieldRules(schema.type, rules, `${path}.`);
  return {
    use,
    ...(schema.type === undefined ? {} : { type: schema.type }),
    ...(schema.nested_type === undefined
      ? {}
      : { nested: { nesting: schema.nested_type.nesting_mode, attributes: attributes(schema.nested_type.attributes, rules, `${path}.`) } }),
    ...(schema.sensitive ? { sensitive: true } : {}),
    ...(schema.write_only ? { write_only: true } : {}),
    ...rules[path],
    ...(fields === undefined ? {} : { fields }),
  };
}

/** Rules inside an attribute that holds objects, found by walking its type. */
function fieldRules(type: TypeConstraint | undefined, rules: TypeBehaviour, path: string): Record<string, FieldRules> | undefined {
  if (!Array.isArray(type)) return undefined;
  if (type[0] !== 'object') return fieldRules(type[1], rules, path);
  const found = Object.entries(type[1]).flatMap(([name, fieldType]): [string, FieldRules][] => {
    const own = rules[path + name];
    const fields = fieldRules(fieldType, rules, `${path}${name}.`);
    return own === undefined && fields === undefined ? [] : [[name, { ...own, ...(fields === undefined ? {} : { fields }) }]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Write facts with one line per type, so that a diff names the types that changed. */
export function printFacts(facts: ProviderFacts): string {
  const section = (name: string, types: Record<string, BlockFacts>) => {
    const lines = Object.entries(types).map(([type, block]) => `"${type}":${JSON.stringify(block)}`);
    return `"${name}":{${lines.length > 0 ? `\n${lines.join(',\n')}\n` : ''}}`;
  };
  const { name, source, version, provider, resources, data } = facts;
  const head = [`"name":"${name}"`, `"source":"${source}"`, `"version":"${version}"`, `"provider":${JSON.stringify(provider)}`];
  return `{\n${[...head, section('resources', resources), section('data', data)].join(',\n')}\n}\n`;
}
