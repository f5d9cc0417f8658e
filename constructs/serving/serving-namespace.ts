import { LimitRangeV1 } from '@cdktf/provider-kubernetes/lib/limit-range-v1';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1';
import { ResourceQuotaV1 } from '@cdktf/provider-kubernetes/lib/resource-quota-v1';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { Problems } from '../core/errors';
import { checkKubernetesName, cpuQuantity, memoryQuantity, NAMESPACE_LABEL } from './kubernetes-name';

/** What pods of a namespace may do, by Kubernetes' own standards. */
export enum PodSecurityLevel {
  /** No root, no capabilities, seccomp: for what is written for Kubernetes. */
  RESTRICTED = 'restricted',
  /** Nothing that is known to lead to the node: for gateways, which have no seccomp profile of their own. */
  BASELINE = 'baseline',
}

/** What all pods of a namespace have together, at most; with room for the next release beside this one, and for its validation. */
export interface NamespaceQuota {
  /** Requested thousandths of processors. */
  readonly cpuMillicores: number;
  /** Memory, requested and at most, in mebibytes. */
  readonly memoryMib: number;
  readonly pods: number;
  /** @default 0 */
  readonly gpus?: number;
  /** Services that Azure makes a load balancer's address for. @default 0 */
  readonly loadBalancers?: number;
}

/** What a container has that doesn't say. */
export interface ContainerDefaults {
  /** @default 100 */
  readonly cpuMillicores?: number;
  /** @default 256 */
  readonly memoryMib?: number;
}

export interface ServingNamespaceProps {
  /** 1 to 63 lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly quota: NamespaceQuota;
  /** What a container has that doesn't say: of sidecars, for example. @default - 100 millicores, 256 MiB */
  readonly containerDefaults?: ContainerDefaults;
  /** @default PodSecurityLevel.RESTRICTED */
  readonly podSecurityLevel?: PodSecurityLevel;
  /** The version of Kubernetes whose standards hold, for example `v1.34`; `latest` follows the cluster. @default 'latest' */
  readonly podSecurityVersion?: string;
  /** @default - none more */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A namespace of the cluster, owned or existing. */
export interface IServingNamespace extends IConstruct {
  readonly namespaceName: string;
}

/**
 * A namespace that refuses what it isn't told to take: pods with too many rights, more than its quota, and all traffic but
 * for name resolution.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class ServingNamespace extends Construct implements IServingNamespace {
  /** An existing namespace; what protects it is its owner's. */
  static fromNamespaceName(scope: Construct, id: string, namespaceName: string): IServingNamespace {
    return new ImportedNamespace(scope, id, namespaceName);
  }

  readonly namespaceName: string;

  /** @throws ValidationError `KubernetesNameInvalid`, `NamespaceReserved`, `NamespaceQuotaInvalid`, `ContainerDefaultsInvalid`, `PodSecurityVersionInvalid`, `NamespaceLabelReserved` */
  constructor(scope: Construct, id: string, props: ServingNamespaceProps) {
    super(scope, id);
    const { podSecurityLevel = PodSecurityLevel.RESTRICTED, podSecurityVersion = 'latest' } = props;
    const problems = new Problems(this);
    check(problems, props, podSecurityVersion);
    problems.throwIfAny();
    const levels = ['enforce', 'audit', 'warn'].flatMap((mode) => [[`pod-security.kubernetes.io/${mode}`, podSecurityLevel], [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersion]]);
    const resource = new NamespaceV1(this, 'Resource', { metadata: { name: props.name, labels: { ...props.labels, ...Object.fromEntries(levels) } } });
    this.namespaceName = resource.metadata.name;
    this.limit(props);
    this.closeNetwork();
  }

