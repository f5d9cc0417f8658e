import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

const NEVER_PASSED_ON = /^(ARM_|AZURE_|AZURERM_|TF_VAR_|TF_CLI_ARGS|TF_DATA_DIR|TF_WORKSPACE|HTTPS?_PROXY$|NO_PROXY$)/i;

/** The caller's environment without anything that could lead a provider to a real cloud. */
export function withoutCloudSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !NEVER_PASSED_ON.test(name)));
}

/** Run the real terraform in a folder; its output goes to the log file and to the result. */
export async function terraform(directory: string, args: readonly string[], environment: NodeJS.ProcessEnv, logFile: string): Promise<CommandResult> {
  return await new Promise((resolve) => {
    const log = createWriteStream(logFile, { flags: 'a' });
    log.write(`\n$ terraform ${args.join(' ')}\n`);
    const child = spawn('terraform', args, {
      cwd: directory,
      env: { ...environment, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      log.write(chunk);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const done = (exitCode: number): void => {
      log.end();
      resolve({ exitCode, output });
    };
    child.on('error', (error) => {
      output += error.message;
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

/** Whether there is no terraform command at all. */
export function terraformIsMissing(): boolean {
  return spawnSync('terraform', ['version'], { stdio: 'ignore' }).error !== undefined;
}

/** Whether a failed init failed for want of a provider, not by a fault in the stack. */
export function isProviderUnavailable(output: string): boolean {
  return /Failed to query available provider packages|Failed to install provider|could not connect to registry|no available releases match/i.test(output);
}

/** The counts that a plan ends with: `+3 ~0 -1`. */
export function plannedCounts(output: string): string | undefined {
  if (/No changes\./.test(output)) return 'none';
  const match = /Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy/.exec(output);
  if (match !== null) return `+${match[1]} ~${match[2]} -${match[3]}`;
  return /without changing any real infrastructure/.test(output) ? 'outputs only' : undefined;
}
