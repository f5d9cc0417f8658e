import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IManagedIdentity } from '../identity/managed-identity';
import { ManagedIdentity } from '../identity/managed-identity';
import type { IMlRegistry } from './ml-registry';
import { checkLineageTags, checkModelName, checkStages } from './promotion-checks';
import type { PromotionStage, PromotionStages, RequiredMetric } from './promotion-stage';
import { LINEAGE_TAGS, MetricDirection, PROMOTION_ORDER, PromotionStageName } from './promotion-stage';

export interface ModelPromotionProps {
  /** The name that the model has in all stages; its version stays the same, too. */
  readonly modelName: string;
  /** What the stages share the model through. */
  readonly registry: IMlRegistry;
  /** Where the identities of the pipelines are made. */
  readonly resourceGroup: IResourceGroup;
  readonly stages: PromotionStages;
  /** Tags that the model must have beside `commit`, `dataVersion` and `runId`. @default - none */
  readonly additionalLineageTags?: readonly string[];
}

/** What a pipeline reads to know what must hold; its form changes only with `schemaVersion`. */
export interface PromotionContract {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly registry: { readonly id: string; readonly name: string };
  /** Tags that the registered model must have, none of them empty. */
  readonly lineageTags: readonly string[];
  /** The stages, in their order. */
  readonly stages: readonly PromotionContractStage[];
}

/** One stage of a contract. */
export interface PromotionContractStage {
  readonly stage: PromotionStageName;
  /** The stage that the same version of the model must have passed; `null` for the first. */
  readonly after: PromotionStageName | null;
  /** What the pipeline may do in the registry. */
  readonly registryAccess: 'register' | 'read';
  readonly pipelineClientId: string;
  /** `null` where the pipeline has no role in a workspace. */
  readonly workspaceId: string | null;
  readonly metrics: readonly (RequiredMetric & { readonly comparison: '>=' | '<=' })[];
  /** `null` where nobody has to agree. */
  readonly approvals: { readonly groupObjectIds: readonly string[]; readonly minimumCount: number; readonly authorMayApprove: false } | null;
}

/**
 * Brings one and the same version of a model from `dev` over `test` to `prod`, through a registry: what must hold at each
 * stage, and whose pipeline may do it. `dev` may register; `test` and `prod` may only read, so that what they run is what
 * was registered. Pipelines read what must hold from `toJSON()`.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-share-models-pipelines-across-workspaces-with-registries
 */
export class ModelPromotion extends AzureConstruct {
  /** Who the pipelines of the stages act as. */
  readonly identities: Readonly<Record<PromotionStageName, IManagedIdentity>>;

  private readonly props: ModelPromotionProps;

  /** @throws ValidationError with all that is wrong with the model, its tags and the stages */
  constructor(scope: Construct, id: string, props: ModelPromotionProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkModelName(problems, props.modelName);
    checkLineageTags(problems, props.additionalLineageTags ?? []);
    checkStages(problems, props.stages);
    problems.throwIfAny();
    this.props = props;
    this.identities = {
      [PromotionStageName.DEV]: this.addPipeline(PromotionStageName.DEV),
      [PromotionStageName.TEST]: this.addPipeline(PromotionStageName.TEST),
      [PromotionStageName.PROD]: this.addPipeline(PromotionStageName.PROD),
    };
  }

  /** What must hold, for pipelines: to write as an output, a file or a variable. */
  toJSON(): PromotionContract {
    const { modelName, registry, stages } = this.props;
    return {
      schemaVersion: 1,
      model: modelName,
      registry: { id: registry.resourceId, name: registry.resourceName },
      lineageTags: [...LINEAGE_TAGS, ...(this.props.additionalLineageTags ?? [])],
      stages: PROMOTION_ORDER.map((name, index) => this.contractOf(name, PROMOTION_ORDER[index - 1], stages[name])),
    };
  }

  private contractOf(stage: PromotionStageName, after: PromotionStageName | undefined, { metrics, approvals, workspace }: PromotionStage): PromotionContractStage {
    return {
      stage,
      after: after ?? null,
      registryAccess: stage === PromotionStageName.DEV ? 'register' : 'read',
      pipelineClientId: this.identities[stage].clientId,
      workspaceId: workspace?.resourceId ?? null,
      metrics: metrics.map(({ name, direction, threshold }) => ({ name, direction, threshold, comparison: direction === MetricDirection.HIGHER_IS_BETTER ? '>=' : '<=' })),
      approvals: approvals ? { groupObjectIds: [...approvals.groupObjectIds], minimumCount: approvals.minimumCount ?? 1, authorMayApprove: false } : null,
    };
  }

  /** The identity of a stage's pipeline, with what it needs and no more. */
  private addPipeline(stage: PromotionStageName): IManagedIdentity {
    const { modelName, registry, resourceGroup, stages } = this.props;
    const { pipelineCredential, workspace } = stages[stage];
    const identity = stages[stage].identity ?? new ManagedIdentity(this, `${this.node.id}${capitalised(stage)}`, {
      resourceGroup,
      purpose: `promote-${modelName}-${stage}`,
      federatedCredentials: pipelineCredential && [{ name: `pipeline-${stage}`, ...pipelineCredential }],
    });
    if (stage === PromotionStageName.DEV) {
      registry.grantRegister(identity);
      workspace?.grantRead(identity);
    } else {
      registry.grantRead(identity);
      workspace?.grantDataScience(identity);
    }
    return identity;
  }
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