  private limit({ quota, containerDefaults = {} }: ServingNamespaceProps): void {
    const memory = memoryQuantity(quota.memoryMib);
    new ResourceQuotaV1(this, 'Quota', {
      metadata: { name: 'quota', namespace: this.namespaceName },
      spec: {
        hard: {
          'requests.cpu': cpuQuantity(quota.cpuMillicores),
          'requests.memory': memory,
          'limits.memory': memory,
          'requests.nvidia.com/gpu': `${quota.gpus ?? 0}`,
          pods: `${quota.pods}`,
          'services.loadbalancers': `${quota.loadBalancers ?? 0}`,
          // A load balancer's service has a port on each node too.
          ...(quota.loadBalancers ? {} : { 'services.nodeports': '0' }),
        },
      },
    });
    const standard = { cpu: cpuQuantity(containerDefaults.cpuMillicores ?? 100), memory: memoryQuantity(containerDefaults.memoryMib ?? 256) };
    new LimitRangeV1(this, 'Limits', {
      metadata: { name: 'limits', namespace: this.namespaceName },
      spec: { limit: [{ type: 'Container', default: standard, defaultRequest: standard }] },
    });
  }

  private closeNetwork(): void {
    new NetworkPolicyV1(this, 'DefaultDeny', {
      metadata: { name: 'default-deny', namespace: this.namespaceName },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    new NetworkPolicyV1(this, 'AllowDns', {
      metadata: { name: 'allow-dns', namespace: this.namespaceName },
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{
          to: [{ namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: [{ port: '53', protocol: 'UDP' }, { port: '53', protocol: 'TCP' }],
        }],
      },
    });
  }
}

class ImportedNamespace extends Construct implements IServingNamespace {
  constructor(scope: Construct, id: string, readonly namespaceName: string) {
    super(scope, id);
    const problems = new Problems(this);
    checkKubernetesName(problems, 'namespaceName', namespaceName);
    problems.throwIfAny();
  }
}

function check(problems: Problems, { name, quota, containerDefaults = {}, labels = {} }: ServingNamespaceProps, version: string): void {
  checkKubernetesName(problems, 'name', name);
  problems.require(!/^(kube-|aks-|azureml$|default$|gatekeeper-system$|app-routing-system$)/.test(name), { code: 'NamespaceReserved', prop: 'name', rule: 'is a namespace of Kubernetes or AKS', got: name, expected: 'a name of your own', fix: 'choose another name' });
  const amounts = { cpuMillicores: quota.cpuMillicores, memoryMib: quota.memoryMib, pods: quota.pods };
  const counts = { gpus: quota.gpus ?? 0, loadBalancers: quota.loadBalancers ?? 0 };
  const valid = Object.values(amounts).every((amount) => Number.isInteger(amount) && amount >= 1) && Object.values(counts).every((count) => Number.isInteger(count) && count >= 0);
  problems.require(valid, { code: 'NamespaceQuotaInvalid', prop: 'quota', rule: 'has an amount that is none', got: { ...amounts, ...counts }, expected: 'whole numbers: from 1, for gpus and loadBalancers from 0', fix: 'correct the numbers' });
  const { cpuMillicores = 100, memoryMib = 256 } = containerDefaults;
  const fits = [cpuMillicores, memoryMib].every((amount) => Number.isInteger(amount) && amount >= 1) && cpuMillicores <= quota.cpuMillicores && memoryMib <= quota.memoryMib;
  problems.require(!valid || fits, { code: 'ContainerDefaultsInvalid', prop: 'containerDefaults', rule: 'are no amounts that the quota has room for', got: { cpuMillicores, memoryMib }, expected: `whole numbers from 1, up to ${quota.cpuMillicores} and ${quota.memoryMib}`, fix: 'lower them, or raise the quota' });
  problems.require(version === 'latest' || /^v1\.\d+$/.test(version), { code: 'PodSecurityVersionInvalid', prop: 'podSecurityVersion', rule: 'is not a version of Kubernetes', got: version, expected: 'latest, or v1 and a minor version, for example v1.34', fix: 'correct it' });
  const reserved = Object.keys(labels).filter((key) => /(^|\.)(kubernetes|k8s)\.io\//.test(key));
  problems.require(reserved.length === 0, { code: 'NamespaceLabelReserved', prop: 'labels', rule: 'has keys that Kubernetes itself gives a meaning', got: reserved, expected: 'keys of your own', fix: "leave these out; 'podSecurityLevel' says what pods may do" });
}
