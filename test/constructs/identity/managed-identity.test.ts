import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const ISSUER = 'https://issuer.example.com/';
const IDENTITY_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-existing';
const OBJECT_ID = 'aaaaaaaa-0000-0000-0000-000000000001';
const CLIENT_ID = 'bbbbbbbb-0000-0000-0000-000000000002';

describe('ManagedIdentity', () => {
  test('is named by the convention, in its resource group', () => {
    const template = synthesise((stack) => new ManagedIdentity(stack, 'Training', { resourceGroup: testResourceGroup(stack), purpose: 'training' }));
    expect(template.resource('azurerm_user_assigned_identity')).toEqual({
      location: 'westeurope',
      name: 'id-mlops-dev-we-training',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
    });
  });

  test('gives federated credentials an order, since Azure refuses two at once', () => {
    const template = synthesise((stack) => {
      const identity = new ManagedIdentity(stack, 'Serving', { resourceGroup: testResourceGroup(stack), federatedCredentials: [{ name: 'one', issuer: ISSUER, subject: 'a' }] });
      identity.addFederatedCredential({ name: 'two', issuer: ISSUER, subject: 'b' });
    });
    const credentials = Object.values(template.resources('azurerm_federated_identity_credential'));
    expect(credentials.map(({ name, audience, depends_on }) => ({ name, audience, depends_on }))).toEqual([
      { name: 'one', audience: ['api://AzureADTokenExchange'], depends_on: undefined },
      { name: 'two', audience: ['api://AzureADTokenExchange'], depends_on: [expect.stringMatching(/^azurerm_federated_identity_credential\.Serving_Credential-one/)] },
    ]);
  });

  test('is granted a role once, under a name that stays', () => {
    const template = synthesise((stack) => {
      const group = testResourceGroup(stack);
      const identity = new ManagedIdentity(stack, 'Training', { resourceGroup: group });
      group.addRoleAssignment({ role: BuiltInRole.READER, grantee: identity });
      group.addRoleAssignment({ role: BuiltInRole.READER, grantee: identity });
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({
      name: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/),
      principal_type: 'ServicePrincipal',
      role_definition_id: '/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7',
      skip_service_principal_aad_check: true,
    });
  });

  test('fails with both problems of a credential', () => {
    expect(problemsOf((stack) => new ManagedIdentity(stack, 'Serving', { resourceGroup: testResourceGroup(stack), federatedCredentials: [{ name: 'x', issuer: 'http://issuer', subject: 's' }] }))).toBe(
      `2 problems (at test/Serving):
  - [NameTooShort] 'name' is too short for a federated credential: got "x"; expected 3 to 120 characters: letters, digits, "_" and "-", starting with a letter or digit; lengthen it
  - [FederatedIssuerInvalid] 'issuer' is not an https URL: got "http://issuer"; expected an https:// URL; pass the issuer as its owner publishes it`,
    );
  });

  test('fails with more federated credentials than Azure has room for', () => {
    expect(problemsOf((stack) => {
      const identity = new ManagedIdentity(stack, 'Serving', { resourceGroup: testResourceGroup(stack) });
      for (let count = 1; count <= 21; count += 1) identity.addFederatedCredential({ name: `credential-${count}`, issuer: ISSUER, subject: 's' });
    })).toBe("[FederatedCredentialLimit] 'federatedCredentials' are too many for one identity: got 21; expected at most 20; use another identity (at test/Serving)");
  });

  test('is imported by its three ids, and granted to like an owned one', () => {
    const template = synthesise((stack) => {
      const identity = ManagedIdentity.fromAttributes(stack, 'Existing', { resourceId: IDENTITY_ID, principalId: OBJECT_ID, clientId: CLIENT_ID });
      testResourceGroup(stack).addRoleAssignment({ role: BuiltInRole.READER, grantee: identity });
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: OBJECT_ID, principal_type: 'ServicePrincipal' });
    expect(template.counts).toEqual({ azurerm_resource_group: 1, azurerm_role_assignment: 1 });
  });

  test('fails to be imported with the client id in place of the object id', () => {
    expect(problemsOf((stack) => ManagedIdentity.fromAttributes(stack, 'Existing', { resourceId: IDENTITY_ID, principalId: CLIENT_ID, clientId: CLIENT_ID }))).toBe(
      `[IdentityIdsEqual] 'principalId' can't be the client id: got "${CLIENT_ID}"; expected the object id of the identity; copy "Object (principal) ID" from the portal (at test/Existing)`,
    );
  });
});
