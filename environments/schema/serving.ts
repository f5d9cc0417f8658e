import { z } from 'zod';
import { cidr, flag, imageDigest, oneOf, text, wholeNumber } from './fields';

const amount = (description: string) => wholeNumber(description, 1, 10_000_000);
const limit = (description: string) => z.number().meta({ description, minimum: 0 }).optional();

const resourcesSchema = z
  .strictObject({
    cpuMillicores: amount('Thousandths of processors that are kept for a pod.'),
    cpuLimitMillicores: amount('The most that it has. Default: twice as much.').optional(),
    memoryMib: amount('Memory that is kept for it, in mebibytes.'),
    memoryLimitMib: amount('Memory at which it is stopped. Default: what is kept.').optional(),
    gpus: wholeNumber('Whole GPUs; for the GPU pool. Default: none.', 1, 8).optional(),
  })
  .meta({ description: 'What each pod has.' });

const replicasSchema = z
  .strictObject({
    min: wholeNumber('Pods that are always there.', 1, 1000),
    max: wholeNumber('The most pods.', 1, 1000),
  })
  .meta({ description: 'How many pods there are, by the load.' });

const rolloutSchema = z
  .strictObject({
    percents: z.array(wholeNumber('Percent of the requests.', 1, 99)).meta({ description: 'What a candidate gets of the requests, step by step, before it gets all of them.' }),
    mirrorPercent: wholeNumber('Copies of requests for the candidate, in a step before. Default: no such step.', 1, 50).optional(),
    pauseMinutes: wholeNumber('How long each step is watched.', 1, 1440),
    gates: z
      .strictObject({
        errorPercent: limit('Percent of the requests that fail.'),
        latencyP95Milliseconds: limit('Milliseconds that 95 of 100 requests stay below.'),
        latencyP99Milliseconds: limit('Milliseconds that 99 of 100 requests stay below.'),
        predictionDriftPercent: limit('How far the predictions are from those of the stable deployment.'),
      })
      .meta({ description: 'What must hold before the next step: the most of each metric. People are told when it does not hold.' }),
  })
  .meta({ description: 'How a candidate takes over.' });

const validationSchema = z
  .strictObject({
    command: z.array(text('A word of the command.')).meta({ description: 'What the image runs to validate itself.' }),
    datasetUri: text('The validation set, version and all.'),
    quality: z.record(z.string(), z.number()).meta({ description: 'What the candidate must reach at least, by metric.' }),
    timeoutMinutes: wholeNumber('How long it may take. Default: 30.', 1, 1440).optional(),
  })
  .meta({ description: 'What a candidate must reach before it gets any request.' });

const serviceSchema = z.strictObject({
  repository: text('The repository of its images in the registry of the environment.'),
  pool: oneOf('The nodes it runs on.', ['cpu', 'gpu']),
  resources: resourcesSchema,
  modelLoadSeconds: wholeNumber('How long the model takes to load, at most.', 1, 3600),
  replicas: replicasSchema,
  path: text('What the paths of its requests start with. Default: "/".').optional(),
  dataCollection: flag('Whether requests and predictions are kept in the data lake.'),
  secrets: z.array(text('The name of a secret.')).meta({ description: 'Secrets of the key vault that its pods have as files. Default: none.' }).optional(),
  rollout: rolloutSchema,
  validation: validationSchema,
});

export const servingSchema = z
  .strictObject({
    dnsZoneName: text('The DNS zone that the host name is in.'),
    gateway: z
      .strictObject({
        hostName: text('What callers call.'),
        certificateName: text('The certificate of the host name in the key vault.'),
        publicAddressEnabled: flag('Whether the gateway has an address on the internet. Default: false.').optional(),
        clientRanges: z.array(cidr('A range.')).meta({ description: 'Who may call; required with a public address. Default: who reaches the private address.' }).optional(),
      })
      .meta({ description: 'The way in, with TLS.' }),
    quota: z
      .strictObject({
        cpuMillicores: amount('Requested thousandths of processors.'),
        memoryMib: amount('Memory in mebibytes.'),
        pods: wholeNumber('Pods.', 1, 10_000),
        gpus: wholeNumber('GPUs. Default: 0.', 0, 1000).optional(),
      })
      .meta({ description: 'What all services have together, at most.' }),
    services: z.record(z.string(), serviceSchema).meta({ description: 'Services by name.' }),
  })
  .meta({ description: 'Scoring services on plain Kubernetes. Default: none.' });

/** What of a service runs in a slot. */
const slotSchema = z.strictObject({
  digest: imageDigest('The digest of the image.'),
  modelVersion: text('The version of the model in it.'),
});

/** The releases of an environment: `releases/<environment>.json`. */
export const releasesSchema = z.record(
  z.string(),
  z.strictObject({
    blue: slotSchema.optional(),
    green: slotSchema.optional(),
    live: oneOf('The slot that callers are used to; the other one is the candidate.', ['blue', 'green']),
  }),
);
