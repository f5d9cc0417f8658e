import { z } from 'zod';
import { cidr, flag, guid, ipAddress, oneOf, text, vmSize, wholeNumber } from './fields';
import { servingSchema } from './serving';

const poolSchema = (description: string, minimum: number) =>
  z
    .strictObject({
      vmSize: vmSize('The size of a node.'),
      minNodes: wholeNumber('Nodes that are always there.', minimum, 1000),
      maxNodes: wholeNumber('The most nodes.', 1, 1000),
    })
    .meta({ description });

const maintenanceWindowSchema = z
  .strictObject({
    day: oneOf('The day of the week.', ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']),
    startHourUtc: wholeNumber('The hour it starts, in UTC.', 0, 23),
    durationHours: wholeNumber('How long it lasts.', 4, 24, { code: 'MaintenanceWindowOutOfRange', rule: "is outside Azure's limits", fix: 'allow at least four hours' }),
  })
  .meta({ description: 'When the cluster and its nodes are upgraded.' });

const instanceTypeSchema = z.strictObject({
  cpuCores: z.number().meta({ description: 'Processor cores; parts of one too.', exclusiveMinimum: 0 }),
  memoryGib: z.number().meta({ description: 'Memory in GiB; parts of one too.', exclusiveMinimum: 0 }),
  gpus: wholeNumber('Whole GPUs. Default: none.', 1, 8).optional(),
  pool: oneOf('The nodes it runs on.', ['cpu', 'gpu']),
});

const inferenceSchema = z
  .strictObject({
    hostName: text('The host that callers use; the name in the certificate.'),
    certificate: text('The certificate in the key vault; the secrets provider of the cluster may read it.'),
    tlsSecret: text('The Kubernetes secret in the namespace `azureml` that the certificate is in, as `cert.pem` and `key.pem`. It must be there before this is deployed.'),
  })
  .meta({ description: 'Online endpoints on the cluster, over HTTPS. Default: none.' });

const machineLearningSchema = z
  .strictObject({
    training: flag('Whether jobs, and batches, run on the cluster.'),
    inference: inferenceSchema.optional(),
    namespace: text('Where jobs and deployments run. It must be there before the first of them.'),
    instanceTypes: z.record(z.string(), instanceTypeSchema).meta({ description: 'What jobs and deployments can ask for, by name.' }),
    defaultInstanceType: text('What they have that name none; one of `instanceTypes`.'),
  })
  .meta({ description: 'The cluster as compute of the workspace. Default: the two are apart.' });

export const aksSchema = z
  .strictObject({
    kubernetesVersion: text('The version, as major.minor or major.minor.patch. Default: what Azure recommends at creation.').optional(),
    skuTier: oneOf('Standard has an uptime agreement.', ['Free', 'Standard', 'Premium']),
    privateCluster: flag('Whether the API server has a private address only.'),
    authorizedIpRanges: z.array(cidr('A public range.')).meta({ description: 'Who may reach a public API server; required without `privateCluster`.' }).optional(),
    podCidr: cidr('The range of pods; an overlay, not seen outside.'),
    serviceCidr: cidr('The range of services; not seen outside.'),
    dnsServiceIp: ipAddress('The address of cluster DNS, in `serviceCidr`.'),
    zones: z.array(oneOf('A zone.', ['1', '2', '3'])).meta({ description: 'Availability zones of the nodes; empty for none.' }),
    systemPool: poolSchema('Nodes for what the cluster itself needs.', 1),
    cpuPool: poolSchema('Nodes for inference on CPUs.', 0),
    gpuPool: poolSchema('Nodes for inference on GPUs. Default: none.', 0).optional(),
    adminGroupIds: z.array(guid('Object id of an Entra group.')).meta({ description: 'Who administers the cluster.' }),
    upgradeChannel: oneOf('Which versions the cluster is upgraded to.', ['patch', 'stable', 'rapid', 'node-image']),
    maintenanceWindow: maintenanceWindowSchema,
    machineLearning: machineLearningSchema.optional(),
    serving: servingSchema.optional(),
  })
  .meta({ description: 'The Kubernetes cluster; needed with the feature `aks`.' });
