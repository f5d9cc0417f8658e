import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { environmentNames, loadEnvironments, loadSharedSettings } from '../../environments';
import dev from '../../environments/dev';
import { SCHEMA_FILE } from '../../tools/environment-schema';
import type { Changes } from './wrong';
import { changed, errorOf } from './wrong';

const SUBSCRIPTION = '11111111-2222-3333-4444-555555555555';
const TENANT = '99999999-8888-7777-6666-555555555555';
const NONE = {};

/** Calls back with a folder that holds the files. */
function withFiles<T>(files: Readonly<Record<string, string>>, use: (directory: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'landscape-environments-'));
  try {
    Object.entries(files).forEach(([name, text]) => writeFileSync(join(root, name), text));
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A file with an environment of the repository, changed. */
const yaml = (base: string, changes: Changes = {}): string => stringify(changed(base, changes));

/** The message of loading the files, with the folder called `environments`. */
function messageFor(files: Readonly<Record<string, string>>, only?: readonly string[]): string {
  return withFiles(files, (directory) => errorOf(() => loadEnvironments({ directory, only, variables: NONE })).message.replaceAll(/landscape-environments-\w+/g, 'environments'));
}

describe('loadEnvironments', () => {
  test('loads dev, test and prod in this order', () => {
    expect(loadEnvironments({ variables: NONE }).map(({ name, stage }) => [name, stage])).toEqual([['dev', 'development'], ['test', 'test'], ['prod', 'production']]);
  });

  test('takes some of them only, in the same order', () => {
    expect(loadEnvironments({ only: ['prod', 'dev'], variables: NONE }).map(({ name }) => name)).toEqual(['dev', 'prod']);
  });

  test('reads the same from YAML as from TypeScript', () => {
    expect(withFiles({ 'dev.yaml': yaml('dev') }, (directory) => loadEnvironments({ directory, variables: NONE }))).toEqual([dev]);
  });

  test('reads a YAML file that names its schema for editors', () => {
    const directory = join(__dirname, 'fixtures/yaml');
    const schema = /^# yaml-language-server: \$schema=(.*)$/m.exec(readFileSync(join(directory, 'dev.yaml'), 'utf8'))?.[1] ?? '';
    expect([join(directory, schema), loadEnvironments({ directory, variables: NONE }).map(({ name, stage }) => [name, stage])]).toEqual([SCHEMA_FILE, [['dev', 'development']]]);
  });

  test('reads JSON with a schema for editors', () => {
    const json = JSON.stringify({ $schema: './environment.schema.json', ...dev });
    expect(withFiles({ 'dev.json': json }, (directory) => loadEnvironments({ directory, variables: NONE }))).toEqual([dev]);
  });

  test('puts environments of other names after dev, test and prod, by name', () => {
    const files = { 'qa.yaml': '', 'a.yml': '', 'prod.yaml': '', 'test.json': '', 'dev.yaml': '', 'readme.md': '', 'shared.ts': '', 'index.ts': '', 'types.d.ts': '' };
    expect(withFiles(files, environmentNames)).toEqual(['dev', 'test', 'prod', 'a', 'qa']);
  });
});

describe('subscription and tenant', () => {
  test('come from variables where the file has placeholders, those of the environment first', () => {
    const variables = { AZURE_SUBSCRIPTION_ID: SUBSCRIPTION, AZURE_SUBSCRIPTION_ID_PROD: TENANT, AZURE_TENANT_ID: TENANT, AZURE_TENANT_ID_SHARED: SUBSCRIPTION };
    const [first, second] = loadEnvironments({ only: ['dev', 'prod'], variables });
    const { subscriptionId, tenantId } = loadSharedSettings(variables);
    expect([first?.subscriptionId, first?.tenantId, second?.subscriptionId, second?.tenantId, subscriptionId, tenantId]).toEqual([SUBSCRIPTION, TENANT, TENANT, TENANT, SUBSCRIPTION, SUBSCRIPTION]);
  });

  test('are not written into the file that is loaded', () => {
    loadEnvironments({ only: ['dev'], variables: { AZURE_SUBSCRIPTION_ID: SUBSCRIPTION } });
    expect(dev.subscriptionId).toBe('00000000-0000-0000-0000-000000000000');
  });

  test('come from the file where it has them', () => {
    const files = { 'dev.yaml': yaml('dev', { subscriptionId: SUBSCRIPTION }) };
    const [environment] = withFiles(files, (directory) => loadEnvironments({ directory, variables: { AZURE_SUBSCRIPTION_ID: TENANT, AZURE_SUBSCRIPTION_ID_DEV: TENANT } }));
    expect(environment?.subscriptionId).toBe(SUBSCRIPTION);
  });

  test('fail as the variable that is wrong', () => {
    expect(errorOf(() => loadEnvironments({ only: ['dev'], variables: { AZURE_TENANT_ID_DEV: 'contoso' } })).message).toBe(
      "[VariableNotGuid] 'AZURE_TENANT_ID_DEV' is not a GUID: got \"contoso\"; expected 8-4-4-4-12 hexadecimal digits; copy the id from `az account show`, or unset AZURE_TENANT_ID_DEV (at environment variables)",
    );
  });
});

describe('wrong files', () => {
  const hub = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub';

  test.each<{ what: string; files: Readonly<Record<string, string>>; only?: readonly string[]; message: string }>([
    {
      what: 'an environment that there is not', files: { 'dev.yaml': yaml('dev'), 'prod.yaml': yaml('prod') }, only: ['prd'],
      message: `[EnvironmentUnknown] 'env' is not an environment: got "prd"; expected one of dev, prod; did you mean "prod"? (at environments)`,
    },
    {
      what: 'an environment that is like none', files: { 'dev.yaml': yaml('dev') }, only: ['staging'],
      message: `[EnvironmentUnknown] 'env' is not an environment: got "staging"; expected one of dev; name one of these, or add environments/staging.ts (at environments)`,
    },
    { what: 'no environment', files: { 'notes.md': '' }, message: "[EnvironmentsMissing] 'environments' has no environment: expected a .ts, .yaml, .yml or .json file for each; add one (at environments)" },
    {
      what: 'one environment in two files', files: { 'dev.yaml': yaml('dev'), 'dev.json': '{}' },
      message: "[EnvironmentTwice] 'dev' is in environments/dev.json and in environments/dev.yaml: expected one file per environment; remove one of them (at environments)",
    },
    { what: 'an empty file', files: { 'dev.yaml': '' }, message: "[SettingWrongType] 'environment' has the wrong type: got null; expected a block of settings; change it (at environments/dev.yaml)" },
    { what: 'a list instead of settings', files: { 'dev.yaml': '- name: dev\n' }, message: `[SettingWrongType] 'environment' has the wrong type: got [{"name":"dev"}]; expected a block of settings; change it (at environments/dev.yaml)` },
    {
      what: 'YAML with a tab', files: { 'dev.yaml': 'name: dev\ntags:\n\towner: ml\n' },
      message: "[EnvironmentSyntax] 'line 3, column 1' can't be read: Tabs are not allowed as indentation: expected YAML; correct the line (at environments/dev.yaml)",
    },
    { what: 'YAML with a key twice', files: { 'dev.yaml': 'name: dev\nname: test\n' }, message: "[EnvironmentSyntax] 'line 2, column 1' can't be read: Map keys must be unique: expected YAML; correct the line (at environments/dev.yaml)" },
    { what: 'YAML with a bracket that stays open', files: { 'dev.yaml': 'zones: [1, 2\nname: dev\n' }, message: "[EnvironmentSyntax] 'line 2, column 1' can't be read: Flow sequence in block collection must be sufficiently indented and end with a ]: expected YAML; correct the line (at environments/dev.yaml)" },
    { what: 'JSON that is cut off', files: { 'dev.json': '{ "name": "dev", "tags": {' }, message: "[EnvironmentSyntax] 'line 1, column 27' can't be read: Flow map in block collection must be sufficiently indented and end with a }: expected JSON; correct the line (at environments/dev.json)" },
    { what: 'TypeScript without an export', files: { 'dev.ts': 'export const dev = {};\n' }, message: "[EnvironmentExportMissing] 'export default' is missing: expected one environment per file; write `export default { ... } satisfies Environment` (at environments/dev.ts)" },
    { what: 'TypeScript that throws', files: { 'dev.ts': "throw new Error('no such secret');\n" }, message: "[EnvironmentModuleBroken] 'file' can't be loaded: no such secret: expected TypeScript that compiles; run `npm run typecheck` (at environments/dev.ts)" },
    {
      what: 'wrong values, with their lines', files: { 'dev.yaml': yaml('dev', { 'retention.logDays': 3, 'budget.recipients': undefined, 'aks.zones': ['4'] }) },
      message: `3 problems (at environments/dev.yaml):
  - [LogDaysOutOfRange] 'retention.logDays' is outside Log Analytics' limits: got 3; expected a whole number from 30 to 730; choose a number of days in the range (line 18)
  - [SettingMissing] 'budget.recipients' is missing: expected a list; add it (line 21)
  - [SettingNotAllowed] 'aks.zones[0]' is none of the values allowed: got "4"; expected "1" or "2" or "3"; choose one of them (line 97)`,
    },
    {
      what: 'problems of two environments and of both together',
      files: { 'test.yaml': yaml('test', { workload: 'ml_ops' }), 'prod.yaml': yaml('prod', { 'network.addressSpace': ['10.20.8.0/21'], 'keyVault.sku': 'gold', 'network.hub.virtualNetworkId': hub.toUpperCase() }) },
      message: `3 problems (at environments):
  - [ShortNameInvalid] 'test.workload' can't be part of resource names: got "ml_ops"; expected 1 to 8 lower-case letters and digits, starting with a letter; shorten it, or leave out the other characters (line 3)
  - [SettingNotAllowed] 'prod.keyVault.sku' is none of the values allowed: got "gold"; expected "standard" or "premium"; choose one of them (line 59)
  - [EnvironmentsOverlap] 'prod.network.addressSpace[0]' overlaps 10.20.0.0/20 of test, which peers with the same hub: got "10.20.8.0/21"; expected a range of its own; ask the network team for a free range`,
    },
    {
      what: 'machines of one name in one region',
      files: { 'dev.yaml': yaml('dev'), 'qa.yaml': yaml('dev', { name: 'qa' }) },
      message: `[InstanceNameTaken] 'qa.compute.instances[0].name' is the name of a machine of dev in the same region: got "ci-mlops-dev-first"; expected a name of its own; put the name of the environment in it (at environments)`,
    },
    {
      what: 'names that read the same',
      files: { 'a.yaml': yaml('dev', { name: 'a', workload: 'mlb', 'compute.instances': [], 'features.computeInstances': false }), 'ba.yaml': yaml('dev', { name: 'ba', workload: 'ml' }) },
      message: `[EnvironmentNamesMeet] 'ba.workload' gives the names that a has ("mlb" + "a"): got "ml"; expected a workload and a name that read differently together; rename the workload or the environment (at environments)`,
    },
  ])('fail: $what', ({ files, only, message }) => {
    expect(messageFor(files, only)).toBe(message);
  });
});
