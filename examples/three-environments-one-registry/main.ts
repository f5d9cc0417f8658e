import type { App } from 'cdktf';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { NamingConvention } from '../../constructs/core/naming';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { BuiltInRole } from '../../constructs/identity/built-in-role';
import type { RoleAssignment } from '../../constructs/identity/role-assignment';
import { IsolationMode } from '../../constructs/ml/managed-network';
import type { IMlRegistry } from '../../constructs/ml/ml-registry';
import { MlRegistry } from '../../constructs/ml/ml-registry';
import { ModelPromotion } from '../../constructs/ml/model-promotion';
import type { PromotionStage, RequiredMetric } from '../../constructs/ml/promotion-stage';
import { MetricDirection, PromotionStageName } from '../../constructs/ml/promotion-stage';
import { Workspace } from '../../constructs/ml/workspace';
import type { IWorkspace } from '../../constructs/ml/workspace-base';
import { checkedEnvironment, PLACEHOLDER } from '../../environments';
import { withVariables } from '../../environments/loading/variables';
import type { Environment } from '../../environments';
import type { EnvironmentStackProps } from '../../stacks/environment-stack';
import { EnvironmentStack } from '../../stacks/environment-stack';
import { MlStack } from '../../stacks/ml-stack';
import { NetworkStack } from '../../stacks/network-stack';
import { PlatformStack } from '../../stacks/platform-stack';
import { ExampleStack } from '../support/example-stack';
import type { DefineExample } from '../support/run-example';
import { runExample } from '../support/run-example';
import { environments, shared } from '../three-environments/main';

const settings = {
  location: 'westeurope',
  /** The regions that models are used in, the main one first. */
  regions: ['westeurope', 'northeurope'],
  /** Unique in the tenant. */
  registryName: 'mlr-mlops-shared',
  registryResourceGroup: 'rg-mlops-registry',
  modelName: 'churn',
  /** Whose pipelines promote the model, as GitHub names the repository in its tokens. */
  repository: 'contoso/churn',
  /** Who agrees to what goes into production. */
  approversGroupId: PLACEHOLDER.projectLeads,
};

const EXAMPLE = 'three-environments-one-registry';
const MAIN = `examples/${EXAMPLE}/main.ts`;

/** The environments are those of the example with three of them, under names of their own. */
function ownEnvironment(environment: Environment): Environment {
  const own = { ...environment, name: environment.name.replace('3', 'r'), workload: 'onereg' };
  return withVariables(checkedEnvironment(own, own.name, MAIN), own.name, process.env);
}

/** Comes first: all environments refer to it. */
class RegistryStack extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'registry', { workload: 'onereg', settings, example: EXAMPLE });
    const { location, regions, registryName: name, registryResourceGroup } = settings;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, name: registryResourceGroup });
    new MlRegistry(this, 'Registry', { resourceGroup, name, regions: regions.map((region) => ({ location: region })) });
  }
}

function existingRegistry(scope: Construct, subscriptionId: string): IMlRegistry {
  const { regions, registryName, registryResourceGroup } = settings;
  return MlRegistry.fromRegistryId(scope, 'Registry', `/subscriptions/${subscriptionId}/resourceGroups/${registryResourceGroup}/providers/Microsoft.MachineLearningServices/registries/${registryName}`, { regions });
}

/** How one environment reaches the registry, and what it may do there: dev registers models, test and prod read them. */
class RegistryAccessStack extends EnvironmentStack {
  readonly registry: IMlRegistry;
  private readonly approval: RoleAssignment;

  constructor(scope: App, { network, platform, ...props }: EnvironmentStackProps & { readonly network: NetworkStack; readonly platform: PlatformStack }) {
    super(scope, 'registry', props);
    const registry = existingRegistry(this, this.environment.subscriptionId);
    this.registry = registry;
    this.approval = registry.addRoleAssignment({ role: BuiltInRole.NETWORK_CONNECTION_APPROVER, grantee: platform.workspaceIdentity });
    if (network.privateEndpoint) registry.addPrivateEndpoint(network.privateEndpoint);
    if (this.environment.stage === 'development') registry.grantRegister(platform.trainingIdentity);
    else registry.grantRead(platform.trainingIdentity);
    registry.grantRead(platform.workspaceIdentity);
  }

  /** Lets computes in the managed network of a workspace reach the registry. */
  connect(workspace: IWorkspace): void {
    workspace.addPrivateEndpointOutboundRule('model-registry', { target: this.registry, group: 'amlregistry', requiredRoleAssignments: [this.approval] });
  }
}

/** Comes last: the pipelines that bring the model from one workspace to the next, and what must hold for it. */
class PromotionStack extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'promotion', { workload: 'onereg', settings, example: EXAMPLE });
    const { location, modelName, approversGroupId } = settings;
    const [dev, test, prod] = environments.map(ownEnvironment);
    const metrics = (auc: number): RequiredMetric[] => [{ name: 'AUC', direction: MetricDirection.HIGHER_IS_BETTER, threshold: auc }];
    const promotion = new ModelPromotion(this, 'Promotion', {
      modelName,
      registry: existingRegistry(this, dev?.subscriptionId ?? PLACEHOLDER.subscriptionId),
      resourceGroup: new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'promotion' }),
      stages: {
        [PromotionStageName.DEV]: { metrics: metrics(0.8), ...this.stage(dev, IsolationMode.ALLOW_INTERNET_OUTBOUND) },
        [PromotionStageName.TEST]: { metrics: metrics(0.85), ...this.stage(test, IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND) },
        [PromotionStageName.PROD]: { metrics: metrics(0.85), approvals: { groupObjectIds: [approversGroupId], minimumCount: 2 }, ...this.stage(prod, IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND) },
      },
    });
    // What the pipelines check: they read it from the state, or from a file that `cdktf output` writes.
    new TerraformOutput(this, 'promotion_contract', { value: JSON.stringify(promotion.toJSON()) });
  }

  private stage(environment: Environment | undefined, isolationMode: IsolationMode): Pick<PromotionStage, 'workspace' | 'pipelineCredential'> {
    if (!environment) return {};
    const { name, workload, location, subscriptionId } = environment;
    const naming = new NamingConvention({ workload, environment: name, location, seed: subscriptionId });
    const workspaceId = `/subscriptions/${subscriptionId}/resourceGroups/${naming.name('resourceGroup', 'ml')}/providers/Microsoft.MachineLearningServices/workspaces/${naming.name('workspace')}`;
    return {
      workspace: Workspace.fromWorkspaceId(this, `Workspace-${name}`, workspaceId, { location, isolationMode }),
      pipelineCredential: { issuer: 'https://token.actions.githubusercontent.com', subject: `repo:${settings.repository}:environment:${name}` },
    };
  }
}

/** The registry, each environment, and the promotion are apps of their own: they don't share a construct tree. */
export const definitions: readonly DefineExample[] = [
  (app) => void new RegistryStack(app),
  ...environments.map((environment): DefineExample => (app) => {
    const props = { environment: ownEnvironment(environment), shared, definedIn: MAIN };
    const network = new NetworkStack(app, props);
    const platform = new PlatformStack(app, { ...props, network });
    const access = new RegistryAccessStack(app, { ...props, network, platform });
    const ml = new MlStack(app, { ...props, network, platform });
    // The rule needs a role that is in the other stack.
    ml.addDependency(access);
    access.connect(ml.workspace);
  }),
  (app) => void new PromotionStack(app),
];

runExample(module, ...definitions);
