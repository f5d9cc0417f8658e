import { JobV1 } from '@cdktf/provider-kubernetes/lib/job-v1';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { suffixFrom } from '../core/deterministic';
import { Problems } from '../core/errors';
import { DATASET_URIS, isDatasetUri } from './dataset-uri';
import { COMPONENT_LABEL, DEPLOYMENT_LABEL, SERVICE_LABEL } from './kubernetes-name';
import { podTemplate } from './pod-template';
import type { ScoringDeployment } from './scoring-deployment';

/** What a candidate must reach on the validation set before it gets any traffic. */
export interface QualityGate {
  /** As the image calls it, for example `accuracy`. */
  readonly metric: string;
  /** Less is too little. */
  readonly atLeast: number;
}

/** How a candidate is tried with the validation set. */
export interface ValidationOptions {
  /** What the image runs to validate, for example `['python', '-m', 'scoring.validate']`. It must end with 0 only when every quality is reached. */
  readonly command: readonly string[];
  /** The validation set, for example `abfss://curated@stlake.dfs.core.windows.net/validation/7`; the identity of the service must be able to read it. */
  readonly datasetUri: string;
  readonly quality: readonly QualityGate[];
  /** How long it may take. @default 30 */
  readonly timeoutMinutes?: number;
}

export interface ValidationJobProps extends ValidationOptions {
  readonly candidate: ScoringDeployment;
}

/**
 * Runs the validation set against a candidate, inside the cluster, once for each image, model and validation set. The apply
 * fails with it, so what depends on it, traffic first of all, stays as it was.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export class ValidationJob extends Construct {
  /** For what may only happen once the candidate has passed. */
  readonly dependable: ITerraformDependable;

  /** @throws ValidationError `ValidationCommandEmpty`, `ValidationDatasetInvalid`, `ValidationQualityInvalid`, `ValidationTimeInvalid` */
  constructor(scope: Construct, id: string, props: ValidationJobProps) {
    super(scope, id);
    const { candidate, command, datasetUri, quality, timeoutMinutes = 30 } = props;
    const { service } = candidate;
    this.check(props, timeoutMinutes);
    const settings = suffixFrom(JSON.stringify([command, datasetUri, quality]), 5);
    const labels = { [SERVICE_LABEL]: service.serviceName, [DEPLOYMENT_LABEL]: candidate.deploymentName, [COMPONENT_LABEL]: 'validation' };
    const { gpus: _, ...resources } = candidate.podOptions.resources;
    const { spec, metadata } = podTemplate({
      labels,
      ...candidate.podOptions,
      // It asks the candidate, which has the GPUs.
      resources,
      command,
      ports: {},
      variables: {
        VALIDATION_DATASET_URI: datasetUri,
        VALIDATION_QUALITY: JSON.stringify(Object.fromEntries(quality.map(({ metric, atLeast }) => [metric, { atLeast }]))),
        VALIDATION_TARGET_URL: `http://${candidate.clusterServiceName}`,
      },
    });
    const timeout = `${timeoutMinutes + 5}m`;
    this.dependable = new JobV1(this, 'Resource', {
      metadata: {
        // Another release or another validation set is another job; the same is not run again.
        name: `${candidate.objectName}-${settings}`,
        namespace: service.namespace.namespaceName,
        labels,
        annotations: { 'validation/digest': candidate.image.digest },
      },
      waitForCompletion: true,
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: timeoutMinutes * 60,
        template: { metadata, spec: { ...spec, restartPolicy: 'Never' } },
      },
      timeouts: { create: timeout, update: timeout },
      dependsOn: [...candidate.dependables],
    });
  }

  private check({ command, datasetUri, quality }: ValidationOptions, timeoutMinutes: number): void {
    const problems = new Problems(this);
    problems.require(command.length > 0 && command.every((part) => part !== ''), { code: 'ValidationCommandEmpty', prop: 'validation.command', rule: 'is nothing to run', got: command, expected: 'a command of the image', fix: 'name what validates' });
    problems.require(isDatasetUri(datasetUri), { code: 'ValidationDatasetInvalid', prop: 'validation.datasetUri', rule: 'does not say where the validation set is', got: datasetUri, expected: DATASET_URIS, fix: 'pass the URI of the data asset, version and all' });
    const metrics = quality.map(({ metric }) => metric);
    problems.require(quality.length > 0 && new Set(metrics).size === metrics.length && quality.every(({ metric, atLeast }) => metric !== '' && Number.isFinite(atLeast)), { code: 'ValidationQualityInvalid', prop: 'validation.quality', rule: 'is empty, or has a metric twice or without a number', got: quality, expected: 'at least one metric, each once, with what it must reach', fix: 'say what the candidate must reach' });
    problems.require(Number.isInteger(timeoutMinutes) && timeoutMinutes >= 1 && timeoutMinutes <= 1440, { code: 'ValidationTimeInvalid', prop: 'validation.timeoutMinutes', rule: 'is out of range', got: timeoutMinutes, expected: 'whole minutes from 1 to 1440', fix: 'choose a number in the range' });
    problems.throwIfAny();
  }
}
