import type { IManagedIdentity } from '../identity/managed-identity';
import type { IWorkspace } from './workspace-base';

/** The stages that a model goes through, in this order. */
export enum PromotionStageName {
  /** The model is trained, and registered in the registry. */
  DEV = 'dev',
  /** The registered model is tried out. */
  TEST = 'test',
  /** The registered model serves. */
  PROD = 'prod',
}

/** When one value of a metric is better than another. */
export enum MetricDirection {
  /** Accuracy, recall: the threshold is the least that passes. */
  HIGHER_IS_BETTER = 'higherIsBetter',
  /** Error, latency: the threshold is the most that passes. */
  LOWER_IS_BETTER = 'lowerIsBetter',
}

/** A metric of the model's run that must be good enough. */
export interface RequiredMetric {
  /** As the run logs it: letters, digits, spaces and `_ - . /`. */
  readonly name: string;
  readonly direction: MetricDirection;
  /** The worst value that passes. */
  readonly threshold: number;
}

/** Who has to agree. Whoever registered the model can't be one of them. */
export interface RequiredApprovals {
  /** The Entra object ids of the groups that approvers are in. */
  readonly groupObjectIds: readonly string[];
  /** How many different people have to agree; 1 to 10. @default 1 */
  readonly minimumCount?: number;
}

/** Who signs in as the identity of a pipeline: a pipeline of GitHub or Azure DevOps, by its token. */
export interface PipelineCredential {
  /** The issuer of the tokens: an `https://` URL. */
  readonly issuer: string;
  /** The subject of the tokens, for example `repo:contoso/churn:environment:prod`; each stage has its own. */
  readonly subject: string;
}

/** What must hold before a model enters a stage, and whose pipeline brings it there. */
export interface PromotionStage {
  /** Every metric of the stage before, and no looser than there. */
  readonly metrics: readonly RequiredMetric[];
  /** Required for `prod`. @default - none */
  readonly approvals?: RequiredApprovals;
  /** The workspace of the stage: its pipeline reads models there in `dev`, tries them out and deploys them in `test` and `prod`. @default - the pipeline gets no role in a workspace */
  readonly workspace?: IWorkspace;
  /** Who signs in as the identity that is made for the pipeline. @default - none: `identity` is used */
  readonly pipelineCredential?: PipelineCredential;
  /** An identity that the pipeline has already. @default - one is made, with `pipelineCredential` */
  readonly identity?: IManagedIdentity;
}

/** The stages of a promotion. */
export type PromotionStages = Readonly<Record<PromotionStageName, PromotionStage>>;

/** The stages in their order. */
export const PROMOTION_ORDER: readonly PromotionStageName[] = [PromotionStageName.DEV, PromotionStageName.TEST, PromotionStageName.PROD];

/** The tags that every model must have: which code and data it is made of, and by which run. */
export const LINEAGE_TAGS: readonly string[] = ['commit', 'dataVersion', 'runId'];
