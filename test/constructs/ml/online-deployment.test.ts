import { AutoscaleMetric } from '../../../constructs/ml/autoscale';
import type { AutoscaleOptions, AutoscaleRule } from '../../../constructs/ml/autoscale';
import { DataCollection, RollingRate } from '../../../constructs/ml/data-collection';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import type { ManagedOnlineDeploymentProps } from '../../../constructs/ml/online-deployment';
import { VmSize } from '../../../constructs/ml/vm-size';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { CODE, deployment, ENDPOINT_ID, ENVIRONMENT, onlineEndpoint } from './serving-fixtures';

const failing = (props: Partial<ManagedOnlineDeploymentProps>, mode?: IsolationMode): string => problemsOf((stack) => deployment(stack, onlineEndpoint(stack, mode), 'blue', props));
const CPU: AutoscaleRule = { metric: AutoscaleMetric.CPU_PERCENT, scaleOutAbove: 70, scaleInBelow: 30 };
const scaling = (options: Partial<AutoscaleOptions>): string => problemsOf((stack) => deployment(stack, onlineEndpoint(stack)).addAutoscale({ resourceGroup: testResourceGroup(stack), minInstances: 2, maxInstances: 8, rules: [CPU], ...options }));
const scalingRule = (rule: Partial<AutoscaleRule>): string => scaling({ rules: [{ ...CPU, ...rule }] });

