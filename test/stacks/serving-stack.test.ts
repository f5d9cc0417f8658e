import shared from '../../environments/shared';
import { AksStack } from '../../stacks/aks-stack';
import { MlStack } from '../../stacks/ml-stack';
import { NetworkStack } from '../../stacks/network-stack';
import { PlatformStack } from '../../stacks/platform-stack';
import { ServingStack } from '../../stacks/serving-stack';
import type { Environment, Releases } from '../../environments/schema';
import { formatProblem } from '../../constructs/core/errors';
import { problemsOf } from '../environments/wrong';
import type { Block } from '../support/template';
import { BLUE_DIGEST, GREEN_DIGEST, Landscape, texts, textsOf, variant } from './landscape-of';

const blue = { digest: BLUE_DIGEST, modelVersion: '3' };
const green = { digest: GREEN_DIGEST, modelVersion: '4' };
const released = (releases: Releases, changes = {}) => Landscape.of('prod', changes, releases).stack('serving');
const both = released({ scoring: { blue, green, live: 'blue' } });
const first = released({ scoring: { blue, live: 'blue' } });
const manifest = (template: typeof both, kind: string): Block => Object.values(template.resources('kubernetes_manifest')).map((block) => block['manifest'] as Block).find((block) => block['kind'] === kind) ?? {};
const outputs = (template: typeof both): Block => (template.json as { readonly output: Block }).output;

