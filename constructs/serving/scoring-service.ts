import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1';
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { Problems } from '../core/errors';
import { landscapeContextOf } from '../core/landscape-context';
import type { IWaitable } from '../core/waitable';
import { waitFor } from '../core/waitable';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import { RoleAssignment } from '../identity/role-assignment';
import { cidrProblem } from '../network/cidr';
import type { IKeyVault } from '../security/key-vault';
import type { IStorageContainer } from '../storage/storage-container';
import { checkKubernetesName, COMPONENT_LABEL, NAMESPACE_LABEL, SERVICE_LABEL } from './kubernetes-name';
import type { ScoringDeploymentOptions } from './scoring-deployment';
import { ScoringDeployment } from './scoring-deployment';
import type { ServicePriority } from './service-priority';
import type { IServingNamespace } from './serving-namespace';

const EVERYWHERE = '0.0.0.0/0';
/** Where a node asks for its own identity and settings: never a pod's business. */
const NODE_METADATA = ['169.254.169.254/32', '168.63.129.16/32'];
/** The longest name that leaves room for that of a deployment. */
const MAX_NAME = 30;

/** Secrets that are mounted as files, below `/mnt/secrets`. */
export interface ServiceSecrets {
  readonly keyVault: IKeyVault;
  /** Their names in the vault. */
  readonly secretNames: readonly string[];
}

export interface ScoringServiceProps {
  readonly namespace: IServingNamespace;
  /** 1 to 30 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** What the service is in Azure; give it a federated credential for `subject`. */
  readonly identity: IManagedIdentity;
  /** Where requests come from: the namespaces of gateways. */
  readonly gatewayNamespaces: readonly IServingNamespace[];
  /** Where the container listens. @default 8080 */
  readonly port?: number;
  /** Where the container shows its metrics, which gateways don't reach. @default 9090 */
  readonly metricsPort?: number;
  /** Whether the managed Prometheus of the cluster reads the metrics. @default true */
  readonly metricsEnabled?: boolean;
  /** @default - none */
  readonly secrets?: ServiceSecrets;
  /** Where requests and predictions are kept: the data-collection store. @default - nowhere */
  readonly dataContainer?: IStorageContainer;
  /** Where the service may call on port 443: ranges. Host names are for the firewall. @default - everywhere but the metadata of nodes */
  readonly egressRanges?: readonly string[];
  /** @default - none */
  readonly priority?: ServicePriority;
}

/**
 * A model that answers over HTTP, as plain Kubernetes has it: an identity, who may call it and whom it may call. What answers
 * are its deployments; who of them gets how much is the rollout's.
 *
 * @see https://learn.microsoft.com/azure/aks/workload-identity-overview
 */
export class ScoringService extends Construct {
  readonly namespace: IServingNamespace;
  readonly serviceName: string;
  readonly serviceAccountName: string;
  readonly port: number;
  readonly metricsPort: number;
  /** What its tokens say: the subject for a federated credential of the identity. */
  readonly subject: string;
  /** The class of the mounted secrets. @default - none */
  readonly secretProviderClassName: string | undefined;
  readonly dataContainer: IStorageContainer | undefined;
  readonly priority: ServicePriority | undefined;

  private readonly all: ScoringDeployment[] = [];
  private readonly needed: ITerraformDependable[] = [];
  private rolledOut = false;

  /** @throws ValidationError `KubernetesNameInvalid`, `ServicePortsInvalid`, `GatewayNamespacesEmpty`, `EgressRangesEmpty`, `ServiceSecretsInvalid`, `ContextRequired` */
  constructor(scope: Construct, id: string, props: ScoringServiceProps) {
    super(scope, id);
    this.namespace = props.namespace;
    this.serviceName = props.name;
    this.port = props.port ?? 8080;
    this.metricsPort = props.metricsPort ?? 9090;
    this.dataContainer = props.dataContainer;
    this.priority = props.priority;
    this.check(props);
    const namespace = this.namespace.namespaceName;
    const account = new ServiceAccountV1(this, 'Resource', {
      metadata: { name: props.name, namespace, annotations: { 'azure.workload.identity/client-id': props.identity.clientId } },
      automountServiceAccountToken: false,
    });
    this.serviceAccountName = account.metadata.name;
    this.subject = `system:serviceaccount:${namespace}:${props.name}`;
    this.openNetwork(props);
    this.secretProviderClassName = props.secrets && this.mountSecrets(props.secrets, props.identity);
    if (props.dataContainer) this.wait(props.dataContainer.grantWrite(props.identity));
    if (props.metricsEnabled ?? true) this.readMetrics();
  }

  /** The deployments that were added so far. */
  get deployments(): readonly ScoringDeployment[] {
    return [...this.all];
  }

  /** What pods can't start without, though they don't refer to it: roles, secrets, ways out. */
  get prerequisites(): readonly ITerraformDependable[] {
    return [...this.needed];
  }

  /** Has pods start only once these are there, for example the federated credential of the identity. */
  waitFor(...dependables: readonly ITerraformDependable[]): void {
    this.needed.push(...dependables);
  }

  /** Adds what answers: an image with a model. */
  addDeployment(id: string, options: ScoringDeploymentOptions): ScoringDeployment {
    return new ScoringDeployment(this, id, { ...options, service: this });
  }

  /** Takes a deployment in; what its constructor calls. */
  register(deployment: ScoringDeployment): void {
    this.all.push(deployment);
  }

  /** Records a second rollout; what the rollout's constructor calls. */
  claimRollout(problems: Problems): void {
    problems.require(!this.rolledOut, { code: 'ServiceRolloutTwice', prop: 'service', rule: "has another rollout: the two would take each other's traffic", got: this.node.path, expected: 'one rollout for each service', fix: 'leave one of the two out' });
    this.rolledOut = true;
  }

