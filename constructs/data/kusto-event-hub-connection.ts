import { KustoEventhubDataConnection } from '@cdktf/provider-azurerm/lib/kusto-eventhub-data-connection';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { kebabCase } from '../core/text';
import { waitFor } from '../core/waitable';
import type { DataExplorerDatabase } from './data-explorer-database';
import type { IEventHub } from './event-hub';

/** How events are written. */
export enum KustoDataFormat {
  /** One JSON record an event, or one a line. */
  JSON = 'JSON',
  /** JSON records over several lines, or in an array. */
  MULTIJSON = 'MULTIJSON',
  CSV = 'CSV',
  TSV = 'TSV',
  AVRO = 'AVRO',
  PARQUET = 'PARQUET',
  /** The whole event as one text. */
  TXT = 'TXT',
}

/** Fields that Event Hubs gives every event, to be kept as columns. */
export enum KustoEventProperty {
  ENQUEUED_TIME = 'x-opt-enqueued-time',
  SEQUENCE_NUMBER = 'x-opt-sequence-number',
  OFFSET = 'x-opt-offset',
  PARTITION_KEY = 'x-opt-partition-key',
  PUBLISHER = 'x-opt-publisher',
}

/** Where events come from, and how they become rows. */
export interface KustoEventHubConnectionOptions {
  readonly eventHub: IEventHub;
  /** A consumer group that nobody else reads; made by the connection. @default - named after the connection */
  readonly consumerGroup?: string;
  /** The table, which must be in the database before events come. */
  readonly table: string;
  /** @default KustoDataFormat.MULTIJSON */
  readonly format?: KustoDataFormat;
  /** The mapping of the table that says which field goes to which column. @default - by the names or the order of the columns */
  readonly mapping?: string;
  /** Whether events are compressed with GZip. @default false */
  readonly compressionEnabled?: boolean;
  /** @default - none */
  readonly eventProperties?: readonly KustoEventProperty[];
  /** Whether the cluster may receive already, so that the landscape grants nothing. @default false */
  readonly accessGranted?: boolean;
}

export interface KustoEventHubConnectionProps extends KustoEventHubConnectionOptions {
  readonly database: DataExplorerDatabase;
}

/**
 * Loads the events of an event hub into a table of Data Explorer, for example the telemetry of models, with the identity of
 * the cluster and no key.
 *
 * @see https://learn.microsoft.com/azure/data-explorer/create-event-hubs-connection
 */
export class KustoEventHubConnection extends AzureConstruct {
  /** The Azure resource id. */
  readonly resourceId: string;

  /** @throws ValidationError `KustoTableInvalid`, `KustoIdentityUnknown`, and those of the consumer group */
  constructor(scope: Construct, id: string, props: KustoEventHubConnectionProps) {
    super(scope, id);
    const { database, eventHub, table, mapping } = props;
    const { cluster } = database;
    const problems = new Problems(this);
    const name = kebabCase(id);
    const problem = nameProblem('dataExplorerConnection', name);
    if (problem) problems.add({ ...problem, prop: 'id' });
    for (const [prop, value] of Object.entries({ table, mapping })) {
      problems.require(value === undefined || (/^[\w .-]{1,1024}$/.test(value) && value.trim() !== ''), { code: 'KustoTableInvalid', prop, rule: 'is not a name in a database', got: value, expected: '1 to 1024 letters, digits, spaces, "_", "." and "-"', fix: 'use only what is allowed' });
    }
    problems.require(cluster.identity !== undefined || props.accessGranted === true, { code: 'KustoIdentityUnknown', prop: 'database', rule: 'is in a cluster whose identity is not known', got: cluster.node.path, expected: 'an identity that may receive the events', fix: "pass its 'identity' to DataExplorerCluster.fromAttributes(), or set 'accessGranted: true'" });
    problems.throwIfAny();
    const group = eventHub.addConsumerGroup(props.consumerGroup ?? name);
    const resource = new KustoEventhubDataConnection(this, 'Resource', {
      name,
      resourceGroupName: cluster.resourceGroupName,
      location: cluster.location,
      clusterName: cluster.resourceName,
      databaseName: database.resourceName,
      eventhubId: eventHub.resourceId,
      consumerGroup: group.name,
      identityId: cluster.identityResourceId,
      tableName: table,
      mappingRuleName: mapping,
      dataFormat: props.format ?? KustoDataFormat.MULTIJSON,
      compression: props.compressionEnabled ? 'GZip' : 'None',
      databaseRoutingType: 'Single',
      eventSystemProperties: props.eventProperties && [...props.eventProperties],
      dependsOn: this.requirements(props),
    });
    this.resourceId = resource.id;
  }

  /** What must be there before Azure tries to connect. */
  private requirements({ database: { cluster }, eventHub, accessGranted }: KustoEventHubConnectionProps): ITerraformDependable[] | undefined {
    const grants = accessGranted || !cluster.identity ? [] : (waitFor(this, [eventHub.grantReceive(cluster.identity)]) ?? []);
    const endpoint = cluster.managedPrivateEndpointTo(eventHub.namespace);
    const all = [...grants, ...(endpoint ? [endpoint] : [])];
    return all.length > 0 ? all : undefined;
  }
}
