import { NodePoolPurpose } from '../../../constructs/aks/node-pool';
import { VmSize } from '../../../constructs/ml/vm-size';
import type { ScoringDeploymentOptions } from '../../../constructs/serving/scoring-deployment';
import { ServingPool } from '../../../constructs/serving/serving-pool';
import { problemsOf, synthesise } from '../../support/template';
import { cpuPool, deployment, DIGEST, service } from './serving-fixtures';

const gpuPool = (maxNodes = 3): ServingPool => new ServingPool({ name: 'gpu', purpose: NodePoolPurpose.GPU, vmSize: VmSize.STANDARD_NC4AS_T4_V3, maxNodes });
const template = (options: Partial<ScoringDeploymentOptions> = {}) => synthesise((stack) => deployment(stack, service(stack, { metricsEnabled: false }), options));
const failing = (options: Partial<ScoringDeploymentOptions>): string => problemsOf((stack) => deployment(stack, service(stack), options));
const RESOURCES = { cpuMillicores: 1000, cpuLimitMillicores: 2000, memoryMib: 2048, memoryLimitMib: 2048 };
const LABELS = { 'app.kubernetes.io/component': 'scoring', 'app.kubernetes.io/instance': 'blue', 'app.kubernetes.io/name': 'prices', 'app.kubernetes.io/version': '01234567-gcfr' };
const METADATA = { name: 'prices-blue-01234567-gcfr', namespace: 'scoring', labels: LABELS };
const AT = '(at test/Service/Blue)';
const PROBE = { failure_threshold: 3, period_seconds: 10, timeout_seconds: 2 };

