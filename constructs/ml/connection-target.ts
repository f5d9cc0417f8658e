import { Token } from 'cdktf';
import type { IAiServices } from '../ai/ai-services';
import type { ISearchService } from '../ai/search-service';
import type { Problem } from '../core/errors';
import type { IContainerRegistry } from '../registry/container-registry';
import { ConnectionAuthKind } from './connection-auth';

/** A database of Azure SQL. */
export interface AzureSqlTarget {
  /** The full host name: `sql-contoso.database.windows.net`. */
  readonly server: string;
  readonly database: string;
  /** @default 1433 */
  readonly port?: number;
}

/** A database of Snowflake. */
export interface SnowflakeTarget {
  /** The account identifier, without the domain: `contoso-analytics`, or `xy12345.west-europe.azure`. */
  readonly account: string;
  readonly database: string;
  readonly warehouse: string;
  /** @default - the default role of the user */
  readonly role?: string;
}

/** A bucket of Amazon S3. */
export interface S3Target {
  readonly bucket: string;
  /** The region of the bucket, for example `eu-west-1`. */
  readonly region: string;
}

interface TargetProps {
  readonly category: string;
  readonly url: string;
  /** How it can be signed in to; a connection that says nothing uses the first, where that needs no secret. */
  readonly authKinds: readonly ConnectionAuthKind[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly problems?: readonly (Problem | undefined)[];
  readonly keysEnabled?: boolean;
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_$]{0,254}$/;

/** What a connection leads to. */
export class ConnectionTarget {
  /** AI services, by Entra or, where they have keys, by key. */
  static aiServices(services: IAiServices): ConnectionTarget {
    return new ConnectionTarget({
      category: 'AIServices',
      url: services.endpoint,
      authKinds: [ConnectionAuthKind.ENTRA, ConnectionAuthKind.API_KEY],
      metadata: { ApiType: 'Azure', ResourceId: services.resourceId, Location: services.location },
      keysEnabled: services.localAuthEnabled,
    });
  }

  /** An AI Search service, by Entra or, where it has keys, by key. */
  static searchService(search: ISearchService): ConnectionTarget {
    return new ConnectionTarget({
      category: 'CognitiveSearch',
      url: search.endpoint,
      authKinds: [ConnectionAuthKind.ENTRA, ConnectionAuthKind.API_KEY],
      metadata: { ApiType: 'Azure', ResourceId: search.resourceId },
      keysEnabled: search.localAuthEnabled,
    });
  }

  /** A container registry beside that of the workspace, by a user-assigned identity or by a token of the registry. */
  static containerRegistry(registry: IContainerRegistry): ConnectionTarget {
    return new ConnectionTarget({ category: 'ContainerRegistry', url: registry.loginServer, authKinds: [ConnectionAuthKind.MANAGED_IDENTITY, ConnectionAuthKind.USERNAME_PASSWORD] });
  }

  /** A repository of code, by a personal access token or, where it is public, by nothing. */
  static git(url: string): ConnectionTarget {
    const open = Token.isUnresolved(url);
    return new ConnectionTarget({
      category: 'Git',
      url,
      authKinds: [ConnectionAuthKind.PERSONAL_ACCESS_TOKEN, ConnectionAuthKind.NONE],
      problems: [
        // Not shown: it may hold a secret.
        open || !/^[a-z]+:\/\/[^/]*@/i.test(url) ? undefined : { code: 'ConnectionUrlHasSecret', prop: 'target', rule: 'has a user or a secret in its URL', expected: 'a URL without @ before the host', fix: "leave it out, and pass the secret as 'auth'" },
        open || /^https:\/\//.test(url) ? undefined : { code: 'ConnectionUrlInvalid', prop: 'target', rule: 'is not an https URL', expected: 'a URL like https://github.com/contoso/churn', fix: 'use the https URL of the repository' },
      ],
    });
  }

  /** A database of Azure SQL, by a user of the database: Azure's data connections know no other way. */
  static azureSql(target: AzureSqlTarget): ConnectionTarget {
    const { server, database, port = 1433 } = target;
    return new ConnectionTarget({
      category: 'AzureSqlDb',
      url: `Server=tcp:${server},${port};Database=${database};Trusted_Connection=False;Encrypt=True;Connection Timeout=30`,
      authKinds: [ConnectionAuthKind.USERNAME_PASSWORD],
      problems: [
        problem('server', server, /^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$/i, 'the full host name of a server, like sql-contoso.database.windows.net'),
        problem('database', database, /^[^<>*%&:\\/?;=]{0,127}[^<>*%&:\\/?;= .]$/, '1 to 128 characters, none of < > * % & : \\ / ? ; ='),
        Number.isInteger(port) && port >= 1 && port <= 65535 ? undefined : invalid('port', port, 'a whole number from 1 to 65535'),
      ],
    });
  }

  /** A database of Snowflake, by a user of it. */
  static snowflake(target: SnowflakeTarget): ConnectionTarget {
    const { account, database, warehouse, role } = target;
    return new ConnectionTarget({
      category: 'Snowflake',
      url: `jdbc:snowflake://${account}.snowflakecomputing.com/?db=${database}&warehouse=${warehouse}${role === undefined ? '' : `&role=${role}`}`,
      authKinds: [ConnectionAuthKind.USERNAME_PASSWORD],
      problems: [
        problem('account', account, /^(?!.*snowflakecomputing)[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/, 'an account identifier without the domain, like contoso-analytics'),
        ...Object.entries({ database, warehouse, role }).map(([name, value]) => (value === undefined ? undefined : problem(name, value, IDENTIFIER, 'an identifier: letters, digits, "_" and "$", starting with a letter or "_"'))),
      ],
    });
  }

  /** A bucket of Amazon S3, by an access key. */
  static s3(target: S3Target): ConnectionTarget {
    const { bucket, region } = target;
    return new ConnectionTarget({
      category: 'S3',
      url: `https://${bucket}.s3.${region}.amazonaws.com`,
      authKinds: [ConnectionAuthKind.ACCESS_KEY],
      problems: [
        problem('bucket', bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, '3 to 63 lower-case letters, digits, "." and "-", the name alone'),
        problem('region', region, /^[a-z]{2}(-[a-z]+)+-\d$/, 'a region of Amazon like eu-west-1'),
      ],
    });
  }

  /** By its name in Azure's API. */
  readonly category: string;
  readonly url: string;
  readonly authKinds: readonly ConnectionAuthKind[];
  readonly metadata: Readonly<Record<string, string>>;
  /** What is wrong with the target; the connection reports it. */
  readonly problems: readonly Problem[];
  /** Whether the target has keys at all; unknown where it never has. */
  readonly keysEnabled: boolean | undefined;

  private constructor(props: TargetProps) {
    this.category = props.category;
    this.url = props.url;
    this.authKinds = props.authKinds;
    this.metadata = props.metadata ?? {};
    this.problems = (props.problems ?? []).filter((found): found is Problem => found !== undefined);
    this.keysEnabled = props.keysEnabled;
  }
}

function problem(prop: string, value: string, pattern: RegExp, expected: string): Problem | undefined {
  return Token.isUnresolved(value) || pattern.test(value) ? undefined : invalid(prop, value, expected);
}

function invalid(prop: string, got: unknown, expected: string): Problem {
  return { code: 'ConnectionTargetInvalid', prop: `target.${prop}`, rule: "can't be part of what the connection leads to", got, expected, fix: 'correct it' };
}
