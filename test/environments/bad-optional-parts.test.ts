import type { Changes } from './wrong';
import { errorOf, problemsOf, problemsWith } from './wrong';
import { checkSharedSettings, checkTogether } from '../../environments/loading/check';
import type { Environment, SharedSettings } from '../../environments';
import dev from '../../environments/dev';
import prod from '../../environments/prod';
import shared from '../../environments/shared';
import { checkRegistryRegions } from '../../environments/rules/model-registry';
import { LANDSCAPE_RULES } from '../../environments/rules/landscape';
import { formatProblem } from '../../constructs/core/errors';
import type { Problem } from '../../constructs/core/errors';

const VAULT = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv';
const MONITOR_SCOPE = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Insights/privateLinkScopes/ampls';
const APPLICATION = { name: 'rstudio', image: `ghcr.io/azure/rocker-rstudio-ml-verse@sha256:${'0'.repeat(64)}`, endpoints: [{ targetPort: 8787, publishedPort: 8787 }] };

interface Case {
  readonly what: string;
  readonly base: 'dev' | 'test' | 'prod';
  readonly changes: Changes;
  readonly problems: readonly string[];
}

/** What is wrong with settings that an environment can do without, and exactly what is said about it. */
const CASES: readonly Case[] = [
  { what: 'an outbound rule to a part that the target does not have', base: 'dev', changes: { 'workspace.outboundRules': { privateEndpoints: { vault: { targetId: VAULT, group: 'blob' } } } }, problems: [
    `[OutboundTargetUnfit] 'workspace.outboundRules.privateEndpoints.vault.group' is not a sub-resource of Microsoft.KeyVault/vaults: got "blob"; expected vault; name a sub-resource of the target, or another target`,
  ] },
  { what: 'a monitor scope of another subscription', base: 'dev', changes: { 'network.monitorPrivateLink': { kind: 'existing', scopeId: MONITOR_SCOPE } }, problems: [
    `[MonitorScopeElsewhere] 'network.monitorPrivateLink.scopeId' is in another subscription than the environment: got "11111111-2222-3333-4444-555555555555"; expected 00000000-0000-0000-0000-000000000000; let the owner add the logs of the environment, or name a scope of the subscription; 'owned' makes one`,
  ] },
  { what: 'a monitor scope in a small subnet', base: 'dev', changes: { 'network.monitorPrivateLink': { kind: 'owned' }, 'network.subnets.privateEndpoints': 27 }, problems: [
    "[SubnetSizeTooSmall] 'network.subnets.privateEndpoints' leaves 27 addresses for 20 private endpoints, and the 15 addresses of the one to Azure Monitor: got 27; expected at most 26; lower the prefix length, which makes the subnet larger",
  ] },
  { what: 'an old-blob rule that does nothing', base: 'dev', changes: { 'storage.lifecycle': { old: { account: 'workspace' } } }, problems: [
    "[LifecycleRuleWithoutEffect] 'storage.lifecycle.old' does nothing: expected one of coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays, deleteVersionsAfterDays, deleteSnapshotsAfterDays; say when something happens, or remove the rule",
  ] },
  { what: 'an old-blob rule with a space in its name', base: 'dev', changes: { 'storage.lifecycle': { 'old files': { account: 'workspace', coolAfterDays: 30 } } }, problems: [
    `[LifecycleRuleNameInvalid] 'storage.lifecycle.old files' can't be the name of a rule: got "old files"; expected 1 to 256 letters, digits and hyphens; rename the rule`,
  ] },
  { what: 'an old-blob rule for nothing', base: 'dev', changes: { 'storage.lifecycle': { old: { account: 'workspace', prefixes: [], coolAfterDays: 30 } } }, problems: [
    "[LifecyclePrefixesEmpty] 'storage.lifecycle.old.prefixes' is empty: got []; expected at least one start of a path; name one, or leave it out to mean everything",
  ] },
  { what: 'an old-blob rule in the wrong order', base: 'dev', changes: { 'storage.lifecycle': { old: { account: 'dataLake', coolAfterDays: 30, coldAfterDays: 30 } } }, problems: [
    "[LifecycleStepsReversed] 'storage.lifecycle.old.coldAfterDays' is not after the step before: got 30; expected growing days in the order coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays; raise it, or lower the one before",
  ] },
  { what: 'an archive in an account over zones', base: 'test', changes: { 'storage.lifecycle': { old: { account: 'dataLake', archiveAfterDays: 90 } } }, problems: [
    "[LifecycleArchiveZonal] 'storage.lifecycle.old.archiveAfterDays' can't be with ZRS, which has no archive: got 90; expected LRS, GRS or RAGRS; use 'coldAfterDays', or another 'storage.replication'",
  ] },
  { what: 'versions in the data lake', base: 'dev', changes: { 'storage.lifecycle': { old: { account: 'dataLake', deleteVersionsAfterDays: 90 } } }, problems: [
    `[LifecycleVersionsInLake] 'storage.lifecycle.old.deleteVersionsAfterDays' has no effect on the data lake, which keeps no versions: got 90; expected nothing; remove it, or set 'account' to "workspace"`,
  ] },
  { what: 'models that are deleted because they are old', base: 'dev', changes: { 'storage.lifecycle': { old: { account: 'workspace', deleteAfterDays: 90 } } }, problems: [
    "[LifecycleDeletesModels] 'storage.lifecycle.old.deleteAfterDays' would delete models, since they are in the workspace account beside what is temporary: got 90; expected 'prefixes' with it; name where the temporary files are, or move old blobs to a cheaper tier",
  ] },
  { what: 'blobs that are old before they are written', base: 'dev', changes: { 'storage.lifecycle': { old: { account: 'dataLake', deleteAfterDays: 0 } } }, problems: [
    "[LifecycleDaysOutOfRange] 'storage.lifecycle.old.deleteAfterDays' is out of range: got 0; expected a whole number from 1 to 99999; write days",
  ] },
  { what: 'an application by its tag, and at a port that is taken', base: 'dev', changes: { 'compute.instances[0].customApplications': [APPLICATION, { ...APPLICATION, name: 'other', image: 'rocker/rstudio:latest' }] }, problems: [
    `[CustomApplicationImageUnpinned] 'compute.instances[0].customApplications[1].image' is not an image by its digest: got "rocker/rstudio:latest"; expected registry/name@sha256: and 64 hexadecimal digits; look the digest up with \`docker buildx imagetools inspect\`, and write it instead of the tag`,
    "[CustomApplicationPortTwice] 'compute.instances[0].customApplications[1].endpoints[0].publishedPort' is the port of another endpoint of the instance: got 8787; expected a port of its own for each; choose another one",
  ] },
  { what: 'a license in the open', base: 'dev', changes: { 'compute.instances[0].customApplications': [{ ...APPLICATION, environment: { RSP_LICENSE: 'abc' } }] }, problems: [
    `[CustomApplicationSecret] 'compute.instances[0].customApplications[0].environment' looks like it has a secret: got "RSP_LICENSE"; expected secrets in 'secretEnvironment'; move it to 'secretEnvironment', as a SecretValue`,
  ] },
  { what: 'an application at a port of the system', base: 'dev', changes: { 'compute.instances[0].customApplications': [{ ...APPLICATION, endpoints: [{ targetPort: 80, publishedPort: 80 }] }] }, problems: [
    "[NumberOutOfRange] 'compute.instances[0].customApplications[0].endpoints[0].publishedPort' is out of range: got 80; expected a whole number from 1025 to 65535; correct the number",
  ] },
  { what: 'nobody who is eligible', base: 'dev', changes: { eligibility: { personas: [] } }, problems: [
    "[EligibilityOfNobody] 'eligibility.personas' is empty: got []; expected at least one persona; name one, or remove 'eligibility'",
  ] },
  { what: 'a persona that is eligible twice', base: 'dev', changes: { eligibility: { personas: ['auditor', 'auditor'] } }, problems: [
    `[EligiblePersonaTwice] 'eligibility.personas[1]' is there already: got "auditor"; expected each persona once; remove it`,
  ] },
  { what: 'a persona that is eligible, and nobody is', base: 'dev', changes: { eligibility: { personas: ['auditor'] }, 'personas.auditor': [] }, problems: [
    `[EligiblePersonaWithoutGroups] 'eligibility.personas[0]' has no group in this environment: got "auditor"; expected a persona with a group in 'personas.auditor'; add the group, or remove the persona from the list`,
  ] },
  { what: 'an eligibility that ends and does not', base: 'dev', changes: { eligibility: { personas: ['auditor'], durationDays: 90, permanentEnabled: true } }, problems: [
    "[EligibilityEndTwice] 'eligibility.durationDays' has no effect with 'permanentEnabled': got 90; expected one of the two; remove one",
  ] },
  { what: 'an eligibility for no time', base: 'dev', changes: { eligibility: { personas: ['auditor'], durationDays: 0 } }, problems: [
    "[EligibilityDaysOutOfRange] 'eligibility.durationDays' is out of range: got 0; expected a whole number from 1 to 3650; write days, at most those that the PIM settings of the roles allow",
  ] },
];

