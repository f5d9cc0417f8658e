import { AzurermBackend, CloudBackend, LocalBackend, NamedCloudWorkspace } from 'cdktf';
import type { TerraformStack } from 'cdktf';
import type { AzureCloud } from '../constructs/core/cloud';
import { providerEnvironment } from '../constructs/core/cloud';

/** Where the Terraform state of a stack is kept. */
export type StateBackend =
  | { readonly kind: 'local' }
  | { readonly kind: 'azurerm'; readonly storageAccountName: string; readonly containerName: string; readonly useOidc?: boolean; readonly cloud?: AzureCloud }
  | { readonly kind: 'hcp'; readonly organization: string; readonly project?: string; readonly hostname?: string };

/**
 * Sets up the backend of a stack, with one state per stack.
 *
 * The local state lies beside the project, whatever the folder that `cdktf` is run from; the Azure one is read and written
 * with Entra only, never with an account key.
 */
export function addBackend(stack: TerraformStack, group: string, backend: StateBackend): void {
  const stackName = stack.node.id;
  switch (backend.kind) {
    case 'local':
      new LocalBackend(stack, { path: `../../../terraform.${stackName}.tfstate` });
      return;
    case 'azurerm':
      new AzurermBackend(stack, {
        storageAccountName: backend.storageAccountName,
        containerName: backend.containerName,
        key: `${group}/${stackName}.tfstate`,
        useAzureadAuth: true,
        environment: backend.cloud && providerEnvironment(backend.cloud),
        ...(backend.useOidc ? { useOidc: true } : {}),
      });
      return;
    case 'hcp':
      new CloudBackend(stack, {
        organization: backend.organization,
        hostname: backend.hostname,
        workspaces: new NamedCloudWorkspace(stackName, backend.project),
      });
  }
}
