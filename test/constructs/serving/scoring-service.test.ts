import { StorageContainer } from '../../../constructs/storage/storage-container';
import type { ScoringServiceProps } from '../../../constructs/serving/scoring-service';
import { ServicePriority } from '../../../constructs/serving/service-priority';
import { problemsOf, synthesise } from '../../support/template';
import { storage } from '../ml/fixtures';
import { deployment, kubernetes, service, vault } from './serving-fixtures';

const failing = (props: Partial<ScoringServiceProps>): string => problemsOf((stack) => service(stack, props));

describe('ScoringService', () => {
  test('has an identity without secrets, and talks only to whom it must', () => {
    const template = synthesise((stack) => {
      expect(service(stack).subject).toBe('system:serviceaccount:scoring:prices');
    });
    expect(template.counts).toEqual({ kubernetes_manifest: 1, kubernetes_network_policy_v1: 3, kubernetes_service_account_v1: 1 });
    expect(template.resource('kubernetes_service_account_v1')).toEqual({
      automount_service_account_token: false,
      metadata: { name: 'prices', namespace: 'scoring', annotations: { 'azure.workload.identity/client-id': 'bbbbbbbb-0000-4000-8000-000000000002' } },
    });
    expect(Object.values(template.resources('kubernetes_network_policy_v1')).map(({ spec }) => spec)).toEqual([
      {
        egress: [{ ports: [{ port: '443', protocol: 'TCP' }], to: [{ ip_block: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32', '168.63.129.16/32'] } }] }],
        pod_selector: { match_labels: { 'app.kubernetes.io/name': 'prices' } }, policy_types: ['Egress'],
      },
      {
        ingress: [
          { from: [{ namespace_selector: { match_labels: { 'kubernetes.io/metadata.name': 'gateways' } } }, { pod_selector: { match_labels: { 'app.kubernetes.io/component': 'validation', 'app.kubernetes.io/name': 'prices' } } }], ports: [{ port: '8080', protocol: 'TCP' }] },
          { from: [{ namespace_selector: { match_labels: { 'kubernetes.io/metadata.name': 'kube-system' } } }], ports: [{ port: '9090', protocol: 'TCP' }] },
        ],
        pod_selector: { match_labels: { 'app.kubernetes.io/component': 'scoring', 'app.kubernetes.io/name': 'prices' } }, policy_types: ['Ingress'],
      },
      {
        egress: [{ ports: [{ port: '8080', protocol: 'TCP' }], to: [{ pod_selector: { match_labels: { 'app.kubernetes.io/component': 'scoring', 'app.kubernetes.io/name': 'prices' } } }] }],
        pod_selector: { match_labels: { 'app.kubernetes.io/component': 'validation', 'app.kubernetes.io/name': 'prices' } }, policy_types: ['Egress'],
      },
    ]);
    expect(template.resource('kubernetes_manifest')).toMatchObject({ manifest: { apiVersion: 'azmonitoring.coreos.com/v1', kind: 'PodMonitor', spec: { podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '30s' }] } } });
  });

  test('shows no metrics where nobody reads them', () => {
    expect(synthesise((stack) => service(stack, { metricsEnabled: false })).counts).toEqual({ kubernetes_network_policy_v1: 3, kubernetes_service_account_v1: 1 });
  });

  test('takes ranges as they are', () => {
    const template = synthesise((stack) => service(stack, { egressRanges: ['10.0.0.0/8'] }));
    expect(JSON.stringify(template.resources('kubernetes_network_policy_v1'))).toContain('"to":[{"ip_block":{"cidr":"10.0.0.0/8"}}]');
  });

  test('mounts secrets of the vault by its own identity, before pods need them', () => {
    const template = synthesise((stack) => deployment(stack, service(stack, { metricsEnabled: false, secrets: { keyVault: vault(stack), secretNames: ['one', 'two'] } })));
    expect(template.resource('kubernetes_manifest')).toEqual({
      manifest: {
        apiVersion: 'secrets-store.csi.x-k8s.io/v1',
        kind: 'SecretProviderClass',
        metadata: { name: 'prices-secrets', namespace: 'scoring' },
        spec: {
          provider: 'azure',
          parameters: {
            clientID: 'bbbbbbbb-0000-4000-8000-000000000002', keyvaultName: 'kv-shared', tenantId: '99999999-8888-7777-6666-555555555555', usePodIdentity: 'false',
            objects: 'array:\n  - |\n    objectName: one\n    objectType: secret\n  - |\n    objectName: two\n    objectType: secret\n',
          },
        },
      },
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope }) => String(scope).replace(/^.*\/vaults\//, ''))).toEqual(['kv-shared/secrets/one', 'kv-shared/secrets/two']);
    expect(template.resource('kubernetes_deployment_v1')).toMatchObject({
      depends_on: [expect.stringMatching(/^kubernetes_network_policy_v1\./), expect.stringMatching(/^azurerm_role_assignment\./), expect.stringMatching(/^azurerm_role_assignment\./), expect.stringMatching(/^kubernetes_manifest\./)],
      spec: { template: { spec: {
        container: [{ volume_mount: [{ name: 'tmp', mount_path: '/tmp' }, { name: 'secrets', mount_path: '/mnt/secrets', read_only: true }] }],
        volume: [{ name: 'tmp' }, { name: 'secrets', csi: { driver: 'secrets-store.csi.k8s.io', read_only: true, volume_attributes: { secretProviderClass: 'prices-secrets' } } }],
      } } },
    });
  });

  test('keeps what it is asked in the data-collection store, as managed endpoints do', () => {
    const template = synthesise((stack) => {
      const container = new StorageContainer(stack, 'Collected', { storageAccount: storage(stack), name: 'collected' });
      const owner = service(stack, { dataContainer: container });
      deployment(stack, owner);
      deployment(stack, owner, { name: 'green', dataCollectionEnabled: false });
    });
    const [blue, green] = Object.values(template.resources('kubernetes_config_map_v1'));
    expect(blue).toMatchObject({ data: {
      DATA_COLLECTION: '{"collections":{"model_inputs":{"dataCollectionMode":"Enabled","samplingRate":1},"model_outputs":{"dataCollectionMode":"Enabled","samplingRate":1}},"rollingRate":"Hour"}',
      DATA_COLLECTION_URL: expect.stringMatching(/^https:\/\/stshared\.blob\.core\.windows\.net\/\$\{azurerm_storage_container\.\w+\.name\}\/prices\/blue$/),
    } });
    expect(green).not.toMatchObject({ data: { DATA_COLLECTION: expect.any(String) } });
    expect(template.counts).toMatchObject({ azurerm_role_assignment: 1 });
  });

  test('goes before others where its priority says so', () => {
    const template = synthesise((stack) => {
      kubernetes(stack);
      deployment(stack, service(stack, { priority: new ServicePriority(stack, 'Priority', { name: 'scoring', value: 1000, preemptionEnabled: false }) }));
    });
    expect(template.resource('kubernetes_priority_class_v1')).toEqual({ global_default: false, metadata: { name: 'scoring' }, preemption_policy: 'Never', value: 1000 });
    expect(template.resource('kubernetes_deployment_v1')).toMatchObject({ spec: { template: { spec: { priority_class_name: expect.stringMatching(/^\$\{kubernetes_priority_class_v1\./) } } } });
    expect(problemsOf((stack) => new ServicePriority(stack, 'Priority', { name: 'scoring', value: 2_000_000_000 }))).toBe(`[PriorityValueInvalid] 'value' is out of range: got 2000000000; expected a whole number from 1 to 1000000000; choose a number in the range; higher ones are Kubernetes' own (at test/Priority)`);
  });

  test.each<[string, Partial<ScoringServiceProps>, string]>([
    ['ports that only root has', { port: 80 }, `[ServicePortsInvalid] 'port' and metricsPort are not two ports that a container without root can have: got {"port":80,"metricsPort":9090}; expected two different whole numbers from 1024 to 65535; correct the numbers (at test/Service)`],
    ['nobody who calls', { gatewayNamespaces: [] }, `[GatewayNamespacesEmpty] 'gatewayNamespaces' lets nobody call the service: got []; expected at least one namespace; name the namespace of the gateway (at test/Service)`],
    ['no way out', { egressRanges: [] }, `[EgressRangesEmpty] 'egressRanges' lets the service call nobody, not even Entra for its own identity: got []; expected at least one range; leave it out, or name a range (at test/Service)`],
    ['a range that is none', { egressRanges: ['login.microsoftonline.com'] }, `[CidrInvalid] 'egressRanges' is not an IPv4 range in CIDR form: got "login.microsoftonline.com"; expected an IPv4 range such as 10.0.0.0/16; write four numbers up to 255, a slash, and a prefix length up to 32 (at test/Service)`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });

  test('fails for secrets that are none', () => {
    expect(problemsOf((stack) => service(stack, { secrets: { keyVault: vault(stack), secretNames: ['one', 'one'] } }))).toBe(`[ServiceSecretsInvalid] 'secrets.secretNames' are no names of secrets, or one twice: got ["one","one"]; expected different names of letters, digits and hyphens, at least one; correct them, or leave 'secrets' out (at test/Service)`);
  });
});
