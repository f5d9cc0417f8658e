import { z } from 'zod';
import { OUTBOUND_PRIVATE_LINK_GROUPS, OUTBOUND_SERVICE_TAGS } from '../../constructs/ml/outbound-rule';
import { flag, guid, hostName, oneOf, reason, resourceId, text, timeOfDay, vmSize, wholeNumber } from './fields';

/** What Azure calls the isolation of a workspace's managed network. */
export const ISOLATION_MODES = ['Disabled', 'AllowInternetOutbound', 'AllowOnlyApprovedOutbound'] as const;

const serviceTagRule = z.strictObject({
  serviceTag: oneOf('The service tag, without region.', OUTBOUND_SERVICE_TAGS),
  protocol: oneOf('The protocol. Default: TCP.', ['TCP', 'UDP', 'ICMP', '*']).optional(),
  ports: text('Ports and ranges with commas between them, for example `443,8000-8100`, or `*`. Default: 443.').optional(),
});

const privateEndpointRule = z.strictObject({
  targetId: resourceId('The resource to connect to.'),
  group: oneOf('The sub-resource, one that the type of the resource has: `blob` of storage, `searchService` of AI Search, `account` of AI services, `amlregistry` of an ML registry, `sqlServer` of Azure SQL.', OUTBOUND_PRIVATE_LINK_GROUPS),
  sparkEnabled: flag('Whether Spark jobs use it too. Default: false.').optional(),
});

const outboundRulesSchema = z
  .strictObject({
    fqdns: z.record(z.string(), hostName('A host, with `*.` for all below it.')).meta({ description: 'Hosts by rule name; ports 80 and 443. Only with AllowOnlyApprovedOutbound.' }).optional(),
    serviceTags: z.record(z.string(), serviceTagRule).meta({ description: 'Service tags by rule name. Only with AllowOnlyApprovedOutbound.' }).optional(),
    privateEndpoints: z.record(z.string(), privateEndpointRule).meta({ description: 'Private endpoints by rule name.' }).optional(),
  })
  .meta({ description: 'What compute may reach beyond the default rules. Default: nothing.' });

export const workspaceSchema = z
  .strictObject({
    friendlyName: text('What users see in the studio. Default: the name.').optional(),
    isolationMode: oneOf('How compute is isolated by the managed network; Azure only lets it become stricter later.', ISOLATION_MODES),
    highBusinessImpact: flag('Whether the workspace holds sensitive data, so that Microsoft collects less; fixed at creation.'),
    outboundRules: outboundRulesSchema.optional(),
  })
  .meta({ description: 'The Azure Machine Learning workspace.' });

const days = (description: string) => wholeNumber(description, 1, 99_999, { code: 'LifecycleDaysOutOfRange', fix: 'write days' }).optional();

const lifecycleRuleSchema = z.strictObject({
  account: oneOf('The account: `workspace` has snapshots of code, outputs of jobs and models; `dataLake` has the zones raw, curated and features.', ['workspace', 'dataLake']),
  prefixes: z.array(text('A container and, after a slash, the start of a path; for example `raw/landing/`.')).meta({ description: 'What the rule is for. Default: everything in the account.' }).optional(),
  coolAfterDays: days('After how many days without a change blobs go to the cool tier. Default: never.'),
  coldAfterDays: days('After how many days without a change blobs go to the cold tier. Default: never.'),
  archiveAfterDays: days('After how many days without a change blobs go to the archive, from where reading takes hours. Default: never.'),
  deleteAfterDays: days('After how many days without a change blobs are deleted. Default: never.'),
  deleteVersionsAfterDays: days('After how many days earlier versions are deleted; the data lake has none. Default: never.'),
  deleteSnapshotsAfterDays: days('After how many days snapshots are deleted. Default: never.'),
});

export const storageSchema = z
  .strictObject({
    replication: oneOf('How storage is replicated.', ['LRS', 'ZRS', 'GRS', 'RAGRS', 'GZRS', 'RAGZRS']),
    reason: reason('Why production is not replicated over zones; required there.').optional(),
    lifecycle: z.record(z.string(), lifecycleRuleSchema).meta({ description: 'What happens to old blobs, by the name of the rule. Default: they stay as they are.' }).optional(),
  })
  .meta({ description: 'The storage accounts of the workspace.' });

export const keyVaultSchema = z.strictObject({ sku: oneOf('Premium has keys in hardware.', ['standard', 'premium']) }).meta({ description: 'The key vault.' });

