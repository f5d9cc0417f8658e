import type { SharedSettings } from '../../environments';
import shared from '../../environments/shared';
import type { Changes } from '../environments/wrong';
import { Landscape, textsOf, variant } from './landscape-of';

interface Terraform {
  readonly terraform: { readonly backend?: Readonly<Record<string, unknown>>; readonly cloud?: unknown };
  readonly data?: { readonly terraform_remote_state: Readonly<Record<string, { readonly backend: string; readonly config: unknown; readonly workspace?: string }>> };
}

const SHARED_ACCOUNT = 'stmlopssharedwec633x';

function stacksOf(state: object, settings: SharedSettings = shared, base = 'prod', changes: Changes = {}): Readonly<Record<string, Terraform>> {
  const texts = textsOf(variant(base, { ...changes, state }), settings);
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as Terraform]));
}

const backends = (stacks: Readonly<Record<string, Terraform>>): unknown[] => Object.values(stacks).map(({ terraform }) => terraform.backend ?? terraform.cloud);
const remoteStates = ({ data }: Terraform): Record<string, unknown> => Object.fromEntries(Object.entries(data?.terraform_remote_state ?? {}).map(([name, { backend, config }]) => [name, { [backend]: config }]));

describe('a local state', () => {
  const stacks = stacksOf({ kind: 'local' }, shared, 'dev');

  test('is a file per stack beside the project, whatever folder Terraform runs in', () => {
    expect(backends(stacks)).toEqual(['network', 'platform', 'ml', 'aks'].map((part) => ({ local: { path: `../../../terraform.dev-${part}.tfstate` } })));
  });

  test('is read by the other stacks at the same path', () => {
    expect(Object.values(stacks).map(remoteStates)).toEqual([
      {},
      {},
      { 'cross-stack-reference-input-dev-platform': { local: { path: '../../../terraform.dev-platform.tfstate' } } },
      {
        'cross-stack-reference-input-dev-network': { local: { path: '../../../terraform.dev-network.tfstate' } },
        'cross-stack-reference-input-dev-platform': { local: { path: '../../../terraform.dev-platform.tfstate' } },
      },
    ]);
  });
});

describe('a state in Azure', () => {
  const config = (part: string, more: object = {}): object => ({ storage_account_name: SHARED_ACCOUNT, container_name: 'tfstate-prod', key: `prod/prod-${part}.tfstate`, use_azuread_auth: true, ...more });

  test('is a blob per stack in the container of the environment, by Entra only', () => {
    expect(backends(stacksOf({ kind: 'azurerm' }))).toEqual(['network', 'platform', 'ml', 'aks', 'serving'].map((part) => ({ azurerm: config(part) })));
  });

  test('is reached by the token of a pipeline where that is asked for, and not where it is refused', () => {
    expect(backends(stacksOf({ kind: 'azurerm', useOidc: true }))[0]).toEqual({ azurerm: config('network', { use_oidc: true }) });
    expect(backends(stacksOf({ kind: 'azurerm', useOidc: false }))[0]).toEqual({ azurerm: config('network') });
  });

  test('is read by the other stacks with what it is written with', () => {
    expect(Object.values(stacksOf({ kind: 'azurerm', useOidc: true })).map(remoteStates)).toEqual([
      {},
      { 'cross-stack-reference-input-prod-network': { azurerm: config('network', { use_oidc: true }) } },
      { 'cross-stack-reference-input-prod-network': { azurerm: config('network', { use_oidc: true }) }, 'cross-stack-reference-input-prod-platform': { azurerm: config('platform', { use_oidc: true }) } },
      {
        'cross-stack-reference-input-prod-network': { azurerm: config('network', { use_oidc: true }) },
        'cross-stack-reference-input-prod-platform': { azurerm: config('platform', { use_oidc: true }) },
        'cross-stack-reference-input-prod-ml': { azurerm: config('ml', { use_oidc: true }) },
      },
      { 'cross-stack-reference-input-prod-platform': { azurerm: config('platform', { use_oidc: true }) }, 'cross-stack-reference-input-prod-aks': { azurerm: config('aks', { use_oidc: true }) } },
    ]);
  });

  test('is in the account and container that the environment names', () => {
    const [network] = backends(stacksOf({ kind: 'azurerm', storageAccountName: 'stothers', containerName: 'ours' }));
    expect(network).toEqual({ azurerm: { storage_account_name: 'stothers', container_name: 'ours', key: 'prod/prod-network.tfstate', use_azuread_auth: true } });
  });

  test('is in a container by convention in an account that only is named', () => {
    expect(backends(stacksOf({ kind: 'azurerm', storageAccountName: 'stothers' }))[0]).toEqual({ azurerm: { ...config('network'), storage_account_name: 'stothers' } });
  });

  test('follows the names of the shared account and container', () => {
    const settings = { ...shared, stateAccount: { ...shared.stateAccount, name: 'ststates', containerName: 'states' } };
    expect(backends(stacksOf({ kind: 'azurerm' }, settings))[0]).toEqual({ azurerm: { ...config('network'), storage_account_name: 'ststates', container_name: 'states-prod' } });
  });

  test('of the shared stack itself is in a container of its own', () => {
    const template = Landscape.shared({ ...shared, devOps: undefined, state: { kind: 'azurerm' } }).stack('state');
    expect(template.json['terraform']).toMatchObject({ backend: { azurerm: { storage_account_name: SHARED_ACCOUNT, container_name: 'tfstate-shared', key: 'shared/shared-state.tfstate', use_azuread_auth: true } } });
    expect(Object.values(template.resources('azurerm_storage_container')).map(({ name }) => name)).toEqual(['tfstate-shared']);
  });
});

describe('a state in HCP Terraform', () => {
  test('is a workspace per stack', () => {
    expect(backends(stacksOf({ kind: 'hcp', organization: 'contoso' }))).toEqual(['network', 'platform', 'ml', 'aks', 'serving'].map((part) => ({ organization: 'contoso', workspaces: { name: `prod-${part}` } })));
  });

  test('is in the project and on the host that are named', () => {
    const [network] = backends(stacksOf({ kind: 'hcp', organization: 'contoso', project: 'ml', hostname: 'tfe.contoso.com' }));
    expect(network).toEqual({ organization: 'contoso', hostname: 'tfe.contoso.com', workspaces: { name: 'prod-network', project: 'ml' } });
  });

  test('is read by the other stacks from their workspace', () => {
    const [, platform] = Object.values(stacksOf({ kind: 'hcp', organization: 'contoso', hostname: 'tfe.contoso.com' }));
    expect(platform && remoteStates(platform)).toEqual({ 'cross-stack-reference-input-prod-network': { remote: { organization: 'contoso', hostname: 'tfe.contoso.com', workspaces: { name: 'prod-network' } } } });
  });
});
