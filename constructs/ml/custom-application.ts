import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import type { SecretValue } from './secret-value';

/** What an application of an instance is reached at, by a link in the studio that only its person can follow. */
export interface CustomApplicationEndpoint {
  /** The port in the container; 1 to 65535. */
  readonly targetPort: number;
  /** The port of the instance; 1025 to 65535, another one for each endpoint. */
  readonly publishedPort: number;
}

/** A folder of the instance that an application sees. */
export interface CustomApplicationVolume {
  /** The folder on the instance: `/home/azureuser/cloudfiles` has the files of the workspace. */
  readonly source: string;
  /** Where it is in the container. */
  readonly target: string;
  /** @default false */
  readonly readOnlyEnabled?: boolean;
}

/**
 * An application in a container that runs on a compute instance, beside Jupyter and the terminal.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#add-custom-applications-such-as-rstudio-or-posit-workbench
 */
export interface CustomApplication {
  /** What the studio shows: letters, digits and hyphens. */
  readonly name: string;
  /** The image, by its digest, for example `ghcr.io/azure/rocker-rstudio-ml-verse@sha256:…`: a tag would give each instance another one. */
  readonly image: string;
  /** How the application is reached; at least one. */
  readonly endpoints: readonly CustomApplicationEndpoint[];
  /** @default - the files of the workspace, at the path that they have on the instance */
  readonly volumes?: readonly CustomApplicationVolume[];
  /** Environment variables of the container; no secrets. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables that are secrets, for example a license key. They are in no plan or state, but on the instance, where its person can read them. @default - none */
  readonly secretEnvironment?: Readonly<Record<string, SecretValue>>;
  /** Whether the container may do everything that the instance may. @default false */
  readonly privilegedEnabled?: boolean;
}

/** What can be checked of an application before its secrets are known. */
export type CheckedApplication = Omit<CustomApplication, 'secretEnvironment'> & { readonly secretEnvironment?: Readonly<Record<string, unknown>> };

/** A custom application as the API has it. */
export interface CustomServiceBody {
  readonly name: string;
  readonly image: { readonly type: 'docker'; readonly reference: string };
  readonly docker: { readonly privileged: boolean };
  readonly endpoints: readonly { readonly name: 'connect'; readonly protocol: 'http'; readonly target: number; readonly published: number }[];
  readonly volumes: readonly { readonly type: 'bind'; readonly source: string; readonly target: string; readonly readOnly: boolean }[];
  readonly environmentVariables: Readonly<Record<string, { readonly type: 'local'; readonly value: string | undefined }>> | undefined;
}

const CLOUD_FILES = '/home/azureuser/cloudfiles';
const PUBLISHED_PORTS = { min: 1025, max: 65535 };
const TARGET_PORTS = { min: 1, max: 65535 };

/** The port that RStudio and Posit Workbench listen at. */
const RSTUDIO_PORT = 8787;

/** Applications that the studio offers by itself, ready to be added to instances. */
export class CustomApplications {
  /**
   * RStudio, open source.
   *
   * @param image the image of the Azure team, by its digest: `ghcr.io/azure/rocker-rstudio-ml-verse@sha256:…`
   */
  static rstudio(image: string): CustomApplication {
    return { name: 'rstudio', image, endpoints: [{ targetPort: RSTUDIO_PORT, publishedPort: RSTUDIO_PORT }] };
  }

  /**
   * Posit Workbench, formerly RStudio Workbench, with a license of yours.
   *
   * @param image the image of Posit, by its digest
   */
  static positWorkbench(image: string, licenseKey: SecretValue): CustomApplication {
    return { name: 'posit-workbench', image, endpoints: [{ targetPort: RSTUDIO_PORT, publishedPort: RSTUDIO_PORT }], secretEnvironment: { RSP_LICENSE: licenseKey } };
  }
}

/** Records what is wrong with the applications of an instance. */
export function checkCustomApplications(problems: Problems, applications: readonly CheckedApplication[]): void {
  problems.require(applications.length > 0, { code: 'CustomApplicationsEmpty', prop: 'customApplications', rule: 'is empty', got: [], expected: 'at least one application', fix: 'add one, or leave it out' });
  const names = applications.map(({ name }) => name.toLowerCase());
  const ports = applications.flatMap(({ endpoints }) => endpoints.map(({ publishedPort }) => publishedPort));
  let endpointsBefore = 0;
  applications.forEach((application, index) => {
    const prop = `customApplications[${index}]`;
    problems.require(names.indexOf(application.name.toLowerCase()) === index, { code: 'CustomApplicationTwice', prop: `${prop}.name`, rule: 'is the name of an earlier application', got: application.name, expected: 'a name of its own for each', fix: 'rename one of the two' });
    checkApplication(problems, application, prop);
    application.endpoints.forEach(({ targetPort, publishedPort }, at) => {
      const endpoint = `${prop}.endpoints[${at}]`;
      checkPort(problems, targetPort, TARGET_PORTS, `${endpoint}.targetPort`);
      checkPort(problems, publishedPort, PUBLISHED_PORTS, `${endpoint}.publishedPort`);
      problems.require(ports.indexOf(publishedPort) === endpointsBefore + at, { code: 'CustomApplicationPortTwice', prop: `${endpoint}.publishedPort`, rule: 'is the port of another endpoint of the instance', got: publishedPort, expected: 'a port of its own for each', fix: 'choose another one' });
    });
    endpointsBefore += application.endpoints.length;
  });
}