describe('the serving stack', () => {
  test('has namespaces and a gateway before anything is released', () => {
    const template = released({});
    expect(Object.values(template.resources('kubernetes_namespace_v1')).map((block) => (block['metadata'] as Block)['name'])).toEqual(['serving-gateways', 'serving']);
    expect(template.counts).not.toHaveProperty('kubernetes_deployment_v1');
    expect(template.counts).not.toHaveProperty('azurerm_application_insights_workbook');
    expect(manifest(template, 'Gateway')).toMatchObject({ spec: { gatewayClassName: 'approuting-istio', infrastructure: { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } }, listeners: [{ hostname: 'scoring-prod.ml.contoso.com', protocol: 'HTTPS' }] } });
  });

  test('signs in to the cluster with Entra, and keeps no kubeconfig', () => {
    const { provider } = both.json as { readonly provider: { readonly kubernetes: readonly Block[] } };
    expect(provider.kubernetes).toEqual([{
      host: expect.stringContaining('kube_config0host'),
      cluster_ca_certificate: expect.stringMatching(/^\$\{base64decode\(.*cluster_ca_certificate\)\}$/),
      exec: [{ api_version: 'client.authentication.k8s.io/v1beta1', command: 'kubelogin', args: ['get-token', '--login', 'azurecli', '--server-id', '6dae42f8-4368-4678-94ff-3960e28e3630'] }],
    }]);
  });

  test('gives all requests to the first image, without a step to choose', () => {
    expect(first.json).not.toHaveProperty('variable');
    expect(manifest(first, 'HTTPRoute')).toMatchObject({ spec: { rules: [{ backendRefs: [{ weight: 100 }] }] } });
    expect(first.counts).not.toHaveProperty('kubernetes_job_v1');
    expect(outputs(first)).toEqual({
      cluster_name: { value: expect.stringContaining('kubernetes_cluster') },
      collected_data_account: { value: expect.stringContaining('DataLake') },
      image_registry: { value: expect.stringContaining('login_server') },
      monitor_workspace_id: { value: expect.stringContaining('monitor_workspace') },
      prometheus_url: { value: expect.stringContaining('query_endpoint') },
      scoring_stable_digest: { value: BLUE_DIGEST },
    });
  });

  test('brings the candidate in by a variable, after its validation', () => {
    const { variable } = both.json as { readonly variable: Block };
    expect(variable).toEqual({ rollout_step_scoring: expect.objectContaining({ default: 'stable', validation: [expect.objectContaining({ error_message: 'rollout_step_scoring must be a step of the rollout: stable, mirror, canary-10, canary-50, complete.' })] }) });
    expect(outputs(both)).toMatchObject({ scoring_stable_digest: { value: BLUE_DIGEST }, scoring_candidate_digest: { value: GREEN_DIGEST } });
    const route = Object.values(both.resources('kubernetes_manifest')).find((block) => (block['manifest'] as Block)['kind'] === 'HTTPRoute');
    expect(route?.['depends_on']).toEqual(expect.arrayContaining([expect.stringMatching(/^kubernetes_job_v1\./)]));
    expect(both.resource('kubernetes_job_v1')).toMatchObject({ spec: { template: { spec: { container: [{ command: ['python', '-m', 'diabetes_model.scoring.validate'] }] } } } });
  });

  test('is all that a release changes', () => {
    const partsOf = (releases: Releases) => Object.entries(textsOf(variant('prod', { 'aks.serving.services.scoring.secrets': ['feature-api'] }), shared, releases)).filter(([name]) => !name.endsWith('-serving'));
    expect(partsOf({ scoring: { blue, green, live: 'blue' } })).toEqual(partsOf({}));
  });

  test('takes images of the registry of the environment by their digests', () => {
    const images = Object.values(both.resources('kubernetes_deployment_v1')).map((block) => JSON.stringify(block).match(/"image":"([^"]*)"/)?.[1]);
    expect(images).toEqual([expect.stringMatching(/login_server\}\/models\/scoring@sha256:b{64}$/), expect.stringMatching(/login_server\}\/models\/scoring@sha256:9{64}$/)]);
  });

  test('has an identity for the service and one for the certificate, which read and write what they need alone', () => {
    expect(Object.values(both.resources('azurerm_user_assigned_identity')).map((block) => block['name'])).toEqual(['id-mlops-prod-we-serving-gateway', 'id-mlops-prod-we-service-scoring']);
    expect(Object.values(both.resources('azurerm_federated_identity_credential')).map((block) => block['subject'])).toEqual([expect.stringMatching(/:serving-certificate$/), expect.stringMatching(/:scoring$/)]);
    const scopes = Object.entries(both.resources('azurerm_role_assignment')).map(([name, block]) => `${name.replace(/_[0-9A-F]{8}$/, '')} ${String(block['scope']).replace(/^.*(\/secrets\/.*|azurerm_storage_container.*|azurerm_resource_group.*)$/, '$1')}`);
    expect(scopes).toEqual([
      expect.stringMatching(/^CollectedData_StorageBlobDataContributorToIdentity-scoring azurerm_storage_container/),
      'Gateway_CertificateRead /secrets/scoring',
      expect.stringMatching(/^ResourceGroup_CostManagementReader/),
    ]);
  });

  test('keeps requests and predictions in the data lake, where it is told so', () => {
    expect(both.resource('azurerm_storage_container')).toMatchObject({ name: 'collected', storage_account_id: expect.stringContaining('DataLake'), container_access_type: 'private' });
    const without = released({ scoring: { blue, live: 'blue' } }, { 'aks.serving.services.scoring.dataCollection': false });
    expect(without.counts).not.toHaveProperty('azurerm_storage_container');
  });

  test('tells people what the gates find, and shows it', () => {
    const rules = (both.resource('azurerm_monitor_alert_prometheus_rule_group')['rule'] as readonly Block[]).map(({ alert }) => alert);
    expect(rules).toEqual(['scoring-blue-errorPercent', 'scoring-blue-latencyP95Milliseconds', 'scoring-blue-notReady', 'scoring-green-errorPercent', 'scoring-green-latencyP95Milliseconds', 'scoring-green-predictionDriftPercent', 'scoring-green-notReady']);
    expect(both.resource('azurerm_application_insights_workbook')).toMatchObject({ display_name: 'Scoring services of prod' });
  });

  test('has secrets and GPUs where it is told so', () => {
    const template = released({ scoring: { blue, live: 'blue' } }, { 'aks.serving.services.scoring.secrets': ['feature-api'], 'aks.serving.services.scoring.pool': 'gpu', 'aks.serving.services.scoring.resources.gpus': 1, 'aks.serving.services.scoring.replicas': { min: 2, max: 2 }, 'aks.gpuPool.maxNodes': 10, 'aks.serving.quota.gpus': 6 });
    expect(manifest(template, 'SecretProviderClass')).toMatchObject({ metadata: { name: 'scoring-secrets' } });
    expect(template.resource('kubernetes_deployment_v1')).toMatchObject({ spec: { template: { spec: { node_selector: { 'kubernetes.azure.com/agentpool': 'gpu' } } } } });
  });

  test('fails for more pods than the pool holds', () => {
    const problems = problemsOf(() => released({ scoring: { blue, green, live: 'blue' } }, { 'aks.cpuPool.minNodes': 1, 'aks.cpuPool.maxNodes': 1 })).map(formatProblem);
    expect(problems[0]).toMatch(/^\[ReplicasExceedPool\] 'scaling\.maxReplicas' makes more pods than cpu has room for/);
  });

  test('waits for a real image, and lets the other stacks go on', () => {
    const placeholder = Landscape.of('test', {}, { scoring: { blue: { digest: `sha256:${'0'.repeat(64)}`, modelVersion: '1' }, live: 'blue' } });
    expect((placeholder.stack('serving').json as { readonly variable: Block }).variable).toMatchObject({ unresolved_placeholders: { default: ['releases/test.json: scoring.blue.digest'] } });
    expect(placeholder.stack('aks').json).not.toHaveProperty('variable');
  });
});

