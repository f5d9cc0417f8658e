import type { KubernetesCluster } from '../../../constructs/aks/kubernetes-cluster';

export declare const cluster: KubernetesCluster;
