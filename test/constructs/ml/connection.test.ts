import type { TerraformStack } from 'cdktf';
import { Aspects } from 'cdktf';
import { AiServices } from '../../../constructs/ai/ai-services';
import type { IAiServices } from '../../../constructs/ai/ai-services';
import { SearchService } from '../../../constructs/ai/search-service';
import { WorkspaceConnection } from '../../../constructs/ml/connection';
import { ConnectionAuth } from '../../../constructs/ml/connection-auth';
import { ConnectionTarget } from '../../../constructs/ml/connection-target';
import { SecretValue } from '../../../constructs/ml/secret-value';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import { KeyVault } from '../../../constructs/security/key-vault';
import { TagsAspect } from '../../../stacks/tags';
import type { Block } from '../../support/template';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, GROUP_ID, identity, REGISTRY_ID, secretOf, VAULT_ID, workspace, WORKSPACE_ID } from './fixtures';

const ACCOUNT_ID = `${GROUP_ID}/providers/Microsoft.CognitiveServices/accounts/ais-shared`;
const SEARCH_ID = `${GROUP_ID}/providers/Microsoft.Search/searchServices/srch-shared`;
const SNOWFLAKE = { account: 'contoso-analytics', database: 'SALES', warehouse: 'WH' };
const SQL = { server: 'sql-contoso.database.windows.net', database: 'sales' };

const services = (stack: TerraformStack, localAuthEnabled = false): IAiServices => AiServices.fromAttributes(stack, 'Services', { resourceId: ACCOUNT_ID, customSubdomainName: 'contoso-ai', location: 'westeurope', localAuthEnabled });

function connect(stack: TerraformStack, target: ConnectionTarget, auth?: ConnectionAuth, name = 'lead'): void {
  azapi(stack);
  new WorkspaceConnection(stack, 'Connection', { workspace: workspace(stack), name, target, auth });
}

const blockOf = (define: (stack: TerraformStack) => void): Block => synthesise(define).resource('azapi_resource');
const failing = (target: ConnectionTarget, auth?: (stack: TerraformStack) => ConnectionAuth, name?: string): string => problemsOf((stack) => connect(stack, target, auth?.(stack), name));

