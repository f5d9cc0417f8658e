import { Token } from 'cdktf';
import { NAME_RULES } from '../../../constructs/core/name-rules';
import type { NamedResource, NameRule } from '../../../constructs/core/name-rules';
import { nameProblem, NamingConvention } from '../../../constructs/core/naming';

const KINDS = Object.keys(NAME_RULES) as NamedResource[];
const convention = (overrides: { workload?: string; environment?: string; location?: string; seed?: string } = {}): NamingConvention =>
  new NamingConvention({ workload: 'mlops', environment: 'dev', location: 'westeurope', seed: 'subscription', ...overrides });

describe('NamingConvention', () => {
  test('makes names of abbreviation, workload, environment, region and purpose', () => {
    expect(convention().name('virtualNetwork')).toBe('vnet-mlops-dev-we');
    expect(convention().name('subnet', 'training')).toBe('snet-mlops-dev-we-training');
  });

  test('ends global names with a suffix that only depends on the input', () => {
    const first = convention().name('storageAccount', 'lake');
    expect(first).toMatch(/^stmlopsdevwelake[a-z0-9]{5}$/);
    expect(convention().name('storageAccount', 'lake')).toBe(first);
    expect(convention({ seed: 'another subscription' }).name('storageAccount', 'lake')).not.toBe(first);
  });

  test.each(KINDS)('makes a valid name of a %s', (kind) => {
    const name = convention().name(kind, kind === 'storageContainer' || kind === 'fileShare' ? 'data' : undefined);
    expect(nameProblem(kind, name)).toBe(undefined);
  });

  test('fails where a name cannot fit, instead of cutting it', () => {
    expect(() => convention({ workload: 'forecast', location: 'eastus2' }).name('storageAccount', 'experiments')).toThrow(
      /^\[NameTooLong\] 'name of the storage account' is too long for a storage account: got "stforecastdevuse2experiments[a-z0-9]{5}"; expected 3 to 24 characters: lower-case letters and digits; shorten the workload, environment or purpose, or set 'name' on the resource \(at naming convention\)$/,
    );
  });
});

describe('nameProblem', () => {
  const rules = Object.entries(NAME_RULES) as [NamedResource, NameRule][];

  test.each(rules)('a %s has a lower and an upper limit', (kind, rule) => {
    const letter = 'a';
    expect(nameProblem(kind, letter.repeat(rule.maxLength))).toBe(undefined);
    expect(nameProblem(kind, letter.repeat(rule.maxLength + 1))?.code).toBe('NameTooLong');
    expect(nameProblem(kind, letter.repeat(rule.minLength - 1))?.code).toBe('NameTooShort');
  });

  test.each<[NamedResource, string]>([
    ['storageAccount', 'Upper'],
    ['storageAccount', 'with-hyphen'],
    ['keyVault', '1vault'],
    ['keyVault', 'two--hyphens'],
    ['keyVault', 'ends-'],
    ['containerRegistry', 'with-hyphen'],
    ['workspace', '-starts'],
    ['resourceGroup', 'ends.'],
    ['kubernetesNodePool', 'with-hyphen'],
    ['computeCluster', 'ends-'],
    ['computeInstance', '1starts'],
    ['datastore', 'Upper_case'],
    ['virtualNetwork', 'ends-'],
    ['logAnalyticsWorkspace', 'under_score'],
  ])('refuses a %s called %s', (kind, name) => {
    expect(nameProblem(kind, name)).toMatchObject({ code: 'NameInvalid', got: name });
  });

  test('leaves names alone that are only known at apply', () => {
    expect(nameProblem('keyVault', Token.asString({ resolve: () => '!' }))).toBe(undefined);
  });
});
