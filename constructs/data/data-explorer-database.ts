import { KustoDatabase } from '@cdktf/provider-azurerm/lib/kusto-database';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import type { IGrantable } from '../identity/role-assignment';
import type { IDataExplorerCluster } from './data-explorer-cluster';
import { DataExplorerGrant, DataExplorerRole } from './data-explorer-grant';
import type { KustoEventHubConnectionOptions } from './kusto-event-hub-connection';
import { KustoEventHubConnection } from './kusto-event-hub-connection';

const MAX_DAYS = 36500;

/** What a database has, apart from its name. */
export interface DataExplorerDatabaseOptions extends Pick<AzureResourceOptions, 'lock' | 'roleAssignments'> {
  /** How long data can be queried, from when it came in; 1 to 36500 days. @default 365 */
  readonly softDeleteDays?: number;
  /** How long data is on fast disks; up to `softDeleteDays`. @default 31, or `softDeleteDays` where that is less */
  readonly hotCacheDays?: number;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

export interface DataExplorerDatabaseProps extends DataExplorerDatabaseOptions {
  readonly cluster: IDataExplorerCluster;
  /** 1 to 260 letters, digits, spaces, `_`, `.` and `-`. */
  readonly name: string;
}

/**
 * A database of a Data Explorer cluster. Who may do what is Data Explorer's own matter: its roles are granted here, and
 * Azure's don't open the data.
 *
 * @see https://learn.microsoft.com/azure/data-explorer/create-cluster-and-database
 */
export class DataExplorerDatabase extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly cluster: IDataExplorerCluster;

  private readonly ownGrants = new Map<string, DataExplorerGrant>();

  /** @throws ValidationError `DataExplorerPeriodInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: DataExplorerDatabaseProps) {
    super(scope, id);
    const { cluster, name, softDeleteDays = 365, hotCacheDays = Math.min(31, softDeleteDays) } = props;
    const problems = new Problems(this);
    const problem = nameProblem('dataExplorerDatabase', name);
    if (problem) problems.add(problem);
    const validPeriod = Number.isInteger(softDeleteDays) && softDeleteDays >= 1 && softDeleteDays <= MAX_DAYS;
    problems.require(validPeriod, { code: 'DataExplorerPeriodInvalid', prop: 'softDeleteDays', rule: 'is out of range', got: softDeleteDays, expected: `whole days from 1 to ${MAX_DAYS}`, fix: 'choose a number in the range' });
    problems.require(!validPeriod || (Number.isInteger(hotCacheDays) && hotCacheDays >= 1 && hotCacheDays <= softDeleteDays), { code: 'DataExplorerPeriodInvalid', prop: 'hotCacheDays', rule: 'is longer than data is kept, or no number of days', got: hotCacheDays, expected: `whole days from 1 to ${softDeleteDays}`, fix: "choose a number in the range, or lengthen 'softDeleteDays'" });
    problems.throwIfAny();
    this.cluster = cluster;
    const resource = new KustoDatabase(this, 'Resource', {
      name,
      resourceGroupName: cluster.resourceGroupName,
      location: cluster.location,
      clusterName: cluster.resourceName,
      softDeletePeriod: `P${softDeleteDays}D`,
      hotCachePeriod: `P${hotCacheDays}D`,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }

  /** Where the database is queried, as clients take it. */
  get queryUri(): string {
    return Fn.join('/', [this.cluster.uri, this.resourceName]);
  }

  /** Lets the grantee query all tables. */
  grantView(grantee: IGrantable): DataExplorerGrant {
    return this.grantOwn(DataExplorerRole.VIEWER, grantee);
  }

  /** Lets the grantee load data, and not read it. */
  grantIngest(grantee: IGrantable): DataExplorerGrant {
    return this.grantOwn(DataExplorerRole.INGESTOR, grantee);
  }

  /** Lets the grantee read all, and create tables and functions. */
  grantUse(grantee: IGrantable): DataExplorerGrant {
    return this.grantOwn(DataExplorerRole.USER, grantee);
  }

  /** Lets the grantee do everything in the database. */
  grantAdmin(grantee: IGrantable): DataExplorerGrant {
    return this.grantOwn(DataExplorerRole.ADMIN, grantee);
  }

  /** Loads the events of an event hub into a table, all the time. */
  addEventHubConnection(id: string, options: KustoEventHubConnectionOptions): KustoEventHubConnection {
    return new KustoEventHubConnection(this, id, { ...options, database: this });
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  private grantOwn(role: DataExplorerRole, grantee: IGrantable): DataExplorerGrant {
    const key = `${role} ${grantee.principalId}`;
    const grant = this.ownGrants.get(key) ?? new DataExplorerGrant(this.grantScope(grantee), `${role}To${grantee.grantName}`, { database: this, role, grantee });
    this.ownGrants.set(key, grant);
    return grant;
  }
}
