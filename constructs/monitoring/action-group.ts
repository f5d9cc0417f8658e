import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import type { BuiltInRole } from '../identity/built-in-role';
import { checkEmails } from './email';

/** Azure's limit of e-mail receivers in one group. */
const MAX_EMAILS = 1000;

/** An HTTPS address that alerts are posted to. */
export interface WebhookReceiver {
  readonly name: string;
  /** An `https://` URL; secrets in it end up in the state. */
  readonly uri: string;
}

export interface ActionGroupProps extends Omit<AzureResourceOptions, 'diagnosticSettings'> {
  readonly resourceGroup: IResourceGroup;
  /** Names the sender in mails and messages; 1 to 12 characters. */
  readonly shortName: string;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells action groups apart in generated names. @default - none */
  readonly purpose?: string;
  /** Addresses that get mail. @default - none */
  readonly emails?: readonly string[];
  /** Roles of the subscription whose holders get mail. @default - none */
  readonly roles?: readonly BuiltInRole[];
  /** @default - none */
  readonly webhooks?: readonly WebhookReceiver[];
}

/** A list of who is told of an alert, owned or existing. */
export type IActionGroup = IAzureResource;

abstract class ActionGroupBase extends AzureResource implements IActionGroup {
  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/**
 * Says who is told of an alert, and how.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
 */
export class ActionGroup extends ActionGroupBase {
  /** An existing action group. */
  static fromActionGroupId(scope: Construct, id: string, actionGroupId: string): IActionGroup {
    return new ImportedActionGroup(scope, id, actionGroupId);
  }

  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `ActionGroupShortNameInvalid`, `ActionGroupEmpty`, `ActionGroupEmailLimit`, `EmailInvalid`, `WebhookInvalid`, `ReceiverDuplicate`, and those of the name */
  constructor(scope: Construct, id: string, props: ActionGroupProps) {
    super(scope, id);
    const { shortName, emails = [], roles = [], webhooks = [] } = props;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'actionGroup', props.name, props.purpose);
    problems.require(Token.isUnresolved(shortName) || (shortName.length >= 1 && shortName.length <= 12), { code: 'ActionGroupShortNameInvalid', prop: 'shortName', rule: 'has the wrong length', got: shortName, expected: '1 to 12 characters', fix: 'shorten it' });
    problems.require(emails.length + roles.length + webhooks.length > 0, { code: 'ActionGroupEmpty', prop: 'emails', rule: 'leaves nobody to tell', got: emails, expected: "an address, or a receiver in 'roles' or 'webhooks'", fix: 'name who is told' });
    problems.require(emails.length <= MAX_EMAILS, { code: 'ActionGroupEmailLimit', prop: 'emails', rule: 'are too many', got: emails.length, expected: `at most ${MAX_EMAILS}`, fix: 'use a mailing list' });
    checkEmails(problems, 'emails', emails);
    webhooks.forEach(({ uri }, index) => problems.require(/^(https:\/\/|\$\{)/.test(uri), { code: 'WebhookInvalid', prop: `webhooks[${index}].uri`, rule: 'is not an https URL', expected: 'an https:// URL', fix: 'pass the address as its owner gives it' }));
    const names = [...emails, ...roles.map((role) => role.name), ...webhooks.map((webhook) => webhook.name)];
    const duplicates = [...new Set(names.filter((receiver, index) => names.indexOf(receiver) !== index))];
    problems.require(duplicates.length === 0, { code: 'ReceiverDuplicate', prop: 'emails', rule: 'names a receiver twice', got: duplicates, expected: 'receivers with different names', fix: 'leave one of each out' });
    problems.throwIfAny();
    const resource = new MonitorActionGroup(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      shortName,
      emailReceiver: props.emails?.map((emailAddress) => ({ name: emailAddress, emailAddress, useCommonAlertSchema: true })),
      armRoleReceiver: props.roles?.map((role) => ({ name: role.name, roleId: role.guid, useCommonAlertSchema: true })),
      webhookReceiver: props.webhooks?.map((webhook) => ({ name: webhook.name, serviceUri: webhook.uri, useCommonAlertSchema: true })),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }
}

class ImportedActionGroup extends ActionGroupBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'actionGroupId', resourceId, 'Microsoft.Insights/actionGroups').name;
  }
}