export const containerRegistrySchema = z
  .strictObject({
    sku: oneOf('Workspaces in a managed network, and private ones, need Premium, which has private endpoints, zones and retention.', ['Basic', 'Standard', 'Premium']),
    zoneRedundant: flag('Whether the registry survives the loss of a zone; needs Premium.'),
    reason: reason('Why the registry of production is not zone-redundant; required there.').optional(),
  })
  .meta({ description: 'The container registry.' });

const computeClusterSchema = z.strictObject({
  vmSize: vmSize('The size of a node, for example `Standard_D4s_v5`.'),
  minNodes: wholeNumber('Nodes that are always there; 0 costs nothing while idle.', 0, 1000),
  maxNodes: wholeNumber('The most nodes.', 1, 1000),
  priority: oneOf('LowPriority is cheaper; Azure may take the nodes back at any time.', ['Dedicated', 'LowPriority']),
  idleMinutes: wholeNumber('After how many idle minutes a node goes away.', 1, 1440),
  reason: reason('Why production uses low-priority nodes; required there.').optional(),
});

const scheduleSchema = z
  .strictObject({
    timeZone: text('Name of the time zone as Windows has it, for example `W. Europe Standard Time`.'),
    startTime: timeOfDay('When it starts. Default: by hand.').optional(),
    stopTime: timeOfDay('When it stops.'),
    days: z.array(oneOf('A day of the week.', ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])).meta({ description: 'On which days.' }),
  })
  .meta({ description: 'When it starts and stops. Default: by hand, and when idle.' });

const customApplicationSchema = z.strictObject({
  name: text('What the studio shows: letters, digits and hyphens.'),
  image: text('The image by its digest, for example `ghcr.io/azure/rocker-rstudio-ml-verse@sha256:…`.'),
  endpoints: z
    .array(z.strictObject({ targetPort: wholeNumber('The port in the container.', 1, 65535), publishedPort: wholeNumber('The port of the machine, another one for each endpoint; RStudio has 8787.', 1025, 65535) }))
    .meta({ description: 'What the application is reached at.' }),
  volumes: z
    .array(z.strictObject({ source: text('The folder of the machine.'), target: text('The folder in the container.'), readOnlyEnabled: flag('Whether the application can only read it. Default: false.').optional() }))
    .meta({ description: 'Folders that the application sees. Default: the files of the workspace, `/home/azureuser/cloudfiles`.' })
    .optional(),
  environment: z.record(z.string(), text('The value.')).meta({ description: 'Environment variables; no secrets. Default: none.' }).optional(),
  secretEnvironment: z.record(z.string(), text('The name of a secret in the key vault of the environment.')).meta({ description: 'Environment variables that are secrets, for example `RSP_LICENSE` of Posit Workbench; whoever deploys reads them from the key vault. Default: none.' }).optional(),
});

const computeInstanceSchema = z.strictObject({
  name: text('The name; unique in the region.'),
  vmSize: vmSize('The size.'),
  assignedTo: z.strictObject({ objectId: guid('Entra object id of the user.') }).meta({ description: 'The one user of the machine.' }),
  idleMinutes: wholeNumber('After how many idle minutes it stops.', 15, 4320, { code: 'InstanceIdleOutOfRange', rule: "is outside Azure's limits", fix: 'choose from a quarter of an hour to three days' }),
  schedule: scheduleSchema.optional(),
  setupScript: text('Path of a shell script in the file share of the workspace, which runs when the machine is created; for example `Users/admin/setup.sh`. Default: nothing.').optional(),
  customApplications: z.array(customApplicationSchema).meta({ description: 'Applications in containers beside Jupyter, for example RStudio; others mean a new machine. Default: none.' }).optional(),
});

const synapseSparkSchema = z
  .strictObject({ name: text('The name of the compute in the workspace.'), sparkPoolId: resourceId('The Spark pool.', 'Microsoft.Synapse/workspaces/bigDataPools') })
  .meta({ description: 'The Spark pool to attach; needed with the feature `synapseSpark`.' });

export const computeSchema = z
  .strictObject({
    cpuClusters: z.record(z.string(), computeClusterSchema).meta({ description: 'CPU clusters by name.' }),
    gpuClusters: z.record(z.string(), computeClusterSchema).meta({ description: 'GPU clusters by name.' }),
    imageBuildCluster: text('The CPU cluster that builds images, since a private registry can\'t. Default: the registry builds.').optional(),
    instances: z.array(computeInstanceSchema).meta({ description: 'Personal machines; needs the feature `computeInstances`.' }),
    synapseSpark: synapseSparkSchema.optional(),
  })
  .meta({ description: 'Compute of the workspace.' });