describe('ScoringDeployment', () => {
  test('runs pods that can do nothing but score, each release beside the one before', () => {
    const all = template();
    expect(all.counts).toEqual({ kubernetes_config_map_v1: 1, kubernetes_deployment_v1: 1, kubernetes_horizontal_pod_autoscaler_v2: 1, kubernetes_network_policy_v1: 3, kubernetes_pod_disruption_budget_v1: 1, kubernetes_service_account_v1: 1, kubernetes_service_v1: 1 });
    expect(all.resource('kubernetes_deployment_v1')).toEqual({
      depends_on: [expect.stringMatching(/^kubernetes_network_policy_v1\.Service_Egress_/)],
      lifecycle: { create_before_destroy: true, ignore_changes: ['spec[0].replicas'] },
      metadata: METADATA,
      timeouts: { create: '28m', update: '28m' },
      wait_for_rollout: true,
      spec: {
        progress_deadline_seconds: 420,
        replicas: '2',
        revision_history_limit: 3,
        selector: { match_labels: LABELS },
        strategy: { type: 'RollingUpdate', rolling_update: { max_surge: '1', max_unavailable: '0' } },
        template: {
          metadata: { labels: { ...LABELS, 'azure.workload.identity/use': 'true' }, annotations: { 'checksum/config': expect.stringMatching(/^\$\{sha256\(jsonencode\(kubernetes_config_map_v1\.\w+\.data\)\)\}$/) } },
          spec: {
            automount_service_account_token: false,
            enable_service_links: false,
            node_selector: { 'kubernetes.azure.com/agentpool': 'cpu' },
            security_context: { fs_group: '10001', run_as_group: '10001', run_as_non_root: true, run_as_user: '10001', seccomp_profile: { type: 'RuntimeDefault' } },
            service_account_name: expect.stringMatching(/^\$\{kubernetes_service_account_v1\./),
            termination_grace_period_seconds: 60,
            toleration: [],
            topology_spread_constraint: [
              { label_selector: [{ match_labels: LABELS }], match_label_keys: ['pod-template-hash'], max_skew: 1, topology_key: 'topology.kubernetes.io/zone', when_unsatisfiable: 'DoNotSchedule' },
              { label_selector: [{ match_labels: LABELS }], match_label_keys: ['pod-template-hash'], max_skew: 1, topology_key: 'kubernetes.io/hostname', when_unsatisfiable: 'ScheduleAnyway' },
            ],
            container: [{
              name: 'scoring',
              image: `crshared.azurecr.io/scoring/prices@${DIGEST}`,
              image_pull_policy: 'IfNotPresent',
              env: [],
              env_from: [{ config_map_ref: { name: expect.stringMatching(/^\$\{kubernetes_config_map_v1\./) } }],
              port: [{ name: 'http', container_port: 8080 }, { name: 'metrics', container_port: 9090 }],
              resources: { limits: { cpu: '2', memory: '2Gi' }, requests: { cpu: '1', memory: '2Gi' } },
              security_context: { allow_privilege_escalation: false, capabilities: { drop: ['ALL'] }, read_only_root_filesystem: true, run_as_non_root: true, seccomp_profile: { type: 'RuntimeDefault' } },
              startup_probe: { ...PROBE, failure_threshold: 9, http_get: { path: '/healthz', port: '8080' } },
              readiness_probe: { ...PROBE, http_get: { path: '/readyz', port: '8080' } },
              liveness_probe: { ...PROBE, http_get: { path: '/healthz', port: '8080' } },
              volume_mount: [{ name: 'tmp', mount_path: '/tmp' }],
            }],
            volume: [{ name: 'tmp', empty_dir: { size_limit: '512Mi' } }],
          },
        },
      },
    });
    expect(all.resource('kubernetes_config_map_v1')).toMatchObject({ data: { DEPLOYMENT_NAME: 'blue', METRICS_PORT: '9090', MODEL_NAME: 'prices', MODEL_VERSION: '3', PORT: '8080', SERVICE_NAME: 'prices' } });
    expect(all.resource('kubernetes_service_v1')).toEqual({ lifecycle: { create_before_destroy: true }, metadata: METADATA, spec: { type: 'ClusterIP', selector: LABELS, port: [{ name: 'http', port: 80, target_port: 'http', protocol: 'TCP', app_protocol: 'http' }] } });
    expect(all.resource('kubernetes_pod_disruption_budget_v1')).toEqual({ lifecycle: { create_before_destroy: true }, metadata: METADATA, spec: { max_unavailable: '1', selector: { match_labels: LABELS } } });
    expect(all.resource('kubernetes_horizontal_pod_autoscaler_v2')).toEqual({
      lifecycle: { create_before_destroy: true },
      metadata: METADATA,
      spec: {
        min_replicas: 2,
        max_replicas: 4,
        scale_target_ref: { api_version: 'apps/v1', kind: 'Deployment', name: expect.stringMatching(/^\$\{kubernetes_deployment_v1\./) },
        metric: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', average_utilization: 70 } } }],
        behavior: {
          scale_up: [{ policy: [{ period_seconds: 60, type: 'Percent', value: 100 }], select_policy: 'Max', stabilization_window_seconds: 0 }],
          scale_down: [{ policy: [{ period_seconds: 60, type: 'Pods', value: 1 }], select_policy: 'Min', stabilization_window_seconds: 300 }],
        },
      },
    });
  });

  test('takes all its values, on nodes with GPUs', () => {
    const all = template({
      pool: gpuPool(), resources: { ...RESOURCES, memoryMib: 1500, gpus: 1 }, scaling: { minReplicas: 1, maxReplicas: 2, cpuPercent: 50, scaleDownDelaySeconds: 600, podsMetrics: [{ name: 'requests_per_second', averageValue: 1.5 }, { name: 'queue', averageValue: 3 }] },
      terminationSeconds: 120, temporaryMib: 2048, userId: 2000, variables: { BATCH_SIZE: '8' }, probes: { startup: { path: '/started', periodSeconds: 5, failureThreshold: 30 }, readiness: { port: 9090, timeoutSeconds: 1 } },
    });
    expect(all.resource('kubernetes_deployment_v1')).toMatchObject({ spec: { template: { spec: {
      node_selector: { 'kubernetes.azure.com/agentpool': 'gpu' },
      security_context: { run_as_user: '2000' },
      termination_grace_period_seconds: 120,
      toleration: [{ effect: 'NoSchedule', key: 'ml.azure.com/amlarc-workload', operator: 'Equal', value: 'true' }],
      container: [{ resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { cpu: '1', memory: '1500Mi', 'nvidia.com/gpu': '1' } }, startup_probe: { failure_threshold: 30, period_seconds: 5, http_get: { path: '/started' } }, readiness_probe: { timeout_seconds: 1, http_get: { port: '9090' } } }],
      volume: [{ empty_dir: { size_limit: '2Gi' } }],
    } } } });
    expect(all.resource('kubernetes_config_map_v1')).toMatchObject({ data: { BATCH_SIZE: '8' } });
    expect(all.resource('kubernetes_horizontal_pod_autoscaler_v2')).toMatchObject({ spec: { metric: [
      { resource: { target: { average_utilization: 50 } } },
      { type: 'Pods', pods: { metric: { name: 'requests_per_second' }, target: { type: 'AverageValue', average_value: '1500m' } } },
      { pods: { target: { average_value: '3' } } },
    ] } });
  });

  test.each<[string, Partial<ScoringDeploymentOptions>, string]>([
    ['memory limits below requests', { resources: { ...RESOURCES, memoryLimitMib: 1024 } }, `[MemoryLimitBelowRequest] 'resources.memoryLimitMib' is less than what is requested: got 1024; expected at least 2048; raise it, or lower 'memoryMib' ${AT}`],
    ['processor limits below requests', { resources: { ...RESOURCES, cpuLimitMillicores: 500 } }, `[CpuLimitBelowRequest] 'resources.cpuLimitMillicores' is less than what is requested: got 500; expected at least 1000; raise it, or lower 'cpuMillicores' ${AT}`],
    ['amounts that are none', { resources: { ...RESOURCES, memoryMib: 0.5 } }, `[ScoringResourcesInvalid] 'resources' have an amount that is none: got {"cpuMillicores":1000,"cpuLimitMillicores":2000,"memoryMib":0.5,"memoryLimitMib":2048}; expected whole numbers from 1; correct the numbers ${AT}`],
    ['fewest over most replicas', { scaling: { minReplicas: 5, maxReplicas: 4 } }, `[ReplicasReversed] 'scaling.minReplicas' is more than 'maxReplicas': got 5; expected at most 4; lower it, or raise 'maxReplicas' ${AT}`],
    ['no replicas', { scaling: { minReplicas: 0, maxReplicas: 4 } }, `[ReplicasInvalid] 'scaling' has no number of pods: got {"minReplicas":0,"maxReplicas":4}; expected whole numbers from 1; correct the numbers ${AT}`],
    ['a share of processors that is none', { scaling: { minReplicas: 1, maxReplicas: 4, cpuPercent: 0 } }, `[ScalingCpuInvalid] 'scaling.cpuPercent' is not a share of the processors: got 0; expected a whole number from 1 to 100; correct the number ${AT}`],
    ['a metric twice', { scaling: { minReplicas: 1, maxReplicas: 4, podsMetrics: [{ name: 'a', averageValue: 1 }, { name: 'a', averageValue: 2 }] } }, `[PodsMetricInvalid] 'scaling.podsMetrics' has a metric twice, or one without a value to reach: got [{"name":"a","averageValue":1},{"name":"a","averageValue":2}]; expected each metric once, with an average above 0; correct it ${AT}`],
    ['a delay that is none', { scaling: { minReplicas: 1, maxReplicas: 4, scaleDownDelaySeconds: 4000 } }, `[ScaleDownDelayInvalid] 'scaling.scaleDownDelaySeconds' is out of range: got 4000; expected whole seconds from 0 to 3600; choose a number in the range ${AT}`],
    ['more replicas than the pool holds', { scaling: { minReplicas: 2, maxReplicas: 30 } }, `[ReplicasExceedPool] 'scaling.maxReplicas' makes more pods than cpu has room for, with those of the next release beside them, and all deployments there: got "32 pods"; expected pods for at most 4 nodes of Standard_D8ds_v5, 7 on each; these need 5 nodes; lower it, ask for less, or raise 'maxNodes' of the pool ${AT}`],
    ['a pod larger than a node', { resources: { ...RESOURCES, memoryMib: 40960, memoryLimitMib: 40960 } }, `[PodLargerThanNode] 'resources' are more than a node of cpu has for pods: got {"cpuMillicores":1000,"memoryMib":40960}; expected at most {"cpuMillicores":7420,"memoryMib":29394} on Standard_D8ds_v5; ask for less, or choose a pool of larger nodes ${AT}`],
    ['a GPU without a pool that has some', { resources: { ...RESOURCES, gpus: 1 } }, `[GpuPoolRequired] 'resources.gpus' needs a pool with GPUs, and cpu has none: got 1; expected a pool with the purpose NodePoolPurpose.GPU; choose another pool, or leave 'gpus' out ${AT}`],
    ['a load time that is none', { modelLoadSeconds: 0 }, `[ModelLoadTimeInvalid] 'modelLoadSeconds' is not a time: got 0; expected whole seconds from 1; say how long the model takes to load, at most ${AT}`],
    ['a startup that gives up too early', { modelLoadSeconds: 600, probes: { startup: { failureThreshold: 5 } } }, `[StartupBudgetTooShort] 'probes.startup' gives up before the model is loaded: the pod would be started again and again: got "50 seconds"; expected at least the 600 seconds of 'modelLoadSeconds'; raise 'failureThreshold' or 'periodSeconds', or leave them out ${AT}`],
    ['a probe that outlasts its period', { probes: { readiness: { timeoutSeconds: 10 } } }, `[ServiceProbeTimeoutTooLong] 'probes.readiness.timeoutSeconds' is not shorter than the time between two probes: got 10; expected less than 10; lower it, or raise 'periodSeconds' ${AT}`],
    ['a probe of a closed port', { probes: { liveness: { port: 8081 } } }, `[ServiceProbePortClosed] 'probes.liveness.port' is not a port of the container: the probe can never succeed: got 8081; expected 8080, 9090; name one of these, or leave it out ${AT}`],
    ['a probe of no path', { probes: { liveness: { path: 'healthz' } } }, `[ServiceProbePathInvalid] 'probes.liveness.path' is not a path: got "healthz"; expected a path that starts with "/"; correct it ${AT}`],
    ['a probe without time', { probes: { liveness: { failureThreshold: 0 } } }, `[ServiceProbeInvalid] 'probes.liveness' has a number out of range: got {"periodSeconds":10,"timeoutSeconds":2,"failureThreshold":0}; expected whole numbers from 1; correct the numbers ${AT}`],
    ['no time to finish', { terminationSeconds: 0 }, `[TerminationTimeInvalid] 'terminationSeconds' is out of range: got 0; expected whole seconds from 1 to 3600; choose a number in the range ${AT}`],
    ['no temporary folder', { temporaryMib: 0 }, `[TemporarySizeInvalid] 'temporaryMib' is no amount: got 0; expected a whole number from 1; correct it ${AT}`],
    ['root', { userId: 0 }, `[ContainerUserInvalid] 'userId' is nobody that a container may run as: got 0; expected a whole number from 1; 0 is root; name a user of the image that is not root ${AT}`],
    ['a variable of the service', { variables: { PORT: '1' } }, `[ServiceVariableInvalid] 'variables' has a name that no variable can have, or that the service sets itself: got "PORT"; expected letters, digits and "_", not starting with a digit; none of DATA_COLLECTION, DATA_COLLECTION_URL, DEPLOYMENT_NAME, METRICS_PORT, MODEL_NAME, MODEL_VERSION, PORT, SERVICE_NAME; rename it ${AT}`],
    ['a secret', { variables: { API_KEY: 'x' } }, `[ServiceVariableSecret] 'variables.API_KEY' looks like a secret, which everybody who reads the namespace would see: expected a secret of the vault, in 'secrets' of the service; use the identity of the service, or read the mounted secret ${AT}`],
    ['data collection without a place', { dataCollection: { samplingPercent: 10 } }, `[DataContainerRequired] 'dataCollection' needs 'dataContainer' of the service: got {"samplingPercent":10}; expected a container to keep the data in; pass it to the service, or leave this out ${AT}`],
  ])('fails for %s', (_, options, message) => {
    expect(failing(options)).toBe(message);
  });

  test('fails where deployments together are more than the pool holds', () => {
    expect(problemsOf((stack) => {
      const owner = service(stack);
      const pool = cpuPool(2);
      deployment(stack, owner, { pool, scaling: { minReplicas: 2, maxReplicas: 8 } });
      deployment(stack, owner, { pool, name: 'green', scaling: { minReplicas: 2, maxReplicas: 8 } });
    })).toBe(`[ReplicasExceedPool] 'scaling.maxReplicas' makes more pods than cpu has room for, with those of the next release beside them, and all deployments there: got "10 pods"; expected pods for at most 2 nodes of Standard_D8ds_v5, 7 on each; these need 3 nodes; lower it, ask for less, or raise 'maxNodes' of the pool (at test/Service/Green)`);
  });

  test('fails for a name that is taken', () => {
    expect(problemsOf((stack) => {
      const owner = service(stack);
      deployment(stack, owner);
      owner.addDeployment('Again', deployment(stack, owner, { name: 'green' }).options);
    })).toBe(`[ScoringDeploymentTaken] 'name' is the name of another deployment of the service: got "green"; expected a name of its own; rename one of the two (at test/Service/Again)`);
  });
});

describe('ServingPool', () => {
  test.each<[string, () => ServingPool, string]>([
    ['a size without GPUs', () => new ServingPool({ name: 'gpu', purpose: NodePoolPurpose.GPU, vmSize: VmSize.STANDARD_D8DS_V5, maxNodes: 1 }), `[ServingPoolSizeWrong] 'vmSize' is not a size for a gpu pool: got "Standard_D8ds_v5"; expected a size with GPUs; name the size that the pool of the cluster has (at serving pool gpu)`],
    ['no nodes', () => cpuPool(0), `[ServingPoolNodesInvalid] 'maxNodes' is not a number of nodes: got 0; expected a whole number from 1; name the most nodes that the pool of the cluster has (at serving pool cpu)`],
    ['GPUs where there are none', () => new ServingPool({ name: 'cpu', purpose: NodePoolPurpose.CPU, vmSize: VmSize.STANDARD_D8DS_V5, maxNodes: 1, gpusPerNode: 1 }), `[ServingPoolGpusUnused] 'gpusPerNode' has no effect without GPUs, or is none: got 1; expected nothing; leave it out (at serving pool cpu)`],
  ])('fails for %s', (_, define, message) => {
    expect(problemsOf(define)).toBe(message);
  });
});
