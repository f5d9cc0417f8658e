import { ApplicationInsightsWorkbook } from '@cdktf/provider-azurerm/lib/application-insights-workbook';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { guidFrom } from '../core/deterministic';
import { Problems } from '../core/errors';
import { landscapeContextOf } from '../core/landscape-context';
import type { IResourceGroup } from '../governance/resource-group';
import type { WorkbookPart } from './workbook-part';

export interface WorkbookProps extends Pick<AzureResourceOptions, 'lock' | 'roleAssignments'> {
  readonly resourceGroup: IResourceGroup;
  /** What people see in the list of workbooks; unique in the resource group. */
  readonly displayName: string;
  /** @default - none */
  readonly description?: string;
  /** From top to bottom. */
  readonly parts: readonly WorkbookPart[];
}

/**
 * A page of text, metrics and queries in Azure Monitor. Who opens it sees what their own roles let them read. Its name is
 * a GUID derived from the construct path, so that it never changes by itself.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-overview
 */
export class Workbook extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `WorkbookNameEmpty`, `WorkbookEmpty`, and those of parts */
  constructor(scope: Construct, id: string, props: WorkbookProps) {
    super(scope, id);
    const { parts } = props;
    const problems = new Problems(this);
    problems.require(props.displayName.trim() !== '', { code: 'WorkbookNameEmpty', prop: 'displayName', rule: 'is empty', got: props.displayName, expected: 'what people find the workbook by', fix: 'write it' });
    problems.require(parts.length > 0, { code: 'WorkbookEmpty', prop: 'parts', rule: 'leaves nothing to show', got: parts, expected: 'at least one part', fix: 'add one' });
    parts.forEach((part, index) => part.check(problems, `parts[${index}]`));
    problems.throwIfAny();
    const { subscriptionId } = landscapeContextOf(this, 'name', 'subscription');
    const resource = new ApplicationInsightsWorkbook(this, 'Resource', {
      name: guidFrom(subscriptionId, this.node.path),
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      displayName: props.displayName,
      description: props.description,
      dataJson: JSON.stringify({ version: 'Notebook/1.0', items: parts.map((part, index) => part.item(`part-${index + 1}`)), fallbackResourceIds: ['azure monitor'] }),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}
