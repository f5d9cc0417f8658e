import type { Changes } from './wrong';
import { problemsWith } from './wrong';

const SERVING = 'aks.serving';
const SERVICE = 'aks.serving.services.scoring';

interface Case {
  readonly what: string;
  readonly base: 'dev' | 'test' | 'prod';
  readonly changes: Changes;
  readonly problems: readonly string[];
}

/** What is wrong with scoring services, and exactly what is said about it. */
const CASES: readonly Case[] = [
  { what: 'a cluster that is too old', base: 'test', changes: { 'aks.kubernetesVersion': '1.33' }, problems: [
    `[ServingVersionTooOld] 'aks.kubernetesVersion' is too old for the gateways of scoring services: got "1.33"; expected 1.34 or later; raise it, or remove 'aks.serving'`,
  ] },
  { what: 'a private link scope of Azure Monitor', base: 'test', changes: { 'network.monitorPrivateLink': { kind: 'owned' } }, problems: [
    "[ServingMetricsPrivate] 'aks.serving' can't be with 'network.monitorPrivateLink': the store of its metrics has no private endpoint: expected nothing; remove one of the two",
  ] },
  { what: 'another cloud', base: 'test', changes: { cloud: 'usgovernment', location: 'usgovvirginia', 'aks.machineLearning': undefined }, problems: [
    "[ServingNotInCloud] 'aks.serving' needs add-ons of AKS that Microsoft documents for public Azure, not for Azure Government: expected nothing; remove it",
  ] },
  { what: 'a host name of another zone', base: 'test', changes: { [`${SERVING}.gateway.hostName`]: 'scoring.contoso.com' }, problems: [
    `[ServingHostOutsideZone] 'aks.serving.gateway.hostName' is not in the DNS zone: got "scoring.contoso.com"; expected a name that ends with .ml.example.com; choose such a name, or correct 'aks.serving.dnsZoneName'`,
  ] },
  { what: 'a public gateway in a private environment, open to all', base: 'test', changes: { [`${SERVING}.gateway.publicAddressEnabled`]: true }, problems: [
    "[ServingPublicInPrivateEnvironment] 'aks.serving.gateway.publicAddressEnabled' is on in an environment without public network access: got true; expected false; turn it off, or 'access.publicNetworkAccessEnabled' on too",
    "[ServingOpenToAll] 'aks.serving.gateway.clientRanges' is required for a public address: got nothing; expected at least one range; list who calls, or turn the public address off",
  ] },
  { what: 'a service on a pool that is not there', base: 'test', changes: { [`${SERVICE}.pool`]: 'gpu' }, problems: [
    `[ServingPoolMissing] 'aks.serving.services.scoring.pool' is a pool that the cluster does not have: got "gpu"; expected "cpu"; change it, or add 'aks.gpuPool'`,
  ] },
  { what: 'GPUs of nodes without', base: 'prod', changes: { [`${SERVICE}.resources.gpus`]: 1, [`${SERVING}.quota.gpus`]: 20 }, problems: [
    `[ServingGpusWithoutPool] 'aks.serving.services.scoring.resources.gpus' is asked of nodes without GPUs: got 1; expected nothing; remove it, or set 'pool' to "gpu"`,
  ] },
  { what: 'limits below requests', base: 'test', changes: { [`${SERVICE}.resources.cpuLimitMillicores`]: 400, [`${SERVICE}.resources.memoryLimitMib`]: 512 }, problems: [
    "[ServingLimitBelowRequest] 'aks.serving.services.scoring.resources.cpuLimitMillicores' is less than 'cpuMillicores': got 400; expected at least 500; raise it, or leave it out",
    "[ServingLimitBelowRequest] 'aks.serving.services.scoring.resources.memoryLimitMib' is less than 'memoryMib': got 512; expected at least 1024; raise it, or leave it out",
  ] },
  { what: 'more pods at least than at most', base: 'test', changes: { [`${SERVICE}.replicas.min`]: 3 }, problems: [
    "[ServingReplicasReversed] 'aks.serving.services.scoring.replicas.min' is more than 'max': got 3; expected at most 2; lower it, or raise 'max'",
  ] },
  { what: 'one pod in production', base: 'prod', changes: { [`${SERVICE}.replicas.min`]: 1 }, problems: [
    "[ProductionServiceSingle] 'aks.serving.services.scoring.replicas.min' would lose the service with one node: got 1; expected at least 2 in production; raise it",
  ] },
  { what: 'steps that fall', base: 'prod', changes: { [`${SERVICE}.rollout.percents`]: [50, 10] }, problems: [
    "[ServingStepsNotIncreasing] 'aks.serving.services.scoring.rollout.percents' do not rise from step to step: got [50,10]; expected rising numbers from 1 to 99; order them, and leave out what changes nothing",
  ] },
  { what: 'everything at once', base: 'prod', changes: { [`${SERVICE}.rollout.percents`]: [], [`${SERVICE}.rollout.mirrorPercent`]: undefined }, problems: [
    "[ServingStepsMissing] 'aks.serving.services.scoring.rollout.percents' is empty: the candidate would get everything at once: got []; expected at least one step, or 'mirrorPercent'; add one, for example 10",
  ] },
  { what: 'a rollout that nothing stops', base: 'prod', changes: { [`${SERVICE}.rollout.gates`]: {} }, problems: [
    "[ServingGatesMissing] 'aks.serving.services.scoring.rollout.gates' is empty: nothing would stop a bad candidate: got {}; expected at least one metric; say what must hold before the next step, for example errorPercent",
  ] },
  { what: 'a validation of nothing', base: 'prod', changes: { [`${SERVICE}.validation`]: { command: [], datasetUri: 'data/prices', quality: {} } }, problems: [
    "[ServingCommandMissing] 'aks.serving.services.scoring.validation.command' is empty: got []; expected what the image runs; name it",
    `[ServingDatasetInvalid] 'aks.serving.services.scoring.validation.datasetUri' does not say where the validation set is: got "data/prices"; expected a URI with https, abfss or wasbs, or with azureml and a workspace; a pod resolves none of a registry; copy it from the data asset, version and all`,
    "[ServingQualityMissing] 'aks.serving.services.scoring.validation.quality' is empty: every candidate would pass: got {}; expected at least one metric; say what the candidate must reach, for example accuracy",
  ] },
  { what: 'a quota without room for the next release', base: 'test', changes: { [`${SERVING}.quota`]: { cpuMillicores: 1000, memoryMib: 1024, pods: 2 } }, problems: [
    "[ServingQuotaTooSmall] 'aks.serving.quota.cpuMillicores' has no room for all services with the next release beside each: got 1000; expected at least 3000; raise it, or lower 'replicas' or 'resources'",
    "[ServingQuotaTooSmall] 'aks.serving.quota.memoryMib' has no room for all services with the next release beside each: got 1024; expected at least 6144; raise it, or lower 'replicas' or 'resources'",
    "[ServingQuotaTooSmall] 'aks.serving.quota.pods' has no room for all services with the next release beside each: got 2; expected at least 6; raise it, or lower 'replicas' or 'resources'",
  ] },
  { what: 'a path that is none', base: 'test', changes: { [`${SERVICE}.path`]: 'prices' }, problems: [
    `[ServingPathInvalid] 'aks.serving.services.scoring.path' is not the start of a path: got "prices"; expected a path that starts with "/"; correct it`,
  ] },
];

describe('scoring services', () => {
  test.each(CASES)('fail with $what', ({ base, changes, problems }) => {
    expect(problemsWith(base, changes)).toEqual(problems);
  });

  test('fail with two on one path, and with a name that Kubernetes refuses', () => {
    const service = { repository: 'models/prices', pool: 'cpu', resources: { cpuMillicores: 100, memoryMib: 128 }, modelLoadSeconds: 10, replicas: { min: 1, max: 1 }, dataCollection: false, rollout: { percents: [50], pauseMinutes: 5, gates: { errorPercent: 1 } }, validation: { command: ['validate'], datasetUri: 'https://contoso.com/data', quality: { accuracy: 0.9 } } };
    expect(problemsWith('test', { [`${SERVING}.services.Prices`]: service })).toEqual([
      `[ServingNameOfService] 'aks.serving.services.Prices' can't be the name of a service: got "Prices"; expected 1 to 30 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen; rename it`,
      `[ServingPathTwice] 'aks.serving.services.Prices.path' is that of scoring too: got "/"; expected a path of its own; give one of the two another path`,
    ]);
  });
});
