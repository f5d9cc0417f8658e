import { GATEWAY_API_MINOR, minorOf } from '../../constructs/aks/minor-version';
import { AzureCloud, cloudEndpoints } from '../../constructs/core/cloud';
import { DATASET_URIS, isDatasetUri } from '../../constructs/serving/dataset-uri';
import type { Environment } from '../schema';
import { cloudOfSetting } from './cloud';
import type { Report } from './rule';
import { rule } from './rule';

type Serving = NonNullable<NonNullable<Environment['aks']>['serving']>;
type Service = Serving['services'][string];

const PROP = 'aks.serving';
/** The longest name of a service that leaves room for those of its parts. */
const MAX_NAME = 30;
const PRODUCTION_REPLICAS = 2;

/** The gateway is one that callers reach, and others don't; the cluster has what it needs. */
export const servingRule = rule(['cloud', 'access', 'network', 'aks'], ({ cloud, access, network, aks }, report) => {
  if (!aks?.serving) return;
  const { dnsZoneName, gateway: { hostName, publicAddressEnabled = false, clientRanges } } = aks.serving;
  const own = cloudOfSetting(cloud);
  if (own !== AzureCloud.PUBLIC) report({ code: 'ServingNotInCloud', prop: PROP, rule: `needs add-ons of AKS that Microsoft documents for public Azure, not for ${cloudEndpoints(own).displayName}`, expected: 'nothing', fix: 'remove it' });
  const minor = minorOf(aks.kubernetesVersion);
  if (minor !== undefined && minor < GATEWAY_API_MINOR) report({ code: 'ServingVersionTooOld', prop: 'aks.kubernetesVersion', rule: 'is too old for the gateways of scoring services', got: aks.kubernetesVersion, expected: `1.${GATEWAY_API_MINOR} or later`, fix: `raise it, or remove '${PROP}'` });
  if (network.monitorPrivateLink) report({ code: 'ServingMetricsPrivate', prop: PROP, rule: "can't be with 'network.monitorPrivateLink': the store of its metrics has no private endpoint", expected: 'nothing', fix: 'remove one of the two' });
  if (!hostName.endsWith(`.${dnsZoneName}`)) report({ code: 'ServingHostOutsideZone', prop: `${PROP}.gateway.hostName`, rule: 'is not in the DNS zone', got: hostName, expected: `a name that ends with .${dnsZoneName}`, fix: `choose such a name, or correct '${PROP}.dnsZoneName'` });
  if (publicAddressEnabled && !access.publicNetworkAccessEnabled) report({ code: 'ServingPublicInPrivateEnvironment', prop: `${PROP}.gateway.publicAddressEnabled`, rule: 'is on in an environment without public network access', got: true, expected: 'false', fix: "turn it off, or 'access.publicNetworkAccessEnabled' on too" });
  if (publicAddressEnabled && !clientRanges?.length) report({ code: 'ServingOpenToAll', prop: `${PROP}.gateway.clientRanges`, rule: 'is required for a public address', got: clientRanges, expected: 'at least one range', fix: 'list who calls, or turn the public address off' });
});

/** Services run where they can, with room for the next release beside this one, and nothing gets requests untried. */
export const servingServicesRule = rule(['stage', 'aks'], ({ stage, aks }, report) => {
  if (!aks?.serving) return;
  const { services, quota } = aks.serving;
  const paths = new Map<string, string>();
  for (const [name, service] of Object.entries(services)) {
    const prop = `${PROP}.services.${name}`;
    if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > MAX_NAME) report({ code: 'ServingNameOfService', prop, rule: "can't be the name of a service", got: name, expected: `1 to ${MAX_NAME} lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen`, fix: 'rename it' });
    const path = service.path ?? '/';
    if (!path.startsWith('/')) report({ code: 'ServingPathInvalid', prop: `${prop}.path`, rule: 'is not the start of a path', got: path, expected: 'a path that starts with "/"', fix: 'correct it' });
    const other = paths.get(path);
    if (other !== undefined) report({ code: 'ServingPathTwice', prop: `${prop}.path`, rule: `is that of ${other} too`, got: path, expected: 'a path of its own', fix: 'give one of the two another path' });
    paths.set(path, name);
    checkPlace(service, prop, aks.gpuPool !== undefined, report);
    checkRollout(service, prop, report);
    if (stage === 'production' && service.replicas.min < PRODUCTION_REPLICAS) report({ code: 'ProductionServiceSingle', prop: `${prop}.replicas.min`, rule: 'would lose the service with one node', got: service.replicas.min, expected: `at least ${PRODUCTION_REPLICAS} in production`, fix: 'raise it' });
  }
  checkQuota(Object.values(services), quota, report);
});

