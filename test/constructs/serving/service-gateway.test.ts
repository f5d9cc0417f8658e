import type { ServiceGatewayProps } from '../../../constructs/serving/service-gateway';
import { GatewayClass } from '../../../constructs/serving/service-gateway';
import { problemsOf, synthesise } from '../../support/template';
import { gateway } from './serving-fixtures';

const failing = (props: Partial<ServiceGatewayProps>): string => problemsOf((stack) => gateway(stack, props));

describe('ServiceGateway', () => {
  test('has a private address, and TLS by a certificate of the vault', () => {
    const template = synthesise((stack) => {
      expect(gateway(stack).subject).toBe('system:serviceaccount:gateways:scoring-certificate');
    });
    expect(template.counts).toEqual({ azurerm_role_assignment: 1, kubernetes_manifest: 1, kubernetes_network_policy_v1: 1, kubernetes_service_account_v1: 1 });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ scope: expect.stringMatching(/\/vaults\/kv-shared\/secrets\/scoring$/), principal_id: expect.any(String), role_definition_id: expect.stringMatching(/4633458b-17de-408a-b874-0445c86b69e6$/) });
    expect(template.resource('kubernetes_manifest')).toEqual({
      manifest: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'scoring', namespace: 'gateways' },
        spec: {
          gatewayClassName: 'approuting-istio',
          infrastructure: { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } },
          listeners: [{
            name: 'https', hostname: 'scoring.ml.example.com', port: 443, protocol: 'HTTPS',
            tls: { mode: 'Terminate', options: { 'kubernetes.azure.com/tls-cert-keyvault-uri': 'https://kv-shared.vault.azure.net/certificates/scoring', 'kubernetes.azure.com/tls-cert-service-account': expect.stringMatching(/^\$\{kubernetes_service_account_v1\./) } },
            allowedRoutes: { namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['scoring'] }] } } },
          }],
        },
      },
    });
    expect(template.resource('kubernetes_service_account_v1')).toEqual({
      automount_service_account_token: false,
      metadata: { name: 'scoring-certificate', namespace: 'gateways', annotations: { 'azure.workload.identity/client-id': 'bbbbbbbb-0000-4000-8000-000000000002' }, labels: { 'azure.workload.identity/use': 'true' } },
    });
    expect(template.resource('kubernetes_network_policy_v1')).toMatchObject({ spec: {
      pod_selector: { match_labels: { 'gateway.networking.k8s.io/gateway-name': 'scoring' } },
      ingress: [{ ports: [{ port: '443' }] }, { ports: [{ port: '15021' }] }, { ports: [{ port: '15020' }] }],
      egress: [{ to: [{ namespace_selector: { match_labels: { 'kubernetes.io/metadata.name': 'aks-istio-system' } } }], ports: [{ port: '15012' }] }, { to: [{ namespace_selector: { match_labels: { 'kubernetes.io/metadata.name': 'scoring' } } }] }],
    } });
  });

  test('has the address and the callers it is told', () => {
    const template = synthesise((stack) => gateway(stack, { gatewayClass: GatewayClass.SERVICE_MESH, subnetName: 'snet-gateways', privateIpAddress: '10.0.4.10', clientRanges: ['10.0.0.0/8'] }));
    expect(template.resource('kubernetes_manifest')).toMatchObject({ manifest: { spec: { gatewayClassName: 'istio', infrastructure: { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal-subnet': 'snet-gateways', 'service.beta.kubernetes.io/azure-load-balancer-ipv4': '10.0.4.10' } } } } });
    expect(template.resource('kubernetes_network_policy_v1')).toMatchObject({ spec: { ingress: [{ from: [{ ip_block: { cidr: '10.0.0.0/8' } }], ports: [{ port: '443' }] }, {}, {}] } });
  });

  test('is on the Internet only where it is told so', () => {
    expect(JSON.stringify(synthesise((stack) => gateway(stack, { publicAddressEnabled: true })).resource('kubernetes_manifest'))).not.toContain('infrastructure');
  });

  test.each<[string, Partial<ServiceGatewayProps>, string]>([
    ['a host name outside the zone', { hostName: 'scoring.example.org' }, `[HostNameOutsideZone] 'hostName' is not in the DNS zone: got "scoring.example.org"; expected a name that ends with .ml.example.com; choose such a name, or pass the zone that it is in as 'dnsZoneName' (at test/Gateway)`],
    ['the zone itself', { hostName: 'ml.example.com' }, `[HostNameOutsideZone] 'hostName' is not in the DNS zone: got "ml.example.com"; expected a name that ends with .ml.example.com; choose such a name, or pass the zone that it is in as 'dnsZoneName' (at test/Gateway)`],
    ['a host name that is none', { hostName: 'Scoring' }, `[GatewayHostInvalid] 'hostName' is not a host name: got "Scoring"; expected a full name in lower case, for example scoring.ml.example.com; correct it (at test/Gateway)`],
    ['nothing to reach', { serviceNamespaces: [] }, `[GatewayServicesEmpty] 'serviceNamespaces' has nothing to reach: got []; expected at least one namespace; name the namespaces of the services (at test/Gateway)`],
    ['a private address of a public gateway', { publicAddressEnabled: true, privateIpAddress: '10.0.4.10' }, `[GatewayAddressUnused] 'privateIpAddress' and subnetName have no effect with 'publicAddressEnabled: true': got "10.0.4.10"; expected nothing; leave them out, or keep the gateway private (at test/Gateway)`],
    ['an address that is none', { privateIpAddress: '10.0.4' }, `[GatewayAddressInvalid] 'privateIpAddress' is not an IPv4 address: got "10.0.4"; expected a free address of the subnet, for example 10.0.4.10; correct it (at test/Gateway)`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });
});