describe('WorkspaceConnection', () => {
  test('leads to AI services as whoever uses it', () => {
    expect(blockOf((stack) => connect(stack, ConnectionTarget.aiServices(services(stack))))).toEqual({
      body: {
        properties: {
          authType: 'AAD',
          category: 'AIServices',
          isSharedToAll: true,
          metadata: { ApiType: 'Azure', Location: 'westeurope', ResourceId: ACCOUNT_ID },
          target: 'https://contoso-ai.cognitiveservices.azure.com/',
        },
      },
      locks: [WORKSPACE_ID],
      name: 'lead',
      parent_id: WORKSPACE_ID,
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/connections@2025-09-01',
    });
  });

  test('leads to AI Search, by Entra or by a key from a vault that is written and never read back', () => {
    const search = (stack: TerraformStack, localAuthEnabled: boolean): ConnectionTarget => ConnectionTarget.searchService(SearchService.fromAttributes(stack, 'Search', { resourceId: SEARCH_ID, localAuthEnabled }));
    const properties = { category: 'CognitiveSearch', metadata: { ApiType: 'Azure', ResourceId: SEARCH_ID }, target: 'https://srch-shared.search.windows.net' };
    expect(blockOf((stack) => connect(stack, search(stack, false)))).toMatchObject({ body: { properties: { ...properties, authType: 'AAD' } } });
    const block = blockOf((stack) => {
      const vault = KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID, purgeProtectionEnabled: true });
      connect(stack, search(stack, true), ConnectionAuth.apiKey(SecretValue.fromKeyVault(stack, 'Key', vault, 'search-key')));
    });
    expect(block).toMatchObject({ body: { properties: { ...properties, authType: 'ApiKey' } }, sensitive_body: { properties: { credentials: { key: '${data.azurerm_key_vault_secret.Key.value}' } } } });
    expect(block).not.toHaveProperty('body.properties.credentials');
  });

  test('leads to a container registry by a user-assigned identity', () => {
    const block = blockOf((stack) => connect(stack, ConnectionTarget.containerRegistry(ContainerRegistry.fromAttributes(stack, 'Images', { resourceId: REGISTRY_ID })), ConnectionAuth.managedIdentity(identity(stack))));
    expect(block['body']).toEqual({
      properties: {
        authType: 'ManagedIdentity',
        category: 'ContainerRegistry',
        credentials: { clientId: 'bbbbbbbb-0000-4000-8000-000000000002', resourceId: `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-training` },
        isSharedToAll: true,
        target: 'crshared.azurecr.io',
      },
    });
    expect(block).not.toHaveProperty('sensitive_body');
  });

  test('leads to repositories of code, private and public', () => {
    const git = ConnectionTarget.git('https://github.com/contoso/churn');
    expect(blockOf((stack) => connect(stack, git, ConnectionAuth.personalAccessToken(secretOf(stack))))).toMatchObject({ body: { properties: { authType: 'PAT', category: 'Git', target: 'https://github.com/contoso/churn' } }, sensitive_body: { properties: { credentials: { pat: '${var.secret}' } } } });
    expect(blockOf((stack) => connect(stack, git, ConnectionAuth.none()))).toMatchObject({ body: { properties: { authType: 'None' } } });
  });

  test('leads to databases by a user and a password', () => {
    const user = (stack: TerraformStack): ConnectionAuth => ConnectionAuth.usernamePassword('reader', secretOf(stack));
    const rest = { body: { properties: { authType: 'UsernamePassword', credentials: { username: 'reader' } } }, sensitive_body: { properties: { credentials: { password: '${var.secret}' } } } };
    const sql = blockOf((stack) => connect(stack, ConnectionTarget.azureSql({ ...SQL, port: 1434 }), user(stack)));
    expect(sql).toMatchObject(rest);
    expect(sql).toMatchObject({ body: { properties: { category: 'AzureSqlDb', target: 'Server=tcp:sql-contoso.database.windows.net,1434;Database=sales;Trusted_Connection=False;Encrypt=True;Connection Timeout=30' } } });
    const snowflake = blockOf((stack) => connect(stack, ConnectionTarget.snowflake({ ...SNOWFLAKE, role: 'READER' }), user(stack)));
    expect(snowflake).toMatchObject(rest);
    expect(snowflake).toMatchObject({ body: { properties: { category: 'Snowflake', target: 'jdbc:snowflake://contoso-analytics.snowflakecomputing.com/?db=SALES&warehouse=WH&role=READER' } } });
  });

  test('leads to a bucket of Amazon by an access key', () => {
    expect(blockOf((stack) => connect(stack, ConnectionTarget.s3({ bucket: 'contoso-lake', region: 'eu-west-1' }), ConnectionAuth.accessKey('AKIA0', secretOf(stack))))).toMatchObject({
      body: { properties: { authType: 'AccessKey', category: 'S3', credentials: { accessKeyId: 'AKIA0' }, target: 'https://contoso-lake.s3.eu-west-1.amazonaws.com' } },
      sensitive_body: { properties: { credentials: { secretAccessKey: '${var.secret}' } } },
    });
  });

  test('has no tags, though the stack gives them to all it can', () => {
    const block = blockOf((stack) => {
      Aspects.of(stack).add(new TagsAspect({ environment: 'dev' }, []));
      connect(stack, ConnectionTarget.git('https://github.com/contoso/churn'), ConnectionAuth.none());
    });
    expect(block).not.toHaveProperty('tags');
  });

  test('fails with a way to sign in that the target has not', () => {
    expect(failing(ConnectionTarget.s3({ bucket: 'contoso-lake', region: 'eu-west-1' }), () => ConnectionAuth.entra())).toBe("[ConnectionAuthUnsupported] 'auth' is not how a connection signs in to S3: got \"AAD\"; expected AccessKey; use a ConnectionAuth of one of these kinds (at test/Connection)");
    expect(failing(ConnectionTarget.azureSql(SQL), (stack) => ConnectionAuth.managedIdentity(identity(stack)))).toBe("[ConnectionAuthUnsupported] 'auth' is not how a connection signs in to AzureSqlDb: got \"ManagedIdentity\"; expected UsernamePassword; use a ConnectionAuth of one of these kinds (at test/Connection)");
    expect(failing(ConnectionTarget.git('https://github.com/contoso/churn'))).toBe("[ConnectionAuthRequired] 'auth' is required for a connection to Git: got nothing; expected PAT, None; pass a ConnectionAuth of one of these kinds (at test/Connection)");
  });

  test('fails with the key of services that have no keys', () => {
    expect(problemsOf((stack) => connect(stack, ConnectionTarget.aiServices(services(stack)), ConnectionAuth.apiKey(secretOf(stack))))).toBe("[ConnectionKeyDisabled] 'auth' is by a key, which the target has switched off: got \"ApiKey\"; expected AAD; leave 'auth' out, and grant a role at the target (at test/Connection)");
    expect(blockOf((stack) => connect(stack, ConnectionTarget.aiServices(services(stack, true)), ConnectionAuth.apiKey(secretOf(stack))))).toMatchObject({ body: { properties: { authType: 'ApiKey' } } });
  });

  test('fails with a secret in a URL, without showing it', () => {
    expect(failing(ConnectionTarget.git('https://user:hunter2@github.com/contoso/churn'), () => ConnectionAuth.none())).toBe("[ConnectionUrlHasSecret] 'target' has a user or a secret in its URL: expected a URL without @ before the host; leave it out, and pass the secret as 'auth' (at test/Connection)");
  });

  test('fails with a repository that is reached by SSH', () => {
    expect(failing(ConnectionTarget.git('git@github.com:contoso/churn.git'), () => ConnectionAuth.none())).toBe("[ConnectionUrlInvalid] 'target' is not an https URL: expected a URL like https://github.com/contoso/churn; use the https URL of the repository (at test/Connection)");
  });

  test('fails with parts of databases and buckets that would lead elsewhere', () => {
    const user = (stack: TerraformStack): ConnectionAuth => ConnectionAuth.usernamePassword('reader', secretOf(stack));
    expect(failing(ConnectionTarget.azureSql({ server: 'sql-contoso', database: 'sales;Encrypt=False', port: 0 }), user)).toBe(
      `3 problems (at test/Connection):
  - [ConnectionTargetInvalid] 'target.server' can't be part of what the connection leads to: got "sql-contoso"; expected the full host name of a server, like sql-contoso.database.windows.net; correct it
  - [ConnectionTargetInvalid] 'target.database' can't be part of what the connection leads to: got "sales;Encrypt=False"; expected 1 to 128 characters, none of < > * % & : \\ / ? ; =; correct it
  - [ConnectionTargetInvalid] 'target.port' can't be part of what the connection leads to: got 0; expected a whole number from 1 to 65535; correct it`,
    );
    expect(failing(ConnectionTarget.snowflake({ ...SNOWFLAKE, account: 'contoso.snowflakecomputing.com', role: 'a&b' }), user)).toBe(
      `2 problems (at test/Connection):
  - [ConnectionTargetInvalid] 'target.account' can't be part of what the connection leads to: got "contoso.snowflakecomputing.com"; expected an account identifier without the domain, like contoso-analytics; correct it
  - [ConnectionTargetInvalid] 'target.role' can't be part of what the connection leads to: got "a&b"; expected an identifier: letters, digits, "_" and "$", starting with a letter or "_"; correct it`,
    );
    expect(failing(ConnectionTarget.s3({ bucket: 's3://lake', region: 'Ireland' }), (stack) => ConnectionAuth.accessKey('AKIA0', secretOf(stack)))).toBe(
      `2 problems (at test/Connection):
  - [ConnectionTargetInvalid] 'target.bucket' can't be part of what the connection leads to: got "s3://lake"; expected 3 to 63 lower-case letters, digits, "." and "-", the name alone; correct it
  - [ConnectionTargetInvalid] 'target.region' can't be part of what the connection leads to: got "Ireland"; expected a region of Amazon like eu-west-1; correct it`,
    );
  });

  test('fails with the name of no connection, and of another one', () => {
    expect(failing(ConnectionTarget.git('https://github.com/contoso/churn'), () => ConnectionAuth.none(), 'my git')).toBe("[NameInvalid] 'name' has characters that a connection can't have: got \"my git\"; expected 3 to 33 characters: letters, digits, \"_\" and \"-\", starting with a letter or digit; use only what is allowed (at test/Connection)");
    expect(problemsOf((stack) => {
      const props = { workspace: workspace(stack), target: ConnectionTarget.git('https://github.com/contoso/churn'), auth: ConnectionAuth.none() };
      new WorkspaceConnection(stack, 'One', { ...props, name: 'code' });
      new WorkspaceConnection(stack, 'Two', { ...props, name: 'Code' });
    })).toBe("[WorkspaceChildTwice] 'name' is the name of another connection of the workspace: got \"Code\"; expected a name of its own for each connection; give one of the two another name (at test/Two)");
  });
});
