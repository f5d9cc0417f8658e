import { ResourceManager } from '../integration/standin/arm';
import { KeyVaultDataPlane } from '../integration/standin/key-vault';
import { Store } from '../integration/standin/store';

const GROUP = { id: '/subscriptions/one/resourceGroups/rg' };
const VAULT = { id: `${GROUP.id}/providers/Microsoft.KeyVault/vaults/kv-own` };

function standIn(): { readonly store: Store; readonly arm: ResourceManager; readonly vaults: KeyVaultDataPlane } {
  const store = new Store();
  return { store, arm: new ResourceManager(store, 'https://localhost', { deleted: () => undefined }), vaults: new KeyVaultDataPlane(store) };
}

it('shows what others own as the service would, and does not count it as created', () => {
  const { store, arm } = standIn();
  [GROUP, VAULT].forEach((resource) => arm.addExisting(resource));
  expect(store.get(VAULT.id)).toMatchObject({ location: 'westeurope', properties: { provisioningState: 'Succeeded', vaultUri: 'https://kv-own.vault.local/' } });
  expect(store.created()).toEqual([]);
});

it('leaves what is there already as it is', () => {
  const { store, arm } = standIn();
  arm.addExisting({ ...VAULT, body: { properties: { sku: { name: 'premium' } } } });
  arm.addExisting(VAULT);
  expect(store.get(VAULT.id)?.properties['sku']).toEqual({ name: 'premium' });
});

it('keeps secrets of others, and does not count them as left behind', () => {
  const { arm, vaults } = standIn();
  arm.addExisting(VAULT);
  vaults.addExisting({ vault: 'kv-own', name: 'Password', value: 'given' });
  const request = { method: 'GET', host: 'kv-own.vault.local', path: '/secrets/Password', key: '/secrets/password', query: new URLSearchParams(), headers: {}, body: undefined };
  expect(vaults.handle(request)).toMatchObject({ status: 200, body: { value: 'given', attributes: { enabled: true } } });
  expect(vaults.remaining()).toEqual([]);
});
