import { Aspects, TerraformStack, TerraformVariable, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureCloud } from '../constructs/core/cloud';
import { setLandscapeContext } from '../constructs/core/landscape-context';
import { NamingConvention } from '../constructs/core/naming';
import type { StateBackend } from './backend';
import { addBackend } from './backend';
import { addAzapiProviderWhereUsed, addAzurermProvider, registerProvidersWhereUsed, requireTerraformVersion } from './providers';
import type { Tags } from './tags';
import { TagsAspect } from './tags';

/** Where the inputs of a stack are written, for whoever has to change them. */
export interface InputSource {
  /** What has the inputs: `environment`. */
  readonly what: string;
  readonly name: string;
  /** The file to edit. */
  readonly where: string;
}

/** What is the same for every stack of an environment, or of the shared scope. */
export interface StackSettings {
  /** The environment, or `shared`; groups states and names. */
  readonly group: string;
  readonly workload: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** The cloud of the subscription. @default AzureCloud.PUBLIC */
  readonly cloud?: AzureCloud;
  readonly tags: Tags;
  /** Keys of `tags` that no resource can override. */
  readonly mandatoryTags: readonly string[];
  readonly backend: StateBackend;
  /** Inputs that still have the value they had in the repository; a stack with any can be synthesised, not planned. */
  readonly placeholders: readonly string[];
  /** What the message about placeholders points to. @default - the environment of the group, and its file */
  readonly inputSource?: InputSource;
  readonly deletionProtectionEnabled: boolean;
  readonly purgeOnDestroy: boolean;
}

/** Base of every stack, and the only place where providers, backends, tags and the context of the constructs are set up. */
export abstract class BaseStack extends TerraformStack {
  /** The subscription as providers are given it: nothing they could use while a placeholder is left. */
  private readonly providerSubscriptionId: string;
  private readonly tenantId: string;
  private hasPlaceholders = false;
  /** The cloud of the subscription. */
  protected readonly cloud: AzureCloud;

  constructor(scope: Construct, id: string, settings: StackSettings) {
    super(scope, id);
    const { subscriptionId, tenantId, cloud = AzureCloud.PUBLIC, deletionProtectionEnabled } = settings;
    const naming = new NamingConvention({ workload: settings.workload, environment: settings.group, location: settings.location, seed: subscriptionId });
    setLandscapeContext(this, { naming, subscriptionId, tenantId, cloud, deletionProtectionEnabled });
    addBackend(this, settings.group, settings.backend);
    this.tenantId = tenantId;
    this.cloud = cloud;
    this.providerSubscriptionId = this.guarded(settings);
    addAzurermProvider(this, { subscriptionId: this.providerSubscriptionId, tenantId, cloud, purgeOnDestroy: settings.purgeOnDestroy });
    Aspects.of(this).add(new TagsAspect(settings.tags, settings.mandatoryTags));
  }

  override prepareStack(): void {
    addAzapiProviderWhereUsed(this, { subscriptionId: this.providerSubscriptionId, tenantId: this.tenantId, cloud: this.cloud });
    registerProvidersWhereUsed(this);
    requireTerraformVersion(this);
    super.prepareStack();
  }

  /**
   * The subscription for the provider, behind a variable that is only valid when no placeholder is left. The provider
   * can't be configured before the variable is valid, so a plan stops there, before it reaches Azure.
   */
  private guarded({ group, placeholders, subscriptionId, inputSource }: StackSettings): string {
    this.hasPlaceholders = placeholders.length > 0;
    if (!this.hasPlaceholders) return subscriptionId;
    const { what, name, where } = inputSource ?? { what: 'environment', name: group, where: `the environment's file, environments/${group}` };
    const variable = new TerraformVariable(this, 'unresolved_placeholders', {
      type: 'list(string)',
      default: [...placeholders],
      nullable: false,
      description: `Inputs of the ${what} that still have the value of the template. Not to be set: edit the ${what}.`,
    });
    variable.addValidation({
      condition: '${length(var.unresolved_placeholders) == 0}',
      errorMessage: `[PlaceholderLeft] ${what.charAt(0).toUpperCase()}${what.slice(1)} "${name}" still has placeholders: ${placeholders.join(', ')}. Set them in ${where} (subscription and tenant also by AZURE_SUBSCRIPTION_ID and AZURE_TENANT_ID), then synthesise again.`,
    });
    variable.overrideLogicalId('unresolved_placeholders');
    return this.whenResolved(subscriptionId);
  }

  /** A setting of a provider: nothing that it could use while a placeholder is left. */
  protected whenResolved(value: string): string {
    return this.hasPlaceholders ? Token.asString(`\${length(var.unresolved_placeholders) == 0 ? "${value}" : ""}`) : value;
  }
}
