import type { IManagedIdentity } from '../identity/managed-identity';
import type { SecretValue } from './secret-value';

/** How a connection signs in, by its name in Azure's API. */
export enum ConnectionAuthKind {
  /** As whoever uses the connection: the person, or the identity of the compute. */
  ENTRA = 'AAD',
  /** As a user-assigned identity. */
  MANAGED_IDENTITY = 'ManagedIdentity',
  /** With the key of a service. */
  API_KEY = 'ApiKey',
  /** With the access key of Amazon. */
  ACCESS_KEY = 'AccessKey',
  /** With a user name and a password. */
  USERNAME_PASSWORD = 'UsernamePassword',
  /** With a personal access token. */
  PERSONAL_ACCESS_TOKEN = 'PAT',
  /** Not at all: what it leads to is open to everybody. */
  NONE = 'None',
}

/**
 * How a connection signs in. Secrets are references, never literals; Azure keeps them in the vault of the workspace.
 */
export class ConnectionAuth {
  /** As whoever uses the connection; it is granted to them at the target. */
  static entra(): ConnectionAuth {
    return new ConnectionAuth(ConnectionAuthKind.ENTRA, {}, {});
  }

  /** As a user-assigned identity of the workspace; it is granted to the identity at the target. */
  static managedIdentity(identity: IManagedIdentity): ConnectionAuth {
    return new ConnectionAuth(ConnectionAuthKind.MANAGED_IDENTITY, { resourceId: identity.resourceId, clientId: identity.clientId }, {});
  }

  /** With the key of a service that has keys. */
  static apiKey(key: SecretValue): ConnectionAuth {
    return new ConnectionAuth(ConnectionAuthKind.API_KEY, {}, { key });
  }

  /** With an access key of Amazon: its id, and its secret part. */
  static accessKey(accessKeyId: string, secretAccessKey: SecretValue): ConnectionAuth {
    return new ConnectionAuth(ConnectionAuthKind.ACCESS_KEY, { accessKeyId }, { secretAccessKey });
  }

  /** With a user name and a password. */
  static usernamePassword(username: string, password: SecretValue): ConnectionAuth {
    return new ConnectionAuth(ConnectionAuthKind.USERNAME_PASSWORD, { username }, { password });
  }

  /** With a personal access token; let it read, and expire. */
  static personalAccessToken(pat: SecretValue): ConnectionAuth {
    return new ConnectionAuth(ConnectionAuthKind.PERSONAL_ACCESS_TOKEN, {}, { pat });
  }

  /** Not at all. */
  static none(): ConnectionAuth {
    return new ConnectionAuth(ConnectionAuthKind.NONE, {}, {});
  }

  private constructor(
    readonly kind: ConnectionAuthKind,
    /** What anybody may see. */
    readonly plain: Readonly<Record<string, string>>,
    /** What nobody may see. */
    readonly secrets: Readonly<Record<string, SecretValue>>,
  ) {}
}
