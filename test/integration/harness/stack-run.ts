import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ManifestStack } from './manifest';
import type { StackJson} from './overrides';
import { destroyOverride, existingResources, lockAddresses, providersNotStoodInFor, readsStatesOf, stateOverride, variablesFor } from './overrides';
import type { CommandResult} from './terraform';
import { isProviderUnavailable, plannedCounts, terraform, withoutCloudSettings } from './terraform';

/** The steps in the order they are taken; `init` always comes first. */
export const STEPS = ['validate', 'plan', 'apply', 'replan', 'destroy'] as const;
export type Step = (typeof STEPS)[number];
export type StepName = Step | 'init' | 'unlock';

export interface StepOutcome {
  readonly step: StepName;
  readonly status: 'ok' | 'fail' | 'not run' | 'not served';
  readonly seconds: number;
  /** Planned counts, or why it didn't run, or the end of what terraform said. */
  readonly note: string;
}

const PARALLELISM = '-parallelism=30';
const ERROR_LENGTH = 4000;

/** One stack in a working folder of its own: the synthesised file untouched, and override files beside it. */
export class StackRun {
  public readonly outcomes: StepOutcome[] = [];
  public readonly logFile: string;
  private readonly directory: string;
  private readonly json: StackJson;
  private readonly environment: NodeJS.ProcessEnv;

  public constructor(public readonly stack: ManifestStack, outdir: string, workdir: string, private readonly standIn: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}) {
    const source = join(outdir, stack.synthesizedStackPath);
    this.json = JSON.parse(readFileSync(source, 'utf8')) as StackJson;
    this.directory = join(workdir, stack.name);
    this.logFile = join(workdir, `${stack.name}.log`);
    this.environment = { ...withoutCloudSettings(process.env), ...variablesFor(this.json, variables) };
    mkdirSync(this.directory, { recursive: true });
    copyFileSync(source, join(this.directory, 'cdk.tf.json'));
    const assets = join(dirname(source), 'assets');
    if (existsSync(assets)) cpSync(assets, join(this.directory, 'assets'), { recursive: true });
    const states = stateOverride(this.json, stack.name, (name) => join(workdir, `${name}.tfstate`));
    this.writeOverride('state', states);
  }

  public get name(): string {
    return this.stack.name;
  }

  public get failed(): boolean {
    return this.outcomes.some(({ status }) => status === 'fail');
  }

  /** Whether the step was taken with success. */
  public did(step: StepName): boolean {
    return this.outcomes.some((outcome) => outcome.step === step && outcome.status === 'ok');
  }

  /** Resources of others that the stack refers to. */
  public get existingResources(): string[] {
    return existingResources(this.json);
  }

  /** Providers of the stack that can be planned at best. */
  public get notServed(): string[] {
    return providersNotStoodInFor(this.json);
  }

  public get readsStatesOf(): string[] {
    return readsStatesOf(this.json);
  }

  public skip(step: StepName, status: 'not run' | 'not served', note: string): void {
    this.outcomes.push({ step, status, seconds: 0, note });
  }

  public async init(): Promise<StepOutcome> {
    return await this.record('init', async () => {
      const result = await terraform(this.directory, ['init', '-no-color'], this.registryEnvironment(), this.logFile);
      if (result.exitCode !== 0 && isProviderUnavailable(result.output)) return { ...result, unavailable: true };
      return result;
    });
  }

  public async take(step: Step): Promise<StepOutcome> {
    return await this.record(step, async () => {
      switch (step) {
        case 'validate': return await this.run(['validate', '-no-color']);
        case 'plan': return planned(await this.run(['plan', '-no-color', '-detailed-exitcode', '-out=plan.bin', PARALLELISM]), [0, 2]);
        case 'apply': return await this.apply();
        case 'replan': return planned(await this.run(['plan', '-no-color', '-detailed-exitcode', PARALLELISM]), [0]);
        case 'destroy': return await this.destroy();
      }
    });
  }

  /** Destroy the management locks alone, as an operator has to before a tear-down. */
  public async unlock(): Promise<void> {
    const locks = lockAddresses(this.json);
    if (locks.length === 0 || !existsSync(this.stateFile())) return;
    await this.record('unlock', async () => {
      this.liftProtection();
      return await this.run(['destroy', '-no-color', '-auto-approve', PARALLELISM, ...locks.map((address) => `-target=${address}`)]);
    });
  }

  private async apply(): Promise<CommandResult> {
    const plan = join(this.directory, 'plan.bin');
    const from = existsSync(plan) ? ['plan.bin'] : ['-auto-approve'];
    const result = await this.run(['apply', '-no-color', PARALLELISM, ...from]);
    rmSync(plan, { force: true });
    return result;
  }

  private async destroy(): Promise<CommandResult> {
    this.liftProtection();
    return await this.run(['destroy', '-no-color', '-auto-approve', PARALLELISM]);
  }

  private liftProtection(): void {
    const override = destroyOverride(this.json);
    if (override !== undefined) this.writeOverride('destroy', override);
  }

  private writeOverride(name: string, content: object): void {
    writeFileSync(join(this.directory, `${name}_override.tf.json`), JSON.stringify(content, null, 2));
  }

  private stateFile(): string {
    return join(this.directory, '..', `${this.name}.tfstate`);
  }

  /** Providers come from where the caller gets them: the caller's own proxy and authorities. */
  private registryEnvironment(): NodeJS.ProcessEnv {
    const proxies = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(HTTPS?|NO)_PROXY$/i.test(name)));
    return { ...this.environment, ...proxies };
  }

  private async run(args: readonly string[]): Promise<CommandResult> {
    return await terraform(this.directory, args, { ...this.environment, ...this.standIn }, this.logFile);
  }

  private async record(step: StepName, action: () => Promise<CommandResult & { unavailable?: boolean }>): Promise<StepOutcome> {
    const start = Date.now();
    const { exitCode, output, unavailable } = await action();
    const status = exitCode === 0 ? 'ok' : unavailable === true ? 'not run' : 'fail';
    const seconds = (Date.now() - start) / 1000;
    const note = status === 'ok' ? plannedCounts(output) ?? '' : output.trim().slice(-ERROR_LENGTH);
    const outcome: StepOutcome = { step, status, seconds, note };
    this.outcomes.push(outcome);
    return outcome;
  }
}

/** `-detailed-exitcode` tells an empty plan (0) from one with changes (2): either may be the right one. */
function planned(result: CommandResult, expected: readonly number[]): CommandResult {
  return { ...result, exitCode: expected.includes(result.exitCode) ? 0 : result.exitCode };
}
