import type { KubernetesCluster } from '../../../constructs/aks/kubernetes-cluster';
import type { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import type { ContainerRegistry } from '../../../constructs/registry/container-registry';
import type { StorageContainer } from '../../../constructs/storage/storage-container';

export declare const cluster: KubernetesCluster;
export declare const certificateReader: ManagedIdentity;
export declare const dataContainer: StorageContainer;
export declare const registry: ContainerRegistry;
