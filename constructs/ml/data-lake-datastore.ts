import { MachineLearningDatastoreDatalakeGen2 } from '@cdktf/provider-azurerm/lib/machine-learning-datastore-datalake-gen2';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { cloudEndpoints, providerEnvironment } from '../core/cloud';
import { Problems } from '../core/errors';
import { cloudOf, landscapeContextOf } from '../core/landscape-context';
import { GUID } from '../core/text';
import type { IStorageContainer } from '../storage/storage-container';
import type { DatastoreOptions } from './datastore';
import { countSecrets, Datastore, DATASTORE_LIFECYCLE } from './datastore';
import type { SecretValue } from './secret-value';

/** An app registration that data is read with, instead of identities. */
export interface DatastoreServicePrincipal {
  /** The application (client) id. */
  readonly clientId: string;
  readonly clientSecret: SecretValue;
  /** @default - the tenant of the landscape */
  readonly tenantId?: string;
  /** Where it signs in. @default - Microsoft Entra of the cloud */
  readonly authorityUrl?: string;
}

export interface DataLakeDatastoreProps extends DatastoreOptions {
  /** A filesystem of an account with hierarchical namespace, in the subscription of the workspace. */
  readonly filesystem: IStorageContainer;
  /** Only with `secretsEnabled`. @default - none: identities */
  readonly servicePrincipal?: DatastoreServicePrincipal;
}

/**
 * Names a filesystem of Azure Data Lake Storage in a workspace, to read and write it by identity.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-datastore
 */
export class DataLakeDatastore extends Datastore {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `DataLakeNeedsHierarchicalNamespace`, `DatastoreClientInvalid`, and those of a datastore */
  constructor(scope: Construct, id: string, props: DataLakeDatastoreProps) {
    super(scope, id);
    const { filesystem, servicePrincipal } = props;
    const secretCount = countSecrets(servicePrincipal?.clientSecret);
    const problems = new Problems(this);
    this.checkName(problems, props);
    this.checkSecrets(problems, props, secretCount, "a 'servicePrincipal'");
    const identity = this.serviceIdentity(problems, props, secretCount);
    problems.require(filesystem.storageAccount.hierarchicalNamespaceEnabled, { code: 'DataLakeNeedsHierarchicalNamespace', prop: 'filesystem', rule: 'is in an account without hierarchical namespace', got: filesystem.node.path, expected: 'a filesystem of an account that has it', fix: 'use a BlobDatastore, or another account' });
    for (const prop of ['clientId', 'tenantId'] as const) {
      const value = servicePrincipal?.[prop];
      problems.require(value === undefined || Token.isUnresolved(value) || GUID.test(value), { code: 'DatastoreClientInvalid', prop: `servicePrincipal.${prop}`, rule: 'is not a GUID', got: value, expected: 'the id of an app registration or tenant in Entra, a GUID', fix: 'copy it from the app registration' });
    }
    problems.throwIfAny();
    const resource = new MachineLearningDatastoreDatalakeGen2(this, 'Resource', {
      name: props.name,
      workspaceId: props.workspace.resourceId,
      storageContainerId: filesystem.resourceId,
      description: props.description,
      serviceDataIdentity: identity,
      tenantId: servicePrincipal && (servicePrincipal.tenantId ?? this.tenantId()),
      clientId: servicePrincipal?.clientId,
      clientSecret: servicePrincipal?.clientSecret.reference,
      authorityUrl: servicePrincipal && (servicePrincipal.authorityUrl ?? this.authorityUrl()),
      lifecycle: DATASTORE_LIFECYCLE,
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }

  /** Azure fills in the one of the public cloud by itself. */
  private authorityUrl(): string | undefined {
    const cloud = cloudOf(this);
    return providerEnvironment(cloud) && `https://${cloudEndpoints(cloud).login}`;
  }

  private tenantId(): string {
    return landscapeContextOf(this, 'servicePrincipal.tenantId', 'tenant').tenantId;
  }
}
