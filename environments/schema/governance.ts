import { z } from 'zod';
import { cidr, email, flag, guid, hostName, month, oneOf, reason, resourceId, text, wholeNumber } from './fields';

/** Keys of the tags that every resource has, and that no resource can set to something else. */
export const MANDATORY_TAGS = ['owner', 'costCenter', 'dataClassification'] as const;

export const tagsSchema = z
  .object({
    owner: text('Who answers for the resources: a team or a mail address.'),
    costCenter: text('Who pays.'),
    dataClassification: oneOf('How sensitive the data is.', ['public', 'internal', 'confidential', 'restricted']),
  })
  .catchall(z.string())
  .meta({ description: 'Tags of every resource; more keys than the three mandatory ones are welcome.' });

export const stateSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('local').meta({ description: 'A file beside the project.' }) }),
    z.strictObject({
      kind: z.literal('azurerm').meta({ description: 'An Azure storage account, by Entra only.' }),
      storageAccountName: text('The storage account. Default: the account of the stack `shared-state`.').optional(),
      containerName: text('The blob container. Default: that of the stack `shared-state`.').optional(),
      useOidc: flag('Whether the pipeline signs in with a token of its own (OIDC). Default: false, which uses the Azure CLI.').optional(),
    }),
    z.strictObject({
      kind: z.literal('hcp').meta({ description: 'HCP Terraform, or Terraform Enterprise.' }),
      organization: text('The organization in HCP Terraform.'),
      project: text('The project in HCP Terraform. Default: the default project.').optional(),
      hostname: hostName('The host of Terraform Enterprise. Default: app.terraform.io.').optional(),
    }),
  ])
  .meta({ description: 'Where the Terraform state is kept; every stack has its own.' });

export const protectionSchema = z
  .strictObject({
    locksEnabled: flag('Whether Azure refuses to delete what holds data (management locks).'),
    deletionProtectionEnabled: flag('Whether Terraform refuses to destroy what holds data (`prevent_destroy`).'),
    purgeOnDestroyEnabled: flag('Whether destroy purges what Azure would keep for recovery; for environments that come and go.'),
    reason: reason('Why production goes without one of these; required there.').optional(),
  })
  .meta({ description: 'What keeps the environment from being deleted by mistake.' });

export const retentionSchema = z
  .strictObject({
    logDays: wholeNumber('How many days Log Analytics keeps logs.', 30, 730, { code: 'LogDaysOutOfRange', rule: "is outside Log Analytics' limits", fix: 'choose a number of days in the range' }),
    softDeleteDays: wholeNumber('How many days deleted secrets, keys, blobs, files and containers can be recovered.', 7, 90, { code: 'SoftDeleteOutOfRange', rule: "is outside Key Vault's limits", fix: 'choose a number of days in the range' }),
    untaggedImageDays: wholeNumber('How many days the container registry keeps images without a tag; needs a Premium registry. Default: for ever.', 1, 365, { code: 'ImageRetentionOutOfRange', rule: "is outside the registry's limits", fix: 'choose a number of days in the range' }).optional(),
  })
  .meta({ description: 'How long things are kept.' });

export const budgetSchema = z
  .strictObject({
    monthlyAmount: wholeNumber('What the environment may cost per month, in the currency of the subscription.', 1, 100_000_000, { code: 'BudgetAmountInvalid', rule: 'is not an amount', fix: 'write whole units of the currency of the subscription' }),
    thresholdsPercent: z.array(wholeNumber('Percent of the amount.', 1, 1000, { code: 'BudgetPercentOutOfRange', fix: 'write percent of the monthly amount' })).meta({ description: 'At which percent of the amount the recipients get a mail; ascending, at most 5.' }),
    recipients: z.array(email('A mail address.')).meta({ description: 'Who gets the mails.' }),
    startMonth: month('The first month, as YYYY-MM. Azure refuses to change it later.'),
  })
  .meta({ description: 'What the environment may cost.' });