  private check({ name, gatewayNamespaces, egressRanges = [EVERYWHERE], secrets }: ScoringServiceProps): void {
    const problems = new Problems(this);
    checkKubernetesName(problems, 'name', name, MAX_NAME);
    const ports = [this.port, this.metricsPort];
    problems.require(ports.every((port) => Number.isInteger(port) && port >= 1024 && port <= 65535) && this.port !== this.metricsPort, { code: 'ServicePortsInvalid', prop: 'port', rule: 'and metricsPort are not two ports that a container without root can have', got: { port: this.port, metricsPort: this.metricsPort }, expected: 'two different whole numbers from 1024 to 65535', fix: 'correct the numbers' });
    problems.require(gatewayNamespaces.length > 0, { code: 'GatewayNamespacesEmpty', prop: 'gatewayNamespaces', rule: 'lets nobody call the service', got: [], expected: 'at least one namespace', fix: 'name the namespace of the gateway' });
    egressRanges.map((range) => cidrProblem(range, 'egressRanges')).forEach((problem) => problem && problems.add(problem));
    problems.require(egressRanges.length > 0, { code: 'EgressRangesEmpty', prop: 'egressRanges', rule: "lets the service call nobody, not even Entra for its own identity", got: [], expected: 'at least one range', fix: 'leave it out, or name a range' });
    if (secrets) {
      const { secretNames } = secrets;
      problems.require(secretNames.length > 0 && new Set(secretNames).size === secretNames.length && secretNames.every((secret) => /^[0-9a-zA-Z-]{1,127}$/.test(secret)), { code: 'ServiceSecretsInvalid', prop: 'secrets.secretNames', rule: 'are no names of secrets, or one twice', got: secretNames, expected: 'different names of letters, digits and hyphens, at least one', fix: "correct them, or leave 'secrets' out" });
    }
    problems.throwIfAny();
  }

  private wait(role: IWaitable): void {
    this.needed.push(...(waitFor(this, [role]) ?? []));
  }

  private openNetwork({ name, gatewayNamespaces, egressRanges = [EVERYWHERE] }: ScoringServiceProps): void {
    const namespace = this.namespace.namespaceName;
    const scoring = { matchLabels: { [SERVICE_LABEL]: name, [COMPONENT_LABEL]: 'scoring' } };
    const validation = { matchLabels: { [SERVICE_LABEL]: name, [COMPONENT_LABEL]: 'validation' } };
    const port = { port: `${this.port}`, protocol: 'TCP' };
    new NetworkPolicyV1(this, 'Ingress', {
      metadata: { name: `${name}-ingress`, namespace },
      spec: {
        podSelector: scoring,
        policyTypes: ['Ingress'],
        ingress: [
          { from: [...gatewayNamespaces.map(({ namespaceName }) => ({ namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespaceName } } })), { podSelector: validation }], ports: [port] },
          // The collector of managed Prometheus runs there.
          { from: [{ namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: 'kube-system' } } }], ports: [{ port: `${this.metricsPort}`, protocol: 'TCP' }] },
        ],
      },
    });
    const egress = new NetworkPolicyV1(this, 'Egress', {
      metadata: { name: `${name}-egress`, namespace },
      spec: {
        podSelector: { matchLabels: { [SERVICE_LABEL]: name } },
        policyTypes: ['Egress'],
        egress: [{ to: egressRanges.map((cidr) => ({ ipBlock: { cidr, except: cidr === EVERYWHERE ? NODE_METADATA : undefined } })), ports: [{ port: '443', protocol: 'TCP' }] }],
      },
    });
    this.needed.push(egress);
    new NetworkPolicyV1(this, 'Validation', {
      metadata: { name: `${name}-validation`, namespace },
      spec: { podSelector: validation, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: scoring }], ports: [port] }] },
    });
  }

  private mountSecrets({ keyVault, secretNames }: ServiceSecrets, identity: IManagedIdentity): string {
    const { tenantId } = landscapeContextOf(this, 'secrets', 'tenant');
    // These secrets alone, not all that the vault holds.
    secretNames.forEach((secret) => this.wait(new RoleAssignment(this, `SecretRead-${secret}`, { targetId: `${keyVault.resourceId}/secrets/${secret}`, role: BuiltInRole.KEY_VAULT_SECRETS_USER, grantee: identity })));
    const name = `${this.serviceName}-secrets`;
    const resource = new Manifest(this, 'Secrets', {
      manifest: {
        apiVersion: 'secrets-store.csi.x-k8s.io/v1',
        kind: 'SecretProviderClass',
        metadata: { name, namespace: this.namespace.namespaceName },
        spec: {
          provider: 'azure',
          parameters: {
            usePodIdentity: 'false',
            clientID: identity.clientId,
            keyvaultName: keyVault.resourceName,
            tenantId,
            objects: `array:\n${secretNames.map((secret) => `  - |\n    objectName: ${secret}\n    objectType: secret\n`).join('')}`,
          },
        },
      },
    });
    this.needed.push(resource);
    return name;
  }

  private readMetrics(): void {
    new Manifest(this, 'Metrics', {
      manifest: {
        // The group of the managed Prometheus of AKS; that of the open source operator is not read by it.
        apiVersion: 'azmonitoring.coreos.com/v1',
        kind: 'PodMonitor',
        metadata: { name: this.serviceName, namespace: this.namespace.namespaceName },
        spec: {
          labelLimit: 63,
          labelNameLengthLimit: 511,
          labelValueLengthLimit: 1023,
          selector: { matchLabels: { [SERVICE_LABEL]: this.serviceName, [COMPONENT_LABEL]: 'scoring' } },
          podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '30s' }],
        },
      },
    });
  }
}
