import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1';
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { Problems } from '../core/errors';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import { RoleAssignment } from '../identity/role-assignment';
import { cidrProblem } from '../network/cidr';
import type { IKeyVault } from '../security/key-vault';
import { checkKubernetesName, NAMESPACE_LABEL } from './kubernetes-name';
import type { IServingNamespace } from './serving-namespace';

/** The label that Istio gives the pods of a gateway. */
const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';
const INTERNAL = 'service.beta.kubernetes.io/azure-load-balancer-internal';
/** What the gateway's pods ask for their routes, and where the load balancer asks how they are. */
const CONTROL_PLANE = { namespace: 'aks-istio-system', port: '15012' };
const HEALTH_PORT = '15021';
const METRICS_PORT = '15020';

/** What of AKS runs the gateway. A cluster can have one of the two. */
export enum GatewayClass {
  /** The application routing add-on with the Gateway API: gateways alone, upgraded with the cluster. */
  APPLICATION_ROUTING = 'approuting-istio',
  /** The Istio service mesh add-on, for clusters that have a mesh anyway. */
  SERVICE_MESH = 'istio',
}

/** A certificate of the vault; its latest version is used. */
export interface GatewayCertificate {
  readonly keyVault: IKeyVault;
  readonly certificateName: string;
  /** Reads it; give it a federated credential for `subject` of the gateway. */
  readonly identity: IManagedIdentity;
}

export interface ServiceGatewayProps {
  /** A namespace of its own, with PodSecurityLevel.BASELINE and one load balancer in its quota. */
  readonly namespace: IServingNamespace;
  /** 1 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** What callers call, for example `scoring.ml.example.com`. */
  readonly hostName: string;
  /** The DNS zone that the host name is in. */
  readonly dnsZoneName: string;
  readonly certificate: GatewayCertificate;
  /** The namespaces whose services may be reached. */
  readonly serviceNamespaces: readonly IServingNamespace[];
  /** @default GatewayClass.APPLICATION_ROUTING */
  readonly gatewayClass?: GatewayClass;
  /** Whether the gateway has an address on the Internet. @default false */
  readonly publicAddressEnabled?: boolean;
  /** The name of the subnet of the private address. @default - that of the nodes */
  readonly subnetName?: string;
  /** @default - one that Azure chooses */
  readonly privateIpAddress?: string;
  /** Who may call: ranges. @default - who reaches the address */
  readonly clientRanges?: readonly string[];
}

/**
 * The way in: a private address with TLS, by a certificate from Key Vault, for host names of one zone.
 *
 * It needs the application routing add-on with the Gateway API (or the Istio add-on), the managed Gateway API and the Key
 * Vault provider for secrets in the cluster.
 *
 * @see https://learn.microsoft.com/azure/aks/app-routing-gateway-api
 */
export class ServiceGateway extends Construct {
  readonly namespace: IServingNamespace;
  readonly gatewayName: string;
  readonly hostName: string;
  /** What the tokens of its certificate reader say: the subject for a federated credential of the identity. */
  readonly subject: string;

