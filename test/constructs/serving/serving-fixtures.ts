import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import type { TerraformStack } from 'cdktf';
import { NodePoolPurpose } from '../../../constructs/aks/node-pool';
import { VmSize } from '../../../constructs/ml/vm-size';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import type { IContainerRegistry } from '../../../constructs/registry/container-registry';
import { KeyVault } from '../../../constructs/security/key-vault';
import type { IKeyVault } from '../../../constructs/security/key-vault';
import { ContainerImage } from '../../../constructs/serving/container-image';
import type { ScoringDeployment, ScoringDeploymentOptions } from '../../../constructs/serving/scoring-deployment';
import type { ScoringServiceProps } from '../../../constructs/serving/scoring-service';
import { ScoringService } from '../../../constructs/serving/scoring-service';
import type { ServiceGatewayProps } from '../../../constructs/serving/service-gateway';
import { ServiceGateway } from '../../../constructs/serving/service-gateway';
import { ServingNamespace } from '../../../constructs/serving/serving-namespace';
import { ServingPool } from '../../../constructs/serving/serving-pool';
import { identity, REGISTRY_ID, VAULT_ID } from '../ml/fixtures';

export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const OTHER_DIGEST = `sha256:${'fedcba9876543210'.repeat(4)}`;

/** The provider that the resources of the cluster need. */
export function kubernetes(stack: TerraformStack): void {
  if (!stack.node.tryFindChild('kubernetes')) new KubernetesProvider(stack, 'kubernetes', { host: 'https://aks.example.com' });
}

const REGISTRIES = new WeakMap<TerraformStack, IContainerRegistry>();

/** The registry of the landscape: one in each stack. */
export function registry(stack: TerraformStack): IContainerRegistry {
  const found = REGISTRIES.get(stack) ?? ContainerRegistry.fromAttributes(stack, 'Registry', { resourceId: REGISTRY_ID });
  REGISTRIES.set(stack, found);
  return found;
}

/** The vault of the landscape. */
export function vault(stack: TerraformStack): IKeyVault {
  return KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID });
}

/** A pool of four nodes with 8 cores and 32 GiB. */
export function cpuPool(maxNodes = 4): ServingPool {
  return new ServingPool({ name: 'cpu', purpose: NodePoolPurpose.CPU, vmSize: VmSize.STANDARD_D8DS_V5, maxNodes });
}

/** A service with what is required, in an existing namespace. */
export function service(stack: TerraformStack, props: Partial<ScoringServiceProps> = {}): ScoringService {
  kubernetes(stack);
  return new ScoringService(stack, 'Service', {
    namespace: ServingNamespace.fromNamespaceName(stack, 'Namespace', 'scoring'),
    name: 'prices',
    identity: identity(stack, 'Scoring'),
    gatewayNamespaces: [ServingNamespace.fromNamespaceName(stack, 'GatewayNamespace', 'gateways')],
    ...props,
  });
}

/** What a deployment needs. */
export function deploymentOptions(stack: TerraformStack, options: Partial<ScoringDeploymentOptions> = {}): ScoringDeploymentOptions {
  return {
    name: 'blue',
    image: ContainerImage.of({ registry: registry(stack), repository: 'scoring/prices', digest: DIGEST }),
    model: { name: 'prices', version: '3' },
    pool: cpuPool(),
    resources: { cpuMillicores: 1000, cpuLimitMillicores: 2000, memoryMib: 2048, memoryLimitMib: 2048 },
    modelLoadSeconds: 60,
    scaling: { minReplicas: 2, maxReplicas: 4 },
    ...options,
  };
}

/** A deployment with what is required. */
export function deployment(stack: TerraformStack, owner: ScoringService, options: Partial<ScoringDeploymentOptions> = {}): ScoringDeployment {
  const name = options.name ?? 'blue';
  return owner.addDeployment(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, deploymentOptions(stack, options));
}

/** What a gateway needs. */
export function gatewayProps(stack: TerraformStack, props: Partial<ServiceGatewayProps> = {}): ServiceGatewayProps {
  kubernetes(stack);
  return {
    namespace: ServingNamespace.fromNamespaceName(stack, 'Gateways', 'gateways'),
    name: 'scoring',
    hostName: 'scoring.ml.example.com',
    dnsZoneName: 'ml.example.com',
    certificate: { keyVault: vault(stack), certificateName: 'scoring', identity: identity(stack, 'Certificates') },
    serviceNamespaces: [ServingNamespace.fromNamespaceName(stack, 'Services', 'scoring')],
    ...props,
  };
}

/** A gateway with what is required. */
export function gateway(stack: TerraformStack, props: Partial<ServiceGatewayProps> = {}): ServiceGateway {
  return new ServiceGateway(stack, 'Gateway', gatewayProps(stack, props));
}