function checkApplication(problems: Problems, { name, image, endpoints, volumes, environment = {}, secretEnvironment = {} }: CheckedApplication, prop: string): void {
  problems.require(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?$/.test(name), { code: 'CustomApplicationNameInvalid', prop: `${prop}.name`, rule: "can't be the name of an application", got: name, expected: '1 to 64 letters, digits and hyphens, starting and ending with a letter or digit', fix: 'rename it' });
  problems.require(Token.isUnresolved(image) || /^[a-z0-9][\w.:/-]*@sha256:[0-9a-f]{64}$/.test(image), { code: 'CustomApplicationImageUnpinned', prop: `${prop}.image`, rule: 'is not an image by its digest', got: image, expected: 'registry/name@sha256: and 64 hexadecimal digits', fix: 'look the digest up with `docker buildx imagetools inspect`, and write it instead of the tag' });
  problems.require(endpoints.length > 0, { code: 'CustomApplicationUnreachable', prop: `${prop}.endpoints`, rule: 'is empty, so that nobody could reach the application', got: endpoints, expected: 'at least one endpoint', fix: 'add the port that it listens at' });
  volumes?.forEach(({ source, target }, index) => {
    for (const [key, path] of Object.entries({ source, target })) {
      problems.require(Token.isUnresolved(path) || /^\/[^:*?"<>|]*$/.test(path), { code: 'CustomApplicationPathInvalid', prop: `${prop}.volumes[${index}].${key}`, rule: 'is not a path', got: path, expected: 'an absolute path, for example /home/azureuser/cloudfiles', fix: 'start it with a slash' });
    }
  });
  for (const variable of [...Object.keys(environment), ...Object.keys(secretEnvironment)]) {
    problems.require(/^[A-Za-z_]\w*$/.test(variable), { code: 'CustomApplicationVariableInvalid', prop: `${prop}.environment`, rule: 'has what is not the name of an environment variable', got: variable, expected: 'letters, digits and "_", not starting with a digit', fix: 'rename the variable' });
  }
  for (const variable of Object.keys(environment)) {
    problems.require(!/(password|passwd|pwd|secret|token|license|(^|_)key)/i.test(variable), { code: 'CustomApplicationSecret', prop: `${prop}.environment`, rule: 'looks like it has a secret', got: variable, expected: "secrets in 'secretEnvironment'", fix: "move it to 'secretEnvironment', as a SecretValue" });
    problems.require(!(variable in secretEnvironment), { code: 'CustomApplicationVariableTwice', prop: `${prop}.environment`, rule: "has a variable that 'secretEnvironment' has too", got: variable, expected: 'each variable once', fix: 'leave one out' });
  }
}

function checkPort(problems: Problems, port: number, { min, max }: { readonly min: number; readonly max: number }, prop: string): void {
  problems.require(Token.isUnresolved(port) || (Number.isInteger(port) && port >= min && port <= max), { code: 'CustomApplicationPortInvalid', prop, rule: 'is not a port that can be used', got: port, expected: `a whole number from ${min} to ${max}`, fix: 'choose another port' });
}

/** The applications as the API has them. */
export function customServices(applications: readonly CustomApplication[]): CustomServiceBody[] {
  return applications.map(({ name, image, endpoints, volumes = [{ source: CLOUD_FILES, target: CLOUD_FILES }], environment = {}, secretEnvironment = {}, privilegedEnabled = false }) => {
    const variables = [...Object.entries(environment).map(([variable, value]) => [variable, { type: 'local', value }] as const), ...Object.keys(secretEnvironment).map((variable) => [variable, { type: 'local', value: undefined }] as const)];
    return {
      name,
      image: { type: 'docker', reference: image },
      docker: { privileged: privilegedEnabled },
      endpoints: endpoints.map(({ targetPort, publishedPort }) => ({ name: 'connect', protocol: 'http', target: targetPort, published: publishedPort })),
      volumes: volumes.map(({ source, target, readOnlyEnabled = false }) => ({ type: 'bind', source, target, readOnly: readOnlyEnabled })),
      environmentVariables: variables.length > 0 ? Object.fromEntries(variables) : undefined,
    };
  });
}

/** The secrets of the applications, in a body that is sent and kept nowhere; nothing where there are none. */
export function secretServices(applications: readonly CustomApplication[]): object[] | undefined {
  const secret = applications.flatMap(({ name, secretEnvironment = {} }) => {
    const variables = Object.entries(secretEnvironment).map(([variable, { reference }]) => [variable, { value: reference }] as const);
    return variables.length > 0 ? [{ name, environmentVariables: Object.fromEntries(variables) }] : [];
  });
  return secret.length > 0 ? secret : undefined;
}
