import { KustoDatabasePrincipalAssignment } from '@cdktf/provider-azurerm/lib/kusto-database-principal-assignment';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { guidFrom } from '../core/deterministic';
import { landscapeContextOf } from '../core/landscape-context';
import type { IWaitable } from '../core/waitable';
import type { IGrantable } from '../identity/role-assignment';
import { PrincipalType } from '../identity/role-assignment';
import type { DataExplorerDatabase } from './data-explorer-database';

/** The roles that Data Explorer has of its own in a database. */
export enum DataExplorerRole {
  /** Everything. */
  ADMIN = 'Admin',
  /** Read all, and create tables and functions. */
  USER = 'User',
  /** Query all tables that aren't restricted. */
  VIEWER = 'Viewer',
  /** Load data, and not read it. */
  INGESTOR = 'Ingestor',
  /** See the state of the database, and not its data. */
  MONITOR = 'Monitor',
}

/** What Data Explorer calls principals. */
const KINDS: Readonly<Record<PrincipalType, string>> = { [PrincipalType.SERVICE_PRINCIPAL]: 'App', [PrincipalType.GROUP]: 'Group', [PrincipalType.USER]: 'User' };

export interface DataExplorerGrantProps {
  readonly database: DataExplorerDatabase;
  readonly role: DataExplorerRole;
  readonly grantee: IGrantable;
}

/**
 * Grants a role of Data Explorer on a database; nothing about it can be changed later. Its name is a GUID derived from the
 * construct path.
 *
 * @see https://learn.microsoft.com/kusto/access-control/role-based-access-control
 */
export class DataExplorerGrant extends AzureConstruct implements IWaitable {
  readonly dependable: ITerraformDependable;

  constructor(scope: Construct, id: string, { database, role, grantee }: DataExplorerGrantProps) {
    super(scope, id);
    const { subscriptionId, tenantId } = landscapeContextOf(this, 'grantee', 'tenant');
    this.dependable = new KustoDatabasePrincipalAssignment(this, 'Resource', {
      name: guidFrom(subscriptionId, this.node.path),
      resourceGroupName: database.cluster.resourceGroupName,
      clusterName: database.cluster.resourceName,
      databaseName: database.resourceName,
      tenantId,
      principalId: grantee.principalId,
      principalType: KINDS[grantee.principalType],
      role,
    });
  }
}