  /** @throws ValidationError `KubernetesNameInvalid`, `GatewayHostInvalid`, `HostNameOutsideZone`, `GatewayServicesEmpty`, `GatewayAddressUnused`, `GatewayAddressInvalid`, and those of ranges */
  constructor(scope: Construct, id: string, props: ServiceGatewayProps) {
    super(scope, id);
    this.namespace = props.namespace;
    this.hostName = props.hostName;
    this.subject = `system:serviceaccount:${props.namespace.namespaceName}:${props.name}-certificate`;
    this.check(props);
    const { keyVault, certificateName, identity } = props.certificate;
    const namespace = this.namespace.namespaceName;
    // The one certificate alone, not all that the vault holds.
    new RoleAssignment(this, 'CertificateRead', { targetId: `${keyVault.resourceId}/secrets/${certificateName}`, role: BuiltInRole.KEY_VAULT_SECRETS_USER, grantee: identity });
    const account = new ServiceAccountV1(this, 'Certificate', {
      metadata: { name: `${props.name}-certificate`, namespace, annotations: { 'azure.workload.identity/client-id': identity.clientId }, labels: { 'azure.workload.identity/use': 'true' } },
      automountServiceAccountToken: false,
    });
    this.openNetwork(props);
    new Manifest(this, 'Resource', {
      manifest: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: props.name, namespace },
        spec: {
          gatewayClassName: props.gatewayClass ?? GatewayClass.APPLICATION_ROUTING,
          ...addressOf(props),
          listeners: [{
            name: 'https',
            hostname: props.hostName,
            port: 443,
            protocol: 'HTTPS',
            tls: {
              mode: 'Terminate',
              // The add-on reads the certificate by these, keeps it up to date, and adds 'certificateRefs'.
              options: {
                'kubernetes.azure.com/tls-cert-keyvault-uri': `${keyVault.vaultUri}certificates/${certificateName}`,
                'kubernetes.azure.com/tls-cert-service-account': account.metadata.name,
              },
            },
            allowedRoutes: { namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: NAMESPACE_LABEL, operator: 'In', values: props.serviceNamespaces.map(({ namespaceName }) => namespaceName) }] } } },
          }],
        },
      },
    });
    this.gatewayName = props.name;
  }

  private check({ name, hostName, dnsZoneName, serviceNamespaces, publicAddressEnabled, subnetName, privateIpAddress, clientRanges = [] }: ServiceGatewayProps): void {
    const problems = new Problems(this);
    checkKubernetesName(problems, 'name', name, 40);
    const valid = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(hostName) && hostName.length <= 253;
    problems.require(valid, { code: 'GatewayHostInvalid', prop: 'hostName', rule: 'is not a host name', got: hostName, expected: 'a full name in lower case, for example scoring.ml.example.com', fix: 'correct it' });
    problems.require(!valid || Token.isUnresolved(dnsZoneName) || hostName.endsWith(`.${dnsZoneName}`), { code: 'HostNameOutsideZone', prop: 'hostName', rule: 'is not in the DNS zone', got: hostName, expected: `a name that ends with .${dnsZoneName}`, fix: "choose such a name, or pass the zone that it is in as 'dnsZoneName'" });
    problems.require(serviceNamespaces.length > 0, { code: 'GatewayServicesEmpty', prop: 'serviceNamespaces', rule: 'has nothing to reach', got: [], expected: 'at least one namespace', fix: 'name the namespaces of the services' });
    problems.require(!publicAddressEnabled || (subnetName === undefined && privateIpAddress === undefined), { code: 'GatewayAddressUnused', prop: 'privateIpAddress', rule: "and subnetName have no effect with 'publicAddressEnabled: true'", got: privateIpAddress ?? subnetName, expected: 'nothing', fix: 'leave them out, or keep the gateway private' });
    problems.require(privateIpAddress === undefined || Token.isUnresolved(privateIpAddress) || cidrProblem(`${privateIpAddress}/32`, 'privateIpAddress') === undefined, { code: 'GatewayAddressInvalid', prop: 'privateIpAddress', rule: 'is not an IPv4 address', got: privateIpAddress, expected: 'a free address of the subnet, for example 10.0.4.10', fix: 'correct it' });
    clientRanges.map((range) => cidrProblem(range, 'clientRanges')).forEach((problem) => problem && problems.add(problem));
    problems.throwIfAny();
  }

  private openNetwork({ name, serviceNamespaces, clientRanges }: ServiceGatewayProps): void {
    const from = clientRanges?.map((cidr) => ({ ipBlock: { cidr } }));
    const tcp = (port: string): { port: string; protocol: string } => ({ port, protocol: 'TCP' });
    const namespaces = (names: readonly string[]) => names.map((value) => ({ namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: value } } }));
    new NetworkPolicyV1(this, 'Network', {
      metadata: { name: `${name}-gateway`, namespace: this.namespace.namespaceName },
      spec: {
        podSelector: { matchLabels: { [GATEWAY_LABEL]: name } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from, ports: [tcp('443')] }, { ports: [tcp(HEALTH_PORT)] }, { from: namespaces(['kube-system']), ports: [tcp(METRICS_PORT)] }],
        egress: [
          { to: namespaces([CONTROL_PLANE.namespace]), ports: [tcp(CONTROL_PLANE.port)] },
          // Which pods and ports, the services say themselves.
          { to: namespaces(serviceNamespaces.map(({ namespaceName }) => namespaceName)) },
        ],
      },
    });
  }
}

/** What the gateway tells Azure's load balancer; nothing for a public address. */
function addressOf({ publicAddressEnabled, subnetName, privateIpAddress }: ServiceGatewayProps): { infrastructure?: { annotations: Record<string, string> } } {
  if (publicAddressEnabled) return {};
  return {
    infrastructure: {
      annotations: {
        [INTERNAL]: 'true',
        ...(subnetName === undefined ? {} : { [`${INTERNAL}-subnet`]: subnetName }),
        ...(privateIpAddress === undefined ? {} : { 'service.beta.kubernetes.io/azure-load-balancer-ipv4': privateIpAddress }),
      },
    },
  };
}
