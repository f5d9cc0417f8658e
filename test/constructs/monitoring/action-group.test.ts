import type { TerraformStack } from 'cdktf';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import type { ActionGroupProps } from '../../../constructs/monitoring/action-group';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const GROUP_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-log/providers/Microsoft.Insights/actionGroups/ag-hub';

const group = (stack: TerraformStack, props: Partial<ActionGroupProps> = {}) => new ActionGroup(stack, 'Alerts', { resourceGroup: testResourceGroup(stack), shortName: 'mlops', emails: ['ml@example.com'], ...props });
const problems = (props: Partial<ActionGroupProps>) => problemsOf((stack) => group(stack, props));

describe('ActionGroup', () => {
  test('mails, in the schema that all alerts have', () => {
    const template = synthesise((stack) => group(stack));
    expect(template.resource('azurerm_monitor_action_group')).toEqual({
      email_receiver: [{ email_address: 'ml@example.com', name: 'ml@example.com', use_common_alert_schema: true }],
      name: 'ag-mlops-dev-we',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      short_name: 'mlops',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => group(stack, { purpose: 'cost', emails: undefined, roles: [BuiltInRole.OWNER], webhooks: [{ name: 'chat', uri: 'https://chat.example.com/hook' }], lock: {} }));
    expect(template.resource('azurerm_monitor_action_group')).toEqual({
      arm_role_receiver: [{ name: 'Owner', role_id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', use_common_alert_schema: true }],
      name: 'ag-mlops-dev-we-cost',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      short_name: 'mlops',
      webhook_receiver: [{ name: 'chat', service_uri: 'https://chat.example.com/hook', use_common_alert_schema: true }],
    });
    expect(template.counts).toEqual({ azurerm_management_lock: 1, azurerm_monitor_action_group: 1, azurerm_resource_group: 1 });
  });

  test('reads the name of an existing group', () => {
    synthesise((stack) => expect(ActionGroup.fromActionGroupId(stack, 'Hub', GROUP_ID).resourceName).toBe('ag-hub'));
  });

  test.each([
    ['a short name that is too long', { shortName: 'machinelearning' }, `[ActionGroupShortNameInvalid] 'shortName' has the wrong length: got "machinelearning"; expected 1 to 12 characters; shorten it (at test/Alerts)`],
    ['nobody to tell', { emails: [] }, `[ActionGroupEmpty] 'emails' leaves nobody to tell: got []; expected an address, or a receiver in 'roles' or 'webhooks'; name who is told (at test/Alerts)`],
    ['a wrong address', { emails: ['ml-ops'] }, `[EmailInvalid] 'emails[0]' is not an e-mail address: got "ml-ops"; expected an address, for example ml-ops@example.com; correct it (at test/Alerts)`],
    ['an address twice', { emails: ['ml@example.com', 'ml@example.com'] }, `[ReceiverDuplicate] 'emails' names a receiver twice: got ["ml@example.com"]; expected receivers with different names; leave one of each out (at test/Alerts)`],
    ['a webhook in the clear, whose address is not shown', { webhooks: [{ name: 'chat', uri: 'http://chat.example.com/?code=secret' }] }, `[WebhookInvalid] 'webhooks[0].uri' is not an https URL: expected an https:// URL; pass the address as its owner gives it (at test/Alerts)`],
    ['too many addresses', { emails: Array.from({ length: 1001 }, (_, index) => `ml${index}@example.com`) }, `[ActionGroupEmailLimit] 'emails' are too many: got 1001; expected at most 1000; use a mailing list (at test/Alerts)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });
});