describe('ManagedOnlineDeployment', () => {
  test('keeps inputs and outputs, and sends telemetry', () => {
    const template = synthesise((stack) => deployment(stack, onlineEndpoint(stack)));
    expect(template.counts).toEqual({ azapi_resource: 1 });
    expect(template.resource('azapi_resource')).toEqual({
      body: {
        properties: {
          appInsightsEnabled: true,
          dataCollector: { collections: { model_inputs: { dataCollectionMode: 'Enabled', samplingRate: 1 }, model_outputs: { dataCollectionMode: 'Enabled', samplingRate: 1 } }, rollingRate: 'Hour' },
          endpointComputeType: 'Managed',
          instanceType: 'Standard_DS3_v2',
          model: 'azureml://registries/mlr-shared/models/prices/versions/3',
          requestSettings: { maxConcurrentRequestsPerInstance: 1, requestTimeout: 'PT5S' },
          scaleSettings: { scaleType: 'Default' },
        },
        sku: { capacity: 3, name: 'Default' },
      },
      location: 'westeurope',
      locks: [ENDPOINT_ID],
      name: 'blue',
      parent_id: ENDPOINT_ID,
      replace_triggers_refs: ['properties.egressPublicNetworkAccess'],
      schema_validation_enabled: true,
      timeouts: { create: '60m', update: '60m' },
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-09-01',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => deployment(stack, onlineEndpoint(stack, IsolationMode.DISABLED), 'blue', {
      description: 'All values',
      environment: ENVIRONMENT,
      codeConfiguration: { code: CODE, scoringScript: 'online/score.py' },
      modelMountPath: '/var/models',
      requestSettings: { timeoutSeconds: 180, maxConcurrentRequestsPerInstance: 4 },
      livenessProbe: { initialDelaySeconds: 60 },
      readinessProbe: { periodSeconds: 5, successThreshold: 2, failureThreshold: 3, timeoutSeconds: 4 },
      dataCollection: { collections: [DataCollection.REQUEST], samplingPercent: 12.5, rollingRate: RollingRate.DAY, headers: ['x-request-id'] },
      applicationInsightsEnabled: false,
      egressPublicNetworkAccessEnabled: true,
      environmentVariables: { LOG_LEVEL: 'info', API_KEY: '${{azureml://connections/prices/credentials/key}}' },
    }));
    expect(template.resource('azapi_resource')['body']).toEqual({
      properties: {
        appInsightsEnabled: false,
        codeConfiguration: { codeId: 'azureml://registries/mlr-shared/codes/scoring/versions/1', scoringScript: 'online/score.py' },
        dataCollector: { collections: { request: { dataCollectionMode: 'Enabled', samplingRate: 0.125 } }, requestLogging: { captureHeaders: ['x-request-id'] }, rollingRate: 'Day' },
        description: 'All values',
        egressPublicNetworkAccess: 'Enabled',
        endpointComputeType: 'Managed',
        environmentId: 'azureml://registries/mlr-shared/environments/scoring/versions/2026.01.15',
        environmentVariables: { API_KEY: '$${{azureml://connections/prices/credentials/key}}', LOG_LEVEL: 'info' },
        instanceType: 'Standard_DS3_v2',
        livenessProbe: { failureThreshold: 30, initialDelay: 'PT60S', period: 'PT10S', successThreshold: 1, timeout: 'PT2S' },
        model: 'azureml://registries/mlr-shared/models/prices/versions/3',
        modelMountPath: '/var/models',
        readinessProbe: { failureThreshold: 3, initialDelay: 'PT10S', period: 'PT5S', successThreshold: 2, timeout: 'PT4S' },
        requestSettings: { maxConcurrentRequestsPerInstance: 4, requestTimeout: 'PT180S' },
        scaleSettings: { scaleType: 'Default' },
      },
      sku: { capacity: 3, name: 'Default' },
    });
  });

  test('has no way out to the internet without a managed network, unless it should', () => {
    const template = synthesise((stack) => deployment(stack, onlineEndpoint(stack, IsolationMode.DISABLED), 'blue', { dataCollectionEnabled: false }));
    expect(template.resource('azapi_resource')['body']).toMatchObject({ properties: { egressPublicNetworkAccess: 'Disabled' } });
  });

  test('keeps nothing where it should not', () => {
    const template = synthesise((stack) => deployment(stack, onlineEndpoint(stack), 'blue', { dataCollectionEnabled: false }));
    expect(template.resource('azapi_resource')['body']).not.toMatchObject({ properties: { dataCollector: expect.anything() } });
  });

  test('says the quota that it needs, with 20 percent for updates', () => {
    const quota: number[] = [];
    synthesise((stack) => {
      const endpoint = onlineEndpoint(stack);
      quota.push(deployment(stack, endpoint, 'blue', { instanceCount: 3 }).quotaCores, deployment(stack, endpoint, 'green', { instanceCount: 10, vmSize: VmSize.STANDARD_E8DS_V5 }).quotaCores);
    });
    expect(quota).toEqual([16, 96]);
  });

  test('waits for the outbound rules of the workspace', () => {
    const template = synthesise((stack) => {
      const endpoint = onlineEndpoint(stack);
      deployment(stack, endpoint);
      endpoint.workspace.addFqdnOutboundRule('pypi', { fqdn: 'pypi.org' });
    });
    expect(template.resource('azapi_resource')['depends_on']).toEqual([expect.stringMatching(/^azurerm_machine_learning_workspace_network_outbound_rule_fqdn\.\w+$/)]);
  });

  test.each<[string, Partial<ManagedOnlineDeploymentProps>, string]>([
    ['a name that is too short', { name: 'v1' }, `[ServingNameInvalid] 'name' is not the name of a deployment: got "v1"; expected 3 to 32 characters: letters, digits and single hyphens, starting with a letter and ending with a letter or digit; use only what is allowed (at test/blue)`],
    ['no instances', { instanceCount: 0 }, `[InstanceCountInvalid] 'instanceCount' is not a number of instances: got 0; expected a whole number from 1; correct the number (at test/blue)`],
    ['a part of an instance', { instanceCount: 1.5 }, `[InstanceCountInvalid] 'instanceCount' is not a number of instances: got 1.5; expected a whole number from 1; correct the number (at test/blue)`],
    ['requests that take too long', { requestSettings: { timeoutSeconds: 181 } }, `[RequestTimeoutInvalid] 'requestSettings.timeoutSeconds' is out of range: got 181; expected whole seconds from 1 to 180; choose a number in the range, or score in batches (at test/blue)`],
    ['no requests at once', { requestSettings: { maxConcurrentRequestsPerInstance: 0 } }, `[RequestConcurrencyInvalid] 'requestSettings.maxConcurrentRequestsPerInstance' is not a number of requests: got 0; expected a whole number from 1; correct the number (at test/blue)`],
    ['a probe without time', { readinessProbe: { periodSeconds: 0 } }, `[ProbeInvalid] 'readinessProbe' has a number out of range: got {"initialDelaySeconds":10,"periodSeconds":0,"timeoutSeconds":2,"successThreshold":1,"failureThreshold":30}; expected whole numbers from 1; correct periodSeconds (at test/blue)`],
    ['a probe that is slower than its period', { readinessProbe: { timeoutSeconds: 11 } }, `[ProbeTimeoutOverPeriod] 'readinessProbe.timeoutSeconds' is longer than the time between two probes: got 11; expected at most 10; lower it, or raise 'periodSeconds' (at test/blue)`],
    ['liveness that must succeed twice', { livenessProbe: { successThreshold: 2 } }, `[ProbeLivenessSuccess] 'livenessProbe.successThreshold' can be nothing else for liveness: got 2; expected 1; leave it out (at test/blue)`],
    ['data collection that is off', { dataCollectionEnabled: false, dataCollection: {} }, `[DataCollectionUnused] 'dataCollection' has no effect with 'dataCollectionEnabled: false': got {}; expected nothing; leave one of the two out (at test/blue)`],
    ['no collections', { dataCollection: { collections: [] } }, `[DataCollectionsInvalid] 'dataCollection.collections' is empty, or has a collection twice: got []; expected different ones of model_inputs, model_outputs, request, response; name each one once, or set 'dataCollectionEnabled: false' (at test/blue)`],
    ['no share of requests', { dataCollection: { samplingPercent: 0 } }, `[DataSamplingInvalid] 'dataCollection.samplingPercent' is not a share of the requests: got 0; expected a number above 0, up to 100; choose a number in the range (at test/blue)`],
    ['headers with tokens', { dataCollection: { headers: ['Authorization'] } }, `[DataCollectionHeaderSecret] 'dataCollection.headers' would store tokens of callers: got ["Authorization"]; expected headers without tokens; leave these out (at test/blue)`],
    ['code without environment', { codeConfiguration: { code: CODE, scoringScript: 'score.py' } }, `[DeploymentCodeWithoutEnvironment] 'environment' is required with 'codeConfiguration': got nothing; expected the environment that the code runs in; pass one, or leave 'codeConfiguration' out for a model of MLflow (at test/blue)`],
    ['a script that is none', { environment: ENVIRONMENT, codeConfiguration: { code: CODE, scoringScript: '/score.sh' } }, `[DeploymentScriptInvalid] 'codeConfiguration.scoringScript' is not a script in the code: got "/score.sh"; expected a path like score.py or onlinescoring/score.py; write its path in the code, without a leading slash (at test/blue)`],
    ['a relative mount path', { modelMountPath: 'models' }, `[DeploymentMountPathInvalid] 'modelMountPath' is not an absolute path: got "models"; expected a path like /var/models; begin it with a slash (at test/blue)`],
    ['a variable that is none', { environmentVariables: { 'LOG-LEVEL': 'info' } }, `[DeploymentVariableInvalid] 'environmentVariables' has a name that no variable can have: got "LOG-LEVEL"; expected letters, digits and "_", not starting with a digit; rename it (at test/blue)`],
    ['a secret in a variable', { environmentVariables: { DB_PASSWORD: 'hunter2' } }, `[DeploymentVariableSecret] 'environmentVariables.DB_PASSWORD' looks like a secret, which everybody who reads the deployment would see: expected a reference to a connection of the workspace: \${{azureml://connections/<name>/credentials/…}}; use the identity of the endpoint, a connection, or read the vault in the code (at test/blue)`],
    ['egress beside a managed network', { egressPublicNetworkAccessEnabled: false }, `[DeploymentEgressWithManagedNetwork] 'egressPublicNetworkAccessEnabled' can't go with the managed network of the workspace, whose outbound rules decide it: got false; expected nothing; leave it out, and add outbound rules to the workspace (at test/blue)`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });

  test('never prints secrets', () => {
    expect(failing({ environmentVariables: { DB_PASSWORD: 'hunter2' } })).not.toContain('hunter2');
  });
});

