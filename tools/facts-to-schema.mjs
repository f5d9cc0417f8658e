/** Turn the facts of one provider back into the shape of `terraform providers schema -json`. */
export function factsToSchema(facts) {
  const source = facts.source.split('/').length === 2 ? `registry.terraform.io/${facts.source}` : facts.source;
  return {
    format_version: '1.0',
    provider_versions: { [source]: facts.version },
    provider_schemas: {
      [source]: {
        provider: { version: 0, block: toBlock(facts.provider) },
        resource_schemas: mapValues(facts.resources, toSchema),
        data_source_schemas: mapValues(facts.data, toSchema),
      },
    },
  };
}

function toSchema(block) {
  return { version: 0, block: toBlock(block) };
}

function toBlock({ attributes, blocks = {} }) {
  return {
    attributes: mapValues(attributes, toAttribute),
    block_types: mapValues(blocks, (nested) => ({
      nesting_mode: nested.nesting,
      min_items: nested.min_items,
      max_items: nested.max_items,
      block: toBlock(nested),
    })),
  };
}

function toAttribute({ use, type, nested, sensitive }) {
  return {
    ...Object.fromEntries(use.split(' ').map((flag) => [flag, true])),
    ...(type ? { type } : {}),
    ...(nested ? { nested_type: { nesting_mode: nested.nesting, attributes: mapValues(nested.attributes, toAttribute) } } : {}),
    ...(sensitive ? { sensitive: true } : {}),
  };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