describe('a serving stack that was defined by hand', () => {
  const defined = (change: (environment: Environment) => Environment, releases: Releases = {}) => problemsOf(() =>
    texts((app) => {
      const props = { environment: variant('test'), shared, releases };
      const network = new NetworkStack(app, props);
      const platform = new PlatformStack(app, { ...props, network });
      const ml = new MlStack(app, { ...props, network, platform });
      const other = { ...props, environment: change(props.environment) };
      const aks = new AksStack(app, { ...(change === withoutServing ? other : props), network, platform, ml });
      new ServingStack(app, { ...(change === withoutServing ? props : other), platform, aks });
    })).map(formatProblem);
  const withoutServing = (environment: Environment): Environment => ({ ...environment, aks: environment.aks && { ...environment.aks, serving: undefined } });
  const withoutAks = (environment: Environment): Environment => ({ ...environment, aks: undefined });

  test('fails without settings', () => {
    expect(defined(withoutAks)).toEqual(["[ServingSectionMissing] 'aks.serving' is required for scoring services: got nothing; expected their settings; write them"]);
  });

  test('fails on a cluster without metrics', () => {
    expect(defined(withoutServing)).toEqual(["[ServingMetricsMissing] 'aks' collects no metrics, which gates and alerts ask for: got nothing; expected the stack of an environment with scoring services; define it with the same 'environment'"]);
  });

  test('fails for a live slot without an image, and for a pool that is not there', () => {
    expect(defined((environment) => environment, { scoring: { live: 'blue' } })).toEqual([`[ReleaseSlotEmpty] 'scoring.live' names a slot without an image: got "blue"; expected a slot with an image; correct the release`]);
    const onGpu = (environment: Environment): Environment => JSON.parse(JSON.stringify(environment).replace('"pool":"cpu","resources"', '"pool":"gpu","resources"')) as Environment;
    expect(defined(onGpu, { scoring: { blue, live: 'blue' } })).toEqual([`[ServingPoolUnknown] 'aks.serving.services.scoring.pool' is a pool that the cluster does not have: got "gpu"; expected cpu; change it, or add 'aks.gpuPool'`]);
  });
});