describe('an optional part of an environment', () => {
  test.each(CASES)('fails with $what', ({ base, changes, problems }) => {
    expect(problemsWith(base, changes)).toEqual(problems);
  });
});

describe('the settings of the model registry', () => {
  const REASON = 'Partners deploy from it, as agreed with security';
  const problems = (modelRegistry: Partial<NonNullable<SharedSettings['modelRegistry']>>): string[] =>
    problemsOf(() => checkSharedSettings({ ...shared, modelRegistry: { ...shared.modelRegistry, ...modelRegistry } }, 'environments/shared.ts')).map(formatProblem);

  function regionProblems(settings: SharedSettings, environments: readonly Environment[]): string[] {
    const problems: Problem[] = [];
    checkRegistryRegions(settings, environments, (problem) => problems.push(problem));
    return problems.map(formatProblem);
  }

  test('fail without a region', () => {
    expect(problems({ regions: [] })).toEqual(["[RegistryWithoutRegion] 'modelRegistry.regions' is empty: got []; expected at least one region, the main one first; add the region of the environments"]);
  });

  test('fail with a region twice', () => {
    expect(problems({ regions: [{ location: 'westeurope' }, { location: 'westeurope' }] })).toEqual([`[RegistryRegionTwice] 'modelRegistry.regions[1].location' is there already: got "westeurope"; expected each region once; remove it`]);
  });

  test('fail with public access that nobody explains', () => {
    expect(problems({ publicNetworkAccessEnabled: true })).toEqual(["[RegistryPublicWithoutReason] 'modelRegistry.publicNetworkAccessEnabled' is on without a reason: got true; expected false; turn it off, or say why in 'modelRegistry.reason'"]);
  });

  test('fail with a reason for nothing', () => {
    expect(problems({ reason: REASON })).toEqual([`[RegistryReasonUnused] 'modelRegistry.reason' explains nothing without public network access: got "${REASON}"; expected nothing; remove it`]);
  });

  test('accept public access for a reason', () => {
    expect(checkSharedSettings({ ...shared, modelRegistry: { ...shared.modelRegistry, publicNetworkAccessEnabled: true, reason: REASON } }, 'environments/shared.ts').modelRegistry).toEqual({ ...shared.modelRegistry, publicNetworkAccessEnabled: true, reason: REASON });
  });

  test('fail without the region of an environment', () => {
    expect(errorOf(() => checkTogether(shared, [dev, { ...prod, location: 'northeurope' }], 'environments/shared.ts')).message).toBe(
      `[RegistryNotInRegion] 'modelRegistry.regions' has no copy in the region of prod, whose workspace can't use it: got ["westeurope"]; expected a list with "northeurope"; add { location: 'northeurope' } (at environments/shared.ts)`,
    );
  });

  test('may leave out the region of an environment in another cloud, which does not use it', () => {
    expect(regionProblems(shared, [dev, { ...prod, cloud: 'usgovernment', location: 'usgovvirginia' }])).toEqual([]);
  });

  test('can be left out', () => {
    const { modelRegistry: _, ...without } = shared;
    expect(regionProblems(without, [{ ...prod, location: 'northeurope' }])).toEqual([]);
  });
});

