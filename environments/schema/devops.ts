import { z } from 'zod';
import { flag, guid, oneOf, organizationUrl, resourceId, text, timeOfDay, wholeNumber } from './fields';

const businessHoursSchema = z
  .strictObject({
    startTime: timeOfDay('From when on runs go in.'),
    endTime: timeOfDay('Until when runs go in.'),
    days: z.array(oneOf('A day.', ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])).meta({ description: 'On which days.' }),
    timeZone: text('A time zone of Windows: W. Europe Standard Time.'),
  })
  .meta({ description: 'When the environment is changed. Default: at any time.' });

const approvalSchema = z
  .strictObject({
    approverGroupIds: z.array(guid('Object id of an Entra group.')).meta({ description: 'Who lets a run into environments of the stage.' }),
    minimumApprovers: wholeNumber('How many of the groups have to approve. Default: 1.', 1, 10).optional(),
    requesterCanApprove: flag('Whether whoever started the run may approve it. Default: false.').optional(),
    businessHours: businessHoursSchema.optional(),
  })
  .meta({ description: 'What runs have to pass. Default: nobody is asked.' });

const agentPoolSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('scaleSet').meta({ description: 'Machines that Azure DevOps starts and stops.' }),
      name: text('The name of the pool.'),
      scaleSetId: resourceId('The scale set, in a network that reaches the environments.', 'Microsoft.Compute/virtualMachineScaleSets'),
      subnetId: resourceId('The subnet of the scale set, which its machines join.', 'Microsoft.Network/virtualNetworks/subnets'),
      maxAgents: wholeNumber('How many agents there are at most.', 1, 1000),
    }),
    z.strictObject({
      kind: z.literal('existing').meta({ description: 'A pool that the organization has.' }),
      name: text('The name of the pool.'),
    }),
  ])
  .meta({ description: 'The agents that reach the environments. Default: those of Microsoft, which reach public environments only.' });

export const devOpsSchema = z
  .strictObject({
    organizationUrl: organizationUrl('The organization: https://dev.azure.com/contoso.'),
    project: text('The name of the project.'),
    description: text('What the project is for. Default: by the workload.').optional(),
    processTemplate: oneOf('Which work items there are; can not be changed afterwards. Default: Agile.', ['Agile', 'Scrum', 'CMMI', 'Basic']).optional(),
    secretsVaultId: resourceId('The key vault of secrets that pipelines use; the secret teams-webhook-url is in it before the stack is deployed.', 'Microsoft.KeyVault/vaults'),
    reviewerGroupIds: z.array(guid('Object id of an Entra group.')).meta({ description: 'Who has to approve changes of production, of pipelines and of the gate that models pass.' }),
    minimumReviewers: wholeNumber('How many approve a pull request. Default: 1, who is not the author.', 1, 10).optional(),
    approvals: z
      .strictObject({ development: approvalSchema.optional(), test: approvalSchema.optional(), production: approvalSchema.optional() })
      .meta({ description: 'What runs have to pass before they change an environment, by its stage. Required for production.' }),
    agentPool: agentPoolSchema.optional(),
    resourceGroupIds: z
      .record(z.string(), z.array(resourceId('A resource group.', 'Microsoft.Resources/resourceGroups')))
      .meta({ description: 'Groups that exist already, by environment: its pipelines get their roles there, not on the subscription. Default: the subscription.' })
      .optional(),
    extensions: z.array(text('An extension of the marketplace: publisher.extension.')).meta({ description: 'Extensions of the organization. Default: none.' }).optional(),
  })
  .meta({ description: 'The project of Azure DevOps of the stack `shared-devops`. Default: no project.' });