describe('Autoscale', () => {
  test('follows the load, and keeps the number of instances out of later plans', () => {
    const template = synthesise((stack) => deployment(stack, onlineEndpoint(stack)).addAutoscale({ resourceGroup: testResourceGroup(stack), minInstances: 2, maxInstances: 8, rules: [CPU] }));
    const id = expect.stringMatching(/^\$\{azapi_resource\.blue_\w+\.id\}$/);
    const trigger = { metric_name: 'CpuUtilizationPercentage', metric_resource_id: id, statistic: 'Average', time_aggregation: 'Average', time_grain: 'PT1M', time_window: 'PT5M' };
    expect(template.resource('azapi_resource')['ignore_body_changes']).toEqual(['sku.capacity']);
    expect(template.resource('azurerm_monitor_autoscale_setting')).toEqual({
      enabled: true,
      location: 'westeurope',
      name: 'autoscale-prices-blue',
      profile: [{
        capacity: { default: 2, maximum: 8, minimum: 2 },
        name: 'load',
        rule: [
          { metric_trigger: { ...trigger, operator: 'GreaterThan', threshold: 70 }, scale_action: { cooldown: 'PT5M', direction: 'Increase', type: 'ChangeCount', value: 1 } },
          { metric_trigger: { ...trigger, operator: 'LessThan', threshold: 30 }, scale_action: { cooldown: 'PT5M', direction: 'Decrease', type: 'ChangeCount', value: 1 } },
        ],
      }],
      resource_group_name: expect.stringMatching(/^\$\{azurerm_resource_group\.ResourceGroup_\w+\.name\}$/),
      target_resource_id: id,
    });
  });

  test('takes all values, and looks at requests of the deployment', () => {
    const template = synthesise((stack) => deployment(stack, onlineEndpoint(stack)).addAutoscale({
      resourceGroup: testResourceGroup(stack), name: 'autoscale-prices', minInstances: 2, defaultInstances: 3, maxInstances: 8, emails: ['ml-ops@example.com'],
      rules: [{ metric: AutoscaleMetric.REQUEST_LATENCY_P95_MILLISECONDS, scaleOutAbove: 200, scaleInBelow: 50, instanceStep: 2, windowMinutes: 10, cooldownMinutes: 15 }, { metric: AutoscaleMetric.REQUESTS_PER_MINUTE, scaleOutAbove: 900 }],
    }));
    const { profile, name, notification } = template.resource('azurerm_monitor_autoscale_setting') as { profile: { capacity: object; rule: { metric_trigger: Record<string, unknown>; scale_action: Record<string, unknown> }[] }[]; name: string; notification: object };
    expect([name, notification]).toEqual(['autoscale-prices', { email: { custom_emails: ['ml-ops@example.com'] } }]);
    expect(profile[0]?.capacity).toEqual({ default: 3, maximum: 8, minimum: 2 });
    expect(profile[0]?.rule.map(({ metric_trigger: trigger, scale_action: action }) => [trigger['metric_name'], trigger['operator'], trigger['threshold'], trigger['time_window'], action['direction'], action['value'], action['cooldown']])).toEqual([
      ['RequestLatency_P95', 'GreaterThan', 200, 'PT10M', 'Increase', 2, 'PT15M'],
      ['RequestLatency_P95', 'LessThan', 50, 'PT10M', 'Decrease', 1, 'PT15M'],
      ['RequestsPerMinute', 'GreaterThan', 900, 'PT5M', 'Increase', 1, 'PT5M'],
    ]);
  });

  test.each<[string, Partial<AutoscaleOptions>, string]>([
    ['no instances at least', { minInstances: 0 }, `[AutoscaleCountsInvalid] 'minInstances' , defaultInstances and maxInstances are not numbers of instances: got {"minInstances":0,"defaultInstances":0,"maxInstances":8}; expected whole numbers from 1 to 1000; correct the numbers; a deployment never scales to zero (at test/blue/Autoscale)`],
    ['more at least than at most', { minInstances: 9 }, `[AutoscaleCountsOrder] 'defaultInstances' is not between minInstances and maxInstances: got {"minInstances":9,"defaultInstances":9,"maxInstances":8}; expected minInstances <= defaultInstances <= maxInstances; correct the numbers (at test/blue/Autoscale)`],
    ['a default that is out of the range', { defaultInstances: 1 }, `[AutoscaleCountsOrder] 'defaultInstances' is not between minInstances and maxInstances: got {"minInstances":2,"defaultInstances":1,"maxInstances":8}; expected minInstances <= defaultInstances <= maxInstances; correct the numbers (at test/blue/Autoscale)`],
    ['no rules', { rules: [] }, `[AutoscaleRulesEmpty] 'rules' is empty: got []; expected at least one rule; add a rule, or leave 'addAutoscale' out (at test/blue/Autoscale)`],
    ['a metric twice', { rules: [CPU, CPU] }, `[AutoscaleMetricTwice] 'rules' has a metric twice: got ["CpuUtilizationPercentage","CpuUtilizationPercentage"]; expected one rule for each metric; leave one of the two out (at test/blue/Autoscale)`],
    ['a name that can not be', { name: 'a/b' }, `[AutoscaleNameInvalid] 'name' is not the name of an autoscale setting: got "a/b"; expected 1 to 260 characters, none of < > % & # . , ? / \\ : +; use only what is allowed (at test/blue/Autoscale)`],
    ['an address that is none', { emails: ['ml-ops'] }, `[EmailInvalid] 'emails[0]' is not an e-mail address: got "ml-ops"; expected an address, for example ml-ops@example.com; correct it (at test/blue/Autoscale)`],
  ])('fails for %s', (_, options, message) => {
    expect(scaling(options)).toBe(message);
  });

  test.each<[string, Partial<AutoscaleRule>, string]>([
    ['percent that are never passed', { scaleOutAbove: 100 }, `[AutoscaleThresholdInvalid] 'rules[0]' has a threshold that CpuUtilizationPercentage never passes: got {"scaleOutAbove":100,"scaleInBelow":30}; expected percent from 0, below 100; correct the threshold (at test/blue/Autoscale)`],
    ['thresholds that meet', { scaleInBelow: 70 }, `[AutoscaleThresholdsFlap] 'rules[0].scaleInBelow' is not lower than scaleOutAbove: instances would come and go: got 70; expected less than 70; leave room between the two (at test/blue/Autoscale)`],
    ['no way back', { scaleInBelow: undefined }, `[AutoscaleNeverShrinks] 'rules' never take an instance away: got ["CpuUtilizationPercentage"]; expected a rule with 'scaleInBelow'; add it to a rule (at test/blue/Autoscale)`],
    ['a step of nothing', { instanceStep: 0 }, `[AutoscaleStepInvalid] 'rules[0].instanceStep' is not a number of instances: got 0; expected a whole number from 1; correct the number (at test/blue/Autoscale)`],
    ['a window that is too short', { windowMinutes: 1 }, `[AutoscaleTimeInvalid] 'rules[0]' has a time out of range: got {"windowMinutes":1,"cooldownMinutes":5}; expected windowMinutes from 5 to 720, cooldownMinutes from 1 to 10080; choose numbers in the range (at test/blue/Autoscale)`],
  ])('fails for %s', (_, rule, message) => {
    expect(scalingRule(rule)).toBe(message);
  });

  test('fails for too many rules', () => {
    expect(scaling({ rules: [...Object.values(AutoscaleMetric), AutoscaleMetric.CPU_PERCENT].map((metric) => ({ metric, scaleOutAbove: 70, scaleInBelow: 30 })) })).toBe(`2 problems (at test/blue/Autoscale):
  - [AutoscaleRuleLimit] 'rules' are too many, each direction counted: got 12; expected at most 10; leave some out
  - [AutoscaleMetricTwice] 'rules' has a metric twice: got ["CpuUtilizationPercentage","CpuMemoryUtilizationPercentage","GpuUtilizationPercentage","RequestLatency_P95","Request...; expected one rule for each metric; leave one of the two out`);
  });

  test('fails for a second call', () => {
    expect(problemsOf((stack) => {
      const blue = deployment(stack, onlineEndpoint(stack));
      const options = { resourceGroup: testResourceGroup(stack), minInstances: 2, maxInstances: 8, rules: [CPU] };
      blue.addAutoscale(options);
      blue.addAutoscale(options);
    })).toBe(`[AutoscaleTwice] 'addAutoscale' was called before: expected one call with all rules; join the rules (at test/blue)`);
  });
});
