import type { TerraformStack } from 'cdktf';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import type { WorkspaceEventsProps } from '../../../constructs/ml/workspace-events';
import { WorkspaceEvents } from '../../../constructs/ml/workspace-events';
import { LOCATION, problemsOf, synthesise } from '../../support/template';
import { GROUP_ID, workspace, WORKSPACE_ID } from './fixtures';

function define(stack: TerraformStack, props: Partial<WorkspaceEventsProps> = {}): WorkspaceEvents {
  const resourceGroup = ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION);
  return new WorkspaceEvents(stack, 'Events', { resourceGroup, workspace: workspace(stack), ...props });
}

describe('WorkspaceEvents', () => {
  test('is the topic of the workspace, with an identity of its own', () => {
    const template = synthesise((stack) => define(stack));
    expect(template.counts).toEqual({ azurerm_eventgrid_system_topic: 1 });
    expect(template.resource('azurerm_eventgrid_system_topic')).toEqual({
      identity: { type: 'SystemAssigned' },
      location: LOCATION,
      name: 'egst-mlops-dev-we',
      resource_group_name: 'rg-platform',
      source_resource_id: WORKSPACE_ID,
      topic_type: 'Microsoft.MachineLearningServices.Workspaces',
    });
  });

  test('takes all values', () => {
    expect(synthesise((stack) => define(stack, { name: 'events-of-prices' })).resource('azurerm_eventgrid_system_topic')).toMatchObject({ name: 'events-of-prices' });
    expect(synthesise((stack) => define(stack, { purpose: 'prices' })).resource('azurerm_eventgrid_system_topic')).toMatchObject({ name: 'egst-mlops-dev-we-prices' });
  });

  test('fails for a name that no topic can have', () => {
    expect(problemsOf((stack) => define(stack, { name: 'events_of_prices' }))).toBe(`[NameInvalid] 'name' has characters that an event grid system topic can't have: got "events_of_prices"; expected 3 to 50 characters: letters, digits and hyphens; use only what is allowed (at test/Events)`);
  });
});
