import { readFileSync } from 'fs';
import { join } from 'path';
import { cutProvider, printFacts, type Corrections, type SchemaFile } from '../../facts/cut';
import { loadFacts } from '../../facts/load';
import types from '../../facts/types.json';

const SCHEMA: SchemaFile = {
  provider_schemas: {
    'registry.terraform.io/acme/acme': {
      provider: { block: { attributes: { url: { type: 'string', optional: true } } } },
      resource_schemas: {
        acme_box: {
          block: {
            attributes: {
              id: { type: 'string', optional: true, computed: true },
              size: { type: 'string', required: true },
              items: { type: ['list', ['object', { count: 'number' }]], optional: true },
            },
            block_types: { lid: { nesting_mode: 'list', max_items: 1, block: { attributes: { key: { type: 'string', required: true, sensitive: true } } } } },
          },
        },
        acme_box_lock: { block: {} },
        acme_van: { block: {} },
      },
    },
  },
};
const BEHAVIOUR = { acme_box: { size: { one_of: ['s', 'm'], force_new: true as const }, 'items.count': { min: 1 }, lid: { conflicts_with: ['items'] } } };
const CORRECTIONS: Corrections = { acme_box: { size: { one_of: null }, 'items.count': { required: true } } };
const cut = (resources: string[]) => cutProvider('acme', '1.2.3', SCHEMA, BEHAVIOUR, CORRECTIONS, { resources, data: [] });

describe('cutProvider', () => {
  it('merges schema, behaviour and corrections into one line per type', () => {
    expect(printFacts(cut(['box*']))).toBe(
      [
        '{',
        '"name":"acme",',
        '"source":"acme/acme",',
        '"version":"1.2.3",',
        '"provider":{"attributes":{"url":{"use":"optional","type":"string"}}},',
        '"resources":{',
        '"acme_box":{"attributes":{"id":{"use":"computed","type":"string"},"size":{"use":"required","type":"string","force_new":true},' +
          '"items":{"use":"optional","type":["list",["object",{"count":"number"}]],"fields":{"count":{"min":1,"required":true}}}},' +
          '"blocks":{"lid":{"nesting":"list","max_items":1,"conflicts_with":["items"],"attributes":{"key":{"use":"required","type":"string","sensitive":true}}}}},',
        '"acme_box_lock":{"attributes":{}}',
        '},',
        '"data":{}',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('fails for a type that the schema does not have', () => {
    expect(() => cut(['bicycle'])).toThrow("facts/types.json asks for the resource 'acme_bicycle', which the schema doesn't have");
  });
});

describe('the facts in the repository', () => {
  const facts = loadFacts();

  it('name the pinned providers', () => {
    expect(facts.providerNames.map((name) => `${name} ${facts.provider(name)?.version}`)).toEqual([
      'azapi 2.12.0', 'azuread 3.7.0', 'azuredevops 1.16.0', 'azurerm 4.79.0', 'kubernetes 2.38.0', 'terraform builtin',
    ]);
  });

  it.each(Object.keys(types))('are printed by the tool: %s', (name) => {
    const provider = facts.provider(name);
    if (provider === undefined) throw new RangeError(`no facts for ${name}`);
    const file = readFileSync(join(__dirname, '..', '..', 'facts', `${name}-${provider.version}.json`), 'utf8');
    expect(printFacts(provider)).toBe(file);
  });

  it('have nothing for an unknown provider', () => {
    expect(facts.provider('aws')).toBeUndefined();
  });
});
