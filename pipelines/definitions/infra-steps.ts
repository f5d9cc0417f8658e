import type { AzureCliStep, ScriptStep, Step } from '../model';
import type { PipelineEnvironment, PipelineOptions } from './options';
import { NODE_VERSION, TERRAFORM_VERSION } from './options';

/** Where the command that synthesises puts a stack. */
export const stackFolder = (stack: string): string => `cdktf.out/stacks/${stack}`;

/** Fetches the sources, Node.js and the locked packages. */
export function prepareNode({ nodeVersion = NODE_VERSION }: PipelineOptions, fetchDepth = 1): Step[] {
  return [
    { kind: 'checkout', fetchDepth },
    { kind: 'task', displayName: 'Use Node.js', task: 'NodeTool@0', inputs: { versionSpec: nodeVersion } },
    script('Install the locked packages', ['npm ci']),
  ];
}

/** Fetches Terraform, checked against the sums that HashiCorp publishes. */
export function prepareTerraform({ terraformVersion = TERRAFORM_VERSION }: PipelineOptions): Step {
  const zip = `terraform_${terraformVersion}_linux_amd64.zip`;
  const from = `https://releases.hashicorp.com/terraform/${terraformVersion}`;
  return script('Install Terraform', [
    'mkdir -p "$AGENT_TEMPDIRECTORY/bin" && cd "$AGENT_TEMPDIRECTORY"',
    `curl --fail --silent --show-error --location --remote-name ${from}/${zip}`,
    `curl --fail --silent --show-error --location ${from}/terraform_${terraformVersion}_SHA256SUMS | grep ' ${zip}$' | sha256sum --check`,
    `unzip -o -q ${zip} -d bin`,
    'echo "##vso[task.prependpath]$AGENT_TEMPDIRECTORY/bin"',
  ]);
}

/** Synthesises an environment. */
export function synthesise({ name }: PipelineEnvironment): ScriptStep {
  return script(`Synthesise ${name}`, [`npm run synth -- --env ${name}`]);
}

/**
 * Terraform, signed in by the workload identity of a service connection. The providers fetch their own tokens, so that a long
 * apply doesn't outlive one.
 */
export function terraform(displayName: string, serviceConnection: string, lines: readonly string[], more: Partial<AzureCliStep> = {}): AzureCliStep {
  return {
    kind: 'azureCli',
    displayName,
    serviceConnection,
    ...more,
    env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)', CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', ...more.env },
    lines: [
      'export ARM_USE_OIDC=true ARM_USE_AZUREAD=true ARM_CLIENT_ID="$servicePrincipalId" ARM_TENANT_ID="$tenantId"',
      'export ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID="$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"',
      ...lines,
    ],
  };
}

/** A shell step. */
export function script(displayName: string, lines: readonly string[], more: Partial<ScriptStep> = {}): ScriptStep {
  return { kind: 'script', displayName, lines, ...more };
}

/** The name of a stage or job for a stack: `dev_network`. */
export function identifier(...parts: readonly string[]): string {
  return parts.join('_').replaceAll(/[^A-Za-z0-9_]/g, '_');
}
