import type { TerraformStack } from 'cdktf';
import type { IKubernetesCluster } from '../../../constructs/aks/kubernetes-cluster';
import type { MachineLearningExtensionProps } from '../../../constructs/aks/machine-learning-extension';
import { InferenceRouterService, MachineLearningExtension } from '../../../constructs/aks/machine-learning-extension';
import { TaintEffect } from '../../../constructs/aks/node-pool';
import { VmSize } from '../../../constructs/ml/vm-size';
import type { Block } from '../../support/template';
import { problemsOf, synthesise } from '../../support/template';
import { CLUSTER_ID, clusterOf, CPU_POOL, GPU_POOL, importedCluster } from './support';

const CERTIFICATE = { hostName: 'scoring.contoso.com', secretName: 'scoring-tls' };

function extension(stack: TerraformStack, props: Partial<MachineLearningExtensionProps> = {}): MachineLearningExtension {
  return new MachineLearningExtension(stack, 'Extension', { cluster: props.cluster ?? importedCluster(stack), trainingEnabled: true, ...props });
}

/** A cluster with a pool for models on CPUs. */
function ownCluster(stack: TerraformStack, maxNodes = 5): IKubernetesCluster {
  const cluster = clusterOf(stack);
  cluster.addNodePool('Cpu', { ...CPU_POOL, maxNodes });
  return cluster;
}

const settingsOf = (props: Partial<MachineLearningExtensionProps>): Block => synthesise((stack) => void extension(stack, props)).resource('azurerm_kubernetes_cluster_extension')['configuration_settings'] as Block;
const problems = (props: Partial<MachineLearningExtensionProps>): string => problemsOf((stack) => void extension(stack, props));

describe('MachineLearningExtension', () => {
  test('is the stable release train, with what the chart needs to know of the cluster', () => {
    expect(synthesise((stack) => void extension(stack)).resource('azurerm_kubernetes_cluster_extension')).toEqual({
      cluster_id: CLUSTER_ID,
      configuration_settings: {
        clusterId: CLUSTER_ID,
        cluster_name: CLUSTER_ID,
        cluster_name_friendly: 'aks-shared',
        domain: 'westeurope.cloudapp.azure.com',
        enableInference: 'False',
        enableTraining: 'True',
        installDcgmExporter: 'False',
        installNvidiaDevicePlugin: 'False',
        installPromOp: 'True',
        installVolcano: 'True',
        jobSchedulerLocation: 'westeurope',
        location: 'westeurope',
        'nginxIngress.enabled': 'true',
        'prometheus.prometheusSpec.externalLabels.cluster_name': CLUSTER_ID,
        'relayserver.enabled': 'false',
        'servicebus.enabled': 'false',
      },
      extension_type: 'Microsoft.AzureML.Kubernetes',
      name: 'mlops-dev-we-azureml',
      release_namespace: 'azureml',
      release_train: 'stable',
      timeouts: { create: '60m', delete: '60m', update: '60m' },
    });
  });

  test('answers requests by HTTPS behind a private load balancer, on three nodes', () => {
    expect(settingsOf({ trainingEnabled: false, inference: { certificate: CERTIFICATE } })).toMatchObject({
      allowInsecureConnections: 'False',
      clusterPurpose: 'FastProd',
      enableInference: 'True',
      enableTraining: 'False',
      inferenceRouterHA: 'True',
      inferenceRouterServiceType: 'LoadBalancer',
      internalLoadBalancerProvider: 'azure',
      'scoringFe.serviceType.internalLoadBalancer': 'true',
      'scoringFe.sslSecret': 'scoring-tls',
      sslCname: 'scoring.contoso.com',
      sslSecret: 'scoring-tls',
    });
  });

  test('has no scheduler of jobs where there are none', () => {
    expect(Object.keys(settingsOf({ trainingEnabled: false, inference: { certificate: CERTIFICATE } }))).not.toContain('installVolcano');
  });

  test('keeps the private key out of the state', () => {
    expect(Object.keys(synthesise((stack) => void extension(stack, { inference: { certificate: CERTIFICATE } })).resource('azurerm_kubernetes_cluster_extension'))).not.toContain('configuration_protected_settings');
  });

  test('takes all values', () => {
    const block = synthesise((stack) => void extension(stack, {
      name: 'azureml', version: '1.1.76', nodeSelector: { 'node-purpose': 'cpu' }, nvidiaDevicePluginEnabled: true, gpuMetricsEnabled: true, existingPrometheusOperatorEnabled: true, existingVolcanoEnabled: true,
      inference: { insecureConnectionsEnabled: true, publicLoadBalancerEnabled: true, highAvailabilityEnabled: false },
    })).resource('azurerm_kubernetes_cluster_extension');
    expect(block).toMatchObject({
      name: 'azureml',
      version: '1.1.76',
      configuration_settings: { allowInsecureConnections: 'True', clusterPurpose: 'DevTest', inferenceRouterHA: 'False', installDcgmExporter: 'True', installNvidiaDevicePlugin: 'True', installPromOp: 'False', installVolcano: 'False', 'nodeSelector.node-purpose': 'cpu' },
    });
    expect([block['release_train'], Object.keys(block['configuration_settings'] as Block).filter((key) => /ssl|internal/i.test(key))]).toEqual([undefined, []]);
  });

  test.each([
    [InferenceRouterService.CLUSTER_IP, { inferenceRouterServiceType: 'ClusterIP' }],
    [InferenceRouterService.NODE_PORT, { inferenceRouterServiceType: 'NodePort', 'scoringFe.serviceType.nodePort': 'true' }],
  ])('has a router of the kind %s without a load balancer', (routerService, expected) => {
    const settings = settingsOf({ inference: { certificate: CERTIFICATE, routerService } });
    expect(settings).toMatchObject(expected);
    expect(settings['internalLoadBalancerProvider']).toBe(undefined);
  });

  test('fits on the pools of a cluster that the landscape owns', () => {
    const template = synthesise((stack) => {
      const cluster = ownCluster(stack);
      cluster.addNodePool('Gpu', GPU_POOL);
      extension(stack, { cluster, inference: { certificate: CERTIFICATE }, nvidiaDevicePluginEnabled: true });
    });
    expect(template.counts['azurerm_kubernetes_cluster_extension']).toBe(1);
  });

  test('can be one that others installed', () => {
    synthesise((stack) => {
      const existing = MachineLearningExtension.fromAttributes(stack, 'Existing', { cluster: importedCluster(stack), trainingEnabled: true, inferenceEnabled: false });
      expect([existing.trainingEnabled, existing.inferenceEnabled, existing.waitables]).toEqual([true, false, []]);
    });
  });
});