describe('private link scopes of Azure Monitor', () => {
  const OWNED = { kind: 'owned' } as const;
  const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-dns';
  type Zones = Environment['network']['privateDnsZones'];

  function found(first: Zones, second: Zones): string[] {
    const environments = [{ ...dev, network: { ...dev.network, privateDnsZones: first, monitorPrivateLink: OWNED } }, { ...prod, network: { ...prod.network, privateDnsZones: second, monitorPrivateLink: OWNED } }];
    const problems: Problem[] = [];
    LANDSCAPE_RULES.forEach((rule) => rule(environments, (problem) => problems.push(problem)));
    return problems.map(formatProblem);
  }

  const SHARED = `[MonitorScopesShareDns] 'prod.network.monitorPrivateLink' would overwrite the DNS records of dev, which registers in the same zones: got "owned"; expected one scope for each DNS domain; let the platform team own one scope, and name it in both with { kind: 'existing', scopeId }`;

  test('fail where two environments register in the same zones', () => {
    expect(found({ kind: 'existing', resourceGroupId: GROUP }, { kind: 'existing', resourceGroupId: GROUP.toUpperCase() })).toEqual([SHARED]);
    expect(found({ kind: 'policy' }, { kind: 'policy' })).toEqual([SHARED]);
  });

  test('are allowed where each environment has zones of its own', () => {
    expect(found({ kind: 'owned' }, { kind: 'owned' })).toEqual([]);
    expect(found({ kind: 'owned' }, { kind: 'existing', resourceGroupId: GROUP })).toEqual([]);
  });
});