export const accessSchema = z
  .strictObject({
    publicNetworkAccessEnabled: flag('Whether workspace, storage, key vault and registry can be reached from the internet, by the allowed ranges.'),
    reason: reason('Why production is reachable from the internet; required there.').optional(),
    allowedIpRanges: z.array(cidr('A public range.')).meta({ description: 'The public ranges that may reach the environment.' }),
  })
  .meta({ description: 'Who can reach the environment, and from where.' });

const group = guid('Object id of an Entra group.');
const groups = (description: string) => z.array(group).meta({ description });

export const personasSchema = z
  .strictObject({
    dataScientist: groups('Runs experiments and registers models.'),
    dataEngineer: groups('Prepares data; writes to the data stores.'),
    mlEngineer: groups('Builds pipelines and deploys models.'),
    solutionArchitect: groups('Reads everything.'),
    projectManager: groups('Reads the workspace, and the costs of the environment.'),
    projectLead: groups('Manages the workspace and who works in it.'),
    platformEngineer: groups('Operates the resources.'),
    auditor: groups('Reads resources and logs; no data.'),
  })
  .meta({ description: 'Entra groups of each persona, by object id; an empty list grants nothing.' });

const PERSONA_NAMES = ['dataScientist', 'dataEngineer', 'mlEngineer', 'solutionArchitect', 'projectManager', 'projectLead', 'platformEngineer', 'auditor'] as const satisfies readonly (keyof z.infer<typeof personasSchema>)[];

export const eligibilitySchema = z
  .strictObject({
    personas: z.array(oneOf('A persona.', PERSONA_NAMES)).meta({ description: 'Who has to activate their roles before use, in Privileged Identity Management; the others have them all the time.' }),
    durationDays: wholeNumber('For how many days roles can be activated, from when the assignment is made. Default: 365.', 1, 3650, { code: 'EligibilityDaysOutOfRange', fix: 'write days, at most those that the PIM settings of the roles allow' }).optional(),
    permanentEnabled: flag('Whether roles can be activated for ever, which the PIM settings of the roles must allow. Default: false.').optional(),
  })
  .meta({ description: 'Roles by activation instead of for good; needs Microsoft Entra ID P2 or Governance. Default: nobody.' });

export const featuresSchema = z
  .strictObject({
    aks: flag('A Kubernetes cluster for inference; needs `aks`.'),
    featureStore: flag('A feature store beside the workspace.'),
    customerManagedKeys: flag('Encryption by keys of our own instead of those of Microsoft.'),
    computeInstances: flag('Personal machines; needs `compute.instances`.'),
    synapseSpark: flag('An attached Spark pool; needs `compute.synapseSpark`.'),
    budget: flag('A budget with mails; needs `budget`.'),
    defender: flag('Microsoft Defender for the Kubernetes cluster.'),
    diagnostics: flag('Logs and metrics of every resource to Log Analytics.'),
  })
  .meta({ description: 'Which parts of the landscape the environment has.' });

export const stateAccountSchema = z
  .strictObject({
    name: text('The name of the storage account. Default: by the naming convention.').optional(),
    containerName: text('The blob container that states are kept in.'),
    replication: oneOf('How the account is replicated.', ['LRS', 'ZRS', 'GRS', 'RAGRS', 'GZRS', 'RAGZRS']),
    softDeleteDays: wholeNumber('How many days deleted states and versions can be recovered.', 7, 365, { code: 'StateSoftDeleteOutOfRange', rule: "is outside the storage account's limits", fix: 'choose a number of days in the range' }),
    contributorGroupIds: z.array(guid('Object id of an Entra group.')).meta({ description: 'Who may read and write states.' }),
    privateEndpointSubnetId: resourceId('The subnet of a private endpoint. Default: no private endpoint.', 'Microsoft.Network/virtualNetworks/subnets').optional(),
  })
  .meta({ description: 'The storage account of the stack `shared-state`.' });