describe('MachineLearningExtension fails', () => {
  test('with nothing to do', () => {
    expect(problems({ trainingEnabled: false })).toBe("[ExtensionPurposeRequired] 'trainingEnabled' or 'inference' is required: without both, the extension does nothing: expected one of the two, or both; set 'trainingEnabled: true', or add 'inference' (at test/Extension)");
  });

  test('with a version that is none', () => {
    expect(problems({ version: 'latest' })).toBe(`[ExtensionVersionInvalid] 'version' is not a version of the extension: got "latest"; expected major.minor.patch, for example 1.1.76; leave it out for the release train stable, or take one from its release notes (at test/Extension)`);
  });

  test('with a scheduler of jobs and no jobs', () => {
    expect(problems({ trainingEnabled: false, existingVolcanoEnabled: true, inference: { certificate: CERTIFICATE } })).toBe("[ExtensionVolcanoUnused] 'existingVolcanoEnabled' has no effect without 'trainingEnabled': only jobs are scheduled by Volcano: got true; expected nothing; leave it out (at test/Extension)");
  });

  test('without a certificate', () => {
    expect(problems({ inference: {} })).toBe("[InferenceCertificateRequired] 'inference.certificate' is required: requests and tokens would travel unencrypted: got nothing; expected the host name and the secret of a certificate; pass it, or set 'inference.insecureConnectionsEnabled: true' to try things out (at test/Extension)");
  });

  test('with a certificate that nothing uses', () => {
    expect(problems({ inference: { certificate: CERTIFICATE, insecureConnectionsEnabled: true } })).toBe(`[InferenceCertificateUnused] 'inference.certificate' has no effect with 'insecureConnectionsEnabled': got "scoring.contoso.com"; expected nothing; leave one of the two out (at test/Extension)`);
  });

  test('with names that are none', () => {
    expect(problems({ inference: { certificate: { hostName: 'https://Scoring', secretName: 'Scoring_TLS' } }, nodeSelector: { 'a b': 'x' } })).toBe([
      '3 problems (at test/Extension):',
      `  - [InferenceHostNameInvalid] 'inference.certificate.hostName' is not a host name: got "https://Scoring"; expected a full name in lower case, for example scoring.contoso.com; leave out the protocol, port and path`,
      `  - [InferenceSecretNameInvalid] 'inference.certificate.secretName' is not the name of a Kubernetes secret: got "Scoring_TLS"; expected lower-case letters, digits, "-" and "."; correct it`,
      `  - [NodeLabelInvalid] 'nodeSelector' has a key that Kubernetes doesn't take: got "a b"; expected name or prefix/name, at most 63 letters, digits, "-", "_" and "."; correct the key`,
    ].join('\n'));
  });

  test('with a public load balancer and none at all', () => {
    expect(problems({ inference: { certificate: CERTIFICATE, routerService: InferenceRouterService.CLUSTER_IP, publicLoadBalancerEnabled: true } })).toBe("[InferenceLoadBalancerUnused] 'inference.publicLoadBalancerEnabled' has no effect on a router of the kind ClusterIP: got true; expected nothing; leave it out (at test/Extension)");
  });

  const atSynth = (define: (stack: TerraformStack) => void) => () => synthesise(define);

  test('on a cluster whose pools keep it away', () => {
    expect(atSynth((stack) => {
      const cluster = clusterOf(stack);
      cluster.addNodePool('Arm', { ...CPU_POOL, name: 'arm', vmSize: VmSize.of('Standard_D8pds_v5') });
      cluster.addNodePool('Cpu', { ...CPU_POOL, taints: [{ key: 'team', value: 'a', effect: TaintEffect.NO_SCHEDULE }] });
      extension(stack, { cluster });
    })).toThrow(`[ExtensionPoolRequired] 'cluster' has no pool that the extension can run on: got ["system","arm","cpu"]; expected a pool without taints and without ARM processors, with the labels of the selector; add a pool for NodePoolPurpose.CPU`);
  });

  test('with three routers on two nodes', () => {
    expect(atSynth((stack) => void extension(stack, { cluster: ownCluster(stack, 2), inference: { certificate: CERTIFICATE } }))).toThrow("[InferenceNodesTooFew] 'inference.highAvailabilityEnabled' puts three routers on three nodes, which the pools never have: got 2; expected at least 3 nodes in pools that the extension can run on; raise 'maxNodes' of a pool, or set it to false");
  });

  test('with GPU plugins and no GPU', () => {
    expect(atSynth((stack) => void extension(stack, { cluster: ownCluster(stack), gpuMetricsEnabled: true }))).toThrow("[ExtensionGpuUnused] 'gpuMetricsEnabled' has no effect on a cluster without GPUs: got true; expected nothing; leave it out, or add a pool for NodePoolPurpose.GPU");
  });
});
