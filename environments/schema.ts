import { z } from 'zod';
import { cloud, guid, oneOf, region, shortName } from './schema/fields';
import { devOpsSchema } from './schema/devops';
import { accessSchema, budgetSchema, eligibilitySchema, featuresSchema, personasSchema, protectionSchema, retentionSchema, stateAccountSchema, stateSchema, tagsSchema } from './schema/governance';
import { aksSchema } from './schema/kubernetes';
import { computeSchema, containerRegistrySchema, keyVaultSchema, storageSchema, workspaceSchema } from './schema/machine-learning';
import { modelRegistrySchema } from './schema/model-registry';
import { networkSchema } from './schema/network';
import type { releasesSchema } from './schema/serving';

export { MANDATORY_TAGS } from './schema/governance';

/** The shape of an environment, section by section; what sections mean together is checked by `rules/`. */
export const environmentSchema = z
  .strictObject({
    name: shortName('The name, which is also that of the file; part of resource names.', 5),
    stage: oneOf('What the environment is for; production has the strictest rules.', ['development', 'test', 'production']),
    workload: shortName('What the landscape is called; part of resource names.', 8),
    subscriptionId: guid('The subscription. A placeholder is replaced by AZURE_SUBSCRIPTION_ID_<ENVIRONMENT> or AZURE_SUBSCRIPTION_ID.'),
    tenantId: guid('The Entra tenant. A placeholder is replaced by AZURE_TENANT_ID_<ENVIRONMENT> or AZURE_TENANT_ID.'),
    cloud: cloud(),
    location: region('The Azure region, one of the cloud.'),
    tags: tagsSchema,
    state: stateSchema,
    protection: protectionSchema,
    retention: retentionSchema,
    budget: budgetSchema.optional(),
    access: accessSchema,
    network: networkSchema,
    workspace: workspaceSchema,
    storage: storageSchema,
    keyVault: keyVaultSchema,
    containerRegistry: containerRegistrySchema,
    compute: computeSchema,
    aks: aksSchema.optional(),
    personas: personasSchema,
    eligibility: eligibilitySchema.optional(),
    features: featuresSchema,
  })
  .meta({ title: 'Environment', description: 'One environment of the Azure Machine Learning landscape.' });

/** Everything that tells one environment from another; data only. */
export type Environment = z.infer<typeof environmentSchema>;

/** The shape of what is the same for all environments. */
export const sharedSettingsSchema = z
  .strictObject({
    workload: shortName('What the landscape is called; part of resource names.', 8),
    subscriptionId: guid('The subscription of shared resources. A placeholder is replaced by AZURE_SUBSCRIPTION_ID_SHARED or AZURE_SUBSCRIPTION_ID.'),
    tenantId: guid('The Entra tenant. A placeholder is replaced by AZURE_TENANT_ID_SHARED or AZURE_TENANT_ID.'),
    cloud: cloud(),
    location: region('The Azure region, one of the cloud.'),
    tags: tagsSchema,
    state: stateSchema,
    protection: protectionSchema,
    access: accessSchema,
    stateAccount: stateAccountSchema,
    modelRegistry: modelRegistrySchema.optional(),
    devOps: devOpsSchema.optional(),
  })
  .meta({ title: 'SharedSettings', description: 'What all environments share.' });

/** What all environments share: above all, where their state is kept. */
export type SharedSettings = z.infer<typeof sharedSettingsSchema>;

/** Which images are released in an environment, by service. */
export type Releases = z.infer<typeof releasesSchema>;

/** What of a service is released: up to two images, and which of them callers are used to. */
export type ServiceRelease = Releases[string];