function checkPlace({ pool, resources, replicas }: Service, prop: string, hasGpuPool: boolean, report: Report): void {
  if (pool === 'gpu' && !hasGpuPool) report({ code: 'ServingPoolMissing', prop: `${prop}.pool`, rule: 'is a pool that the cluster does not have', got: pool, expected: '"cpu"', fix: "change it, or add 'aks.gpuPool'" });
  if (pool === 'cpu' && resources.gpus !== undefined) report({ code: 'ServingGpusWithoutPool', prop: `${prop}.resources.gpus`, rule: 'is asked of nodes without GPUs', got: resources.gpus, expected: 'nothing', fix: "remove it, or set 'pool' to \"gpu\"" });
  for (const [limit, request] of [['cpuLimitMillicores', 'cpuMillicores'], ['memoryLimitMib', 'memoryMib']] as const) {
    const most = resources[limit];
    if (most !== undefined && most < resources[request]) report({ code: 'ServingLimitBelowRequest', prop: `${prop}.resources.${limit}`, rule: `is less than '${request}'`, got: most, expected: `at least ${resources[request]}`, fix: 'raise it, or leave it out' });
  }
  if (replicas.min > replicas.max) report({ code: 'ServingReplicasReversed', prop: `${prop}.replicas.min`, rule: "is more than 'max'", got: replicas.min, expected: `at most ${replicas.max}`, fix: "lower it, or raise 'max'" });
}

function checkRollout({ rollout, validation }: Service, prop: string, report: Report): void {
  const { percents, gates } = rollout;
  if (percents.some((percent, index) => percent <= (percents[index - 1] ?? 0))) report({ code: 'ServingStepsNotIncreasing', prop: `${prop}.rollout.percents`, rule: 'do not rise from step to step', got: percents, expected: 'rising numbers from 1 to 99', fix: 'order them, and leave out what changes nothing' });
  if (percents.length === 0 && rollout.mirrorPercent === undefined) report({ code: 'ServingStepsMissing', prop: `${prop}.rollout.percents`, rule: 'is empty: the candidate would get everything at once', got: percents, expected: "at least one step, or 'mirrorPercent'", fix: 'add one, for example 10' });
  if (Object.keys(gates).length === 0) report({ code: 'ServingGatesMissing', prop: `${prop}.rollout.gates`, rule: 'is empty: nothing would stop a bad candidate', got: gates, expected: 'at least one metric', fix: 'say what must hold before the next step, for example errorPercent' });
  const { command, datasetUri, quality } = validation;
  if (command.length === 0) report({ code: 'ServingCommandMissing', prop: `${prop}.validation.command`, rule: 'is empty', got: command, expected: 'what the image runs', fix: 'name it' });
  if (!isDatasetUri(datasetUri)) report({ code: 'ServingDatasetInvalid', prop: `${prop}.validation.datasetUri`, rule: 'does not say where the validation set is', got: datasetUri, expected: DATASET_URIS, fix: 'copy it from the data asset, version and all' });
  if (Object.keys(quality).length === 0) report({ code: 'ServingQualityMissing', prop: `${prop}.validation.quality`, rule: 'is empty: every candidate would pass', got: quality, expected: 'at least one metric', fix: 'say what the candidate must reach, for example accuracy' });
}

/** Room for the stable deployment and the candidate at their most, for the pods of the one that is replaced, and for the validation. */
function checkQuota(services: readonly Service[], quota: Serving['quota'], report: Report): void {
  const sum = (of: (service: Service, pods: number) => number): number => services.reduce((all, service) => all + of(service, service.replicas.max * 2 + service.replicas.min), 0);
  const needed = {
    cpuMillicores: sum(({ resources }, pods) => resources.cpuMillicores * (pods + 1)),
    memoryMib: sum(({ resources }, pods) => (resources.memoryLimitMib ?? resources.memoryMib) * (pods + 1)),
    pods: sum((_, pods) => pods + 1),
    gpus: sum(({ resources }, pods) => (resources.gpus ?? 0) * pods),
  };
  for (const key of ['cpuMillicores', 'memoryMib', 'pods', 'gpus'] as const) {
    const own = quota[key] ?? 0;
    if (own < needed[key]) report({ code: 'ServingQuotaTooSmall', prop: `${PROP}.quota.${key}`, rule: 'has no room for all services with the next release beside each', got: own, expected: `at least ${needed[key]}`, fix: "raise it, or lower 'replicas' or 'resources'" });
  }
}
