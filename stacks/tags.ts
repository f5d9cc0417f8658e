import type { IAspect } from 'cdktf';
import { TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';

/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** Types whose tags can't change in place: a new tag in the environment must not replace them. */
const REPLACED_BY_TAGS: ReadonlySet<string> = new Set([
  'azurerm_machine_learning_compute_instance',
  'azurerm_machine_learning_datastore_blobstorage',
  'azurerm_machine_learning_datastore_datalake_gen2',
  'azurerm_machine_learning_datastore_fileshare',
  'azurerm_machine_learning_synapse_spark',
]);

/** The API types of `azapi_resource` that have tags; the provider refuses them on any other at plan. */
const TAGGED_API_TYPES: ReadonlySet<string> = new Set([
  'Microsoft.Logic/workflows',
  'Microsoft.MachineLearningServices/registries',
  'Microsoft.MachineLearningServices/workspaces',
  'Microsoft.MachineLearningServices/workspaces/batchEndpoints',
  'Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments',
  'Microsoft.MachineLearningServices/workspaces/computes',
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments',
]);

interface Taggable {
  tags?: Record<string, string>;
  readonly tagsInput?: Record<string, string>;
}

/**
 * Tags every resource that can be tagged. A tag that a resource sets itself wins, except for the mandatory keys.
 */
export class TagsAspect implements IAspect {
  /**
   * @param tags the tags of the environment
   * @param mandatoryKeys keys that a resource can't set to something else
   */
  constructor(
    private readonly tags: Tags,
    private readonly mandatoryKeys: readonly string[],
  ) {}

  visit(node: IConstruct): void {
    // In Azure DevOps, tags are words without values.
    if (!(node instanceof TerraformResource) || node.terraformResourceType.startsWith('azuredevops_') || REPLACED_BY_TAGS.has(node.terraformResourceType) || !isTaggable(node)) return;
    const mandatory = Object.fromEntries(this.mandatoryKeys.flatMap((key) => (this.tags[key] === undefined ? [] : [[key, this.tags[key]]])));
    node.tags = { ...this.tags, ...node.tagsInput, ...mandatory };
  }
}

function isTaggable(node: object): node is Taggable {
  return 'tags' in node && 'tagsInput' in node && (!('typeInput' in node) || TAGGED_API_TYPES.has(String(node.typeInput).replace(/@.*/, '')));
}
