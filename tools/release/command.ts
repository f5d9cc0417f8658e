import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../constructs/core/errors';
import { loadEnvironments } from '../../environments';
import { checkReleases, loadReleases, releaseFile, releaseFileName } from '../../environments/loading/releases';
import type { Environment, Releases, ServiceRelease } from '../../environments/schema';
import { stepVariableName } from '../../stacks/step-variable';
import { abandon, candidateOf, finish, formatReleases, otherSlot, propose } from './edit';

const HELP = `Says which images of scoring services are released, and changes it: in environments/releases/<environment>.json.

  npm run release -- status --env ENV [--json]
  npm run release -- propose --env ENV --service NAME --digest sha256:... --model-version VERSION
  npm run release -- finish --env ENV --service NAME      the candidate becomes what callers are used to
  npm run release -- abandon --env ENV --service NAME     the candidate is left out

  --environments DIR                                      environments from another folder

It changes the file alone. Commit it, review the plan of <environment>-serving, and apply that.
Exit codes: 0 done; 1 an error, and nothing was changed.
`;

const COMMANDS = ['status', 'propose', 'finish', 'abandon'] as const;
const ENVIRONMENTS = join(__dirname, '..', '..', 'environments');
const OPTIONS = { env: { type: 'string' }, service: { type: 'string' }, digest: { type: 'string' }, 'model-version': { type: 'string' }, environments: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

/** The options that a command needs, and those it has no use for. */
const NEEDED: Readonly<Record<(typeof COMMANDS)[number], readonly ('service' | 'digest' | 'model-version')[]>> = { status: [], propose: ['service', 'digest', 'model-version'], finish: ['service'], abandon: ['service'] };

/**
 * The command `npm run release`: what it prints.
 *
 * @throws UserError for wrong options, files that are wrong, and changes that can't be made
 */
export function releaseCommand(args: readonly string[]): string {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help) return HELP;
  const [name] = positionals;
  const command = COMMANDS.find((own) => own === name);
  if (!command || positionals.length > 1) throw new UserError(`[ReleaseCommandUnknown] '${positionals.join(' ')}' is not a command: expected one of ${COMMANDS.join(', ')}; see --help`);
  for (const option of ['service', 'digest', 'model-version'] as const) {
    if (values[option] !== undefined && !NEEDED[command].includes(option)) throw new UserError(`[ReleaseOptionUnused] '--${option}' has no effect with '${command}': got "${values[option]}"; expected nothing; leave it out`);
  }
  if (values.json && command !== 'status') throw new UserError(`[ReleaseJsonUnused] '--json' has no effect with '${command}': expected nothing; leave it out`);
  const env = required(values.env, 'env');
  const directory = values.environments ?? ENVIRONMENTS;
  return loadEnvironments({ directory, only: [env] }).map((environment) => {
    const releases = loadReleases(directory, environment);
    if (command === 'status') return values.json ? `${JSON.stringify(statusOf(environment, releases), null, 2)}\n` : statusText(environment, releases);
    const service = required(values.service, 'service');
    checkService(environment, service);
    if (command === 'finish') return write(directory, environment, service, finish(releases, service));
    if (command === 'abandon') return write(directory, environment, service, abandon(releases, service));
    return write(directory, environment, service, propose(releases, service, { digest: required(values.digest, 'digest'), modelVersion: required(values['model-version'], 'model-version') }));
  }).join('');
}

/** Checks and writes what is released; says what that is of the service. */
function write(directory: string, environment: Environment, service: string, releases: Releases): string {
  const where = releaseFileName(directory, environment.name);
  const checked = checkReleases(releases, environment, where);
  const file = releaseFile(directory, environment.name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, formatReleases(checked));
  return `written: ${where}\n${describe(service, checked[service])}`;
}

function required(value: string | undefined, option: keyof typeof OPTIONS): string {
  if (value === undefined || value === '') throw new UserError(`[ReleaseOptionMissing] '--${option}' is missing: expected a value; see --help`);
  return value;
}

function servicesOf({ aks, features }: Environment): string[] {
  return features.aks ? Object.keys(aks?.serving?.services ?? {}) : [];
}

function checkService(environment: Environment, service: string): void {
  const services = servicesOf(environment);
  if (!services.includes(service)) throw new UserError(`[ReleaseServiceMissing] '--service' is not a service of ${environment.name}: got "${service}"; expected ${services.map((name) => `"${name}"`).join(' or ') || 'a service, of which there are none'}; name one of 'aks.serving.services'`);
}

/** A service as scripts read it. */
interface ServiceStatus {
  readonly stepVariable: string;
  readonly stable: object | null;
  readonly candidate: object | null;
}

function statusOf(environment: Environment, releases: Releases): { readonly environment: string; readonly services: Readonly<Record<string, ServiceStatus>> } {
  return {
    environment: environment.name,
    services: Object.fromEntries(servicesOf(environment).map((service) => {
      const release = releases[service];
      const candidate = release && candidateOf(release);
      const status: ServiceStatus = {
        stepVariable: stepVariableName(service),
        stable: release ? { slot: release.live, ...release[release.live] } : null,
        candidate: release && candidate ? { slot: otherSlot(release.live), ...candidate } : null,
      };
      return [service, status];
    })),
  };
}

function statusText(environment: Environment, releases: Releases): string {
  const services = servicesOf(environment);
  return services.length === 0 ? `${environment.name} has no scoring services.\n` : services.map((service) => describe(service, releases[service])).join('');
}

function describe(service: string, release: ServiceRelease | undefined): string {
  if (!release) return `${service}: not released\n`;
  const stable = release[release.live];
  const candidate = candidateOf(release);
  return [
    `${service}: ${release.live} is live, model ${stable?.modelVersion}, ${stable?.digest}\n`,
    ...(candidate ? [`${service}: ${otherSlot(release.live)} is the candidate, model ${candidate.modelVersion}, ${candidate.digest}; its step is in ${stepVariableName(service)}\n`] : []),
  ].join('');
}
