import type { TerraformStack } from 'cdktf';
import { ComputeInstance } from '../../../constructs/ml/compute-instance';
import type { CustomApplication } from '../../../constructs/ml/custom-application';
import { CustomApplications } from '../../../constructs/ml/custom-application';
import { VmSize } from '../../../constructs/ml/vm-size';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, PERSON_ID, secretOf, workspace } from './fixtures';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const IMAGE = `ghcr.io/azure/rocker-rstudio-ml-verse@${DIGEST}`;
const APPLICATION = CustomApplications.rstudio(IMAGE);
const EXPECTED = {
  name: 'rstudio',
  image: { type: 'docker', reference: IMAGE },
  docker: { privileged: false },
  endpoints: [{ name: 'connect', protocol: 'http', target: 8787, published: 8787 }],
  volumes: [{ type: 'bind', source: '/home/azureuser/cloudfiles', target: '/home/azureuser/cloudfiles', readOnly: false }],
};

function instance(stack: TerraformStack, customApplications: readonly CustomApplication[]): void {
  new ComputeInstance(stack, 'Alice', { workspace: workspace(stack), vmSize: VmSize.STANDARD_DS3_V2, assignedUser: { objectId: PERSON_ID }, purpose: 'alice', customApplications });
}

const failing = (...applications: readonly CustomApplication[]): string => problemsOf((stack) => instance(stack, applications));

describe('custom applications of a compute instance', () => {
  test('run as they are in the image, with the files of the workspace', () => {
    const block = synthesise((stack) => {
      azapi(stack);
      instance(stack, [APPLICATION]);
    }).resource('azapi_resource');
    expect(block).toMatchObject({ body: { properties: { properties: { customServices: [EXPECTED] } } }, replace_triggers_refs: expect.arrayContaining(['properties.properties.customServices']) });
    expect(block).not.toHaveProperty('sensitive_body');
  });

  test('take all values; secrets are sent, and kept nowhere', () => {
    const block = synthesise((stack) => {
      azapi(stack);
      const shiny = {
        name: 'shiny', image: `registry.contoso.com:5000/apps/shiny@${DIGEST}`, privilegedEnabled: true, environment: { LANG: 'C.UTF-8' }, secretEnvironment: { APP_TOKEN: secretOf(stack) },
        endpoints: [{ targetPort: 80, publishedPort: 8080 }, { targetPort: 443, publishedPort: 8443 }], volumes: [{ source: '/mnt/data', target: '/data', readOnlyEnabled: true }],
      };
      instance(stack, [CustomApplications.positWorkbench(IMAGE, secretOf(stack, 'license')), shiny, APPLICATION].map((application, index) => ({ ...application, endpoints: application.endpoints.map((endpoint) => ({ ...endpoint, publishedPort: endpoint.publishedPort + index })) })));
    }).resource('azapi_resource');
    expect(block['body']).toMatchObject({
      properties: {
        properties: {
          customServices: [
            { ...EXPECTED, name: 'posit-workbench', environmentVariables: { RSP_LICENSE: { type: 'local' } } },
            {
              name: 'shiny',
              image: { type: 'docker', reference: `registry.contoso.com:5000/apps/shiny@${DIGEST}` },
              docker: { privileged: true },
              endpoints: [{ name: 'connect', protocol: 'http', target: 80, published: 8081 }, { name: 'connect', protocol: 'http', target: 443, published: 8444 }],
              volumes: [{ type: 'bind', source: '/mnt/data', target: '/data', readOnly: true }],
              environmentVariables: { APP_TOKEN: { type: 'local' }, LANG: { type: 'local', value: 'C.UTF-8' } },
            },
            { ...EXPECTED, endpoints: [{ name: 'connect', protocol: 'http', target: 8787, published: 8789 }] },
          ],
        },
      },
    });
    expect(block['sensitive_body']).toEqual({
      properties: { properties: { customServices: [
        { name: 'posit-workbench', environmentVariables: { RSP_LICENSE: { value: '${var.license}' } } },
        { name: 'shiny', environmentVariables: { APP_TOKEN: { value: '${var.secret}' } } },
      ] } },
    });
  });

  test('fail where there are none', () => {
    expect(failing()).toBe("[CustomApplicationsEmpty] 'customApplications' is empty: got []; expected at least one application; add one, or leave it out (at test/Alice)");
  });

  test('fail with the same name twice', () => {
    expect(failing(APPLICATION, { ...APPLICATION, name: 'RStudio', endpoints: [{ targetPort: 8787, publishedPort: 8788 }] })).toBe(`[CustomApplicationTwice] 'customApplications[1].name' is the name of an earlier application: got "RStudio"; expected a name of its own for each; rename one of the two (at test/Alice)`);
  });

  test('fail with a port twice', () => {
    expect(failing(APPLICATION, { ...APPLICATION, name: 'other' })).toBe("[CustomApplicationPortTwice] 'customApplications[1].endpoints[0].publishedPort' is the port of another endpoint of the instance: got 8787; expected a port of its own for each; choose another one (at test/Alice)");
  });

  test('fail with ports that are none', () => {
    expect(failing({ ...APPLICATION, endpoints: [{ targetPort: 0, publishedPort: 443 }] })).toBe(`2 problems (at test/Alice):
  - [CustomApplicationPortInvalid] 'customApplications[0].endpoints[0].targetPort' is not a port that can be used: got 0; expected a whole number from 1 to 65535; choose another port
  - [CustomApplicationPortInvalid] 'customApplications[0].endpoints[0].publishedPort' is not a port that can be used: got 443; expected a whole number from 1025 to 65535; choose another port`);
  });

  test('fail without an endpoint', () => {
    expect(failing({ ...APPLICATION, endpoints: [] })).toBe("[CustomApplicationUnreachable] 'customApplications[0].endpoints' is empty, so that nobody could reach the application: got []; expected at least one endpoint; add the port that it listens at (at test/Alice)");
  });

  test('fail with a name that is none', () => {
    expect(failing({ ...APPLICATION, name: 'R Studio' })).toBe(`[CustomApplicationNameInvalid] 'customApplications[0].name' can't be the name of an application: got "R Studio"; expected 1 to 64 letters, digits and hyphens, starting and ending with a letter or digit; rename it (at test/Alice)`);
  });

  test('fail with an image by its tag', () => {
    expect(failing({ ...APPLICATION, image: 'rocker/rstudio:latest' })).toBe(`[CustomApplicationImageUnpinned] 'customApplications[0].image' is not an image by its digest: got "rocker/rstudio:latest"; expected registry/name@sha256: and 64 hexadecimal digits; look the digest up with \`docker buildx imagetools inspect\`, and write it instead of the tag (at test/Alice)`);
  });

  test('fail with a path that is relative', () => {
    expect(failing({ ...APPLICATION, volumes: [{ source: 'data', target: '/data' }] })).toBe(`[CustomApplicationPathInvalid] 'customApplications[0].volumes[0].source' is not a path: got "data"; expected an absolute path, for example /home/azureuser/cloudfiles; start it with a slash (at test/Alice)`);
  });

  test('fail with a variable that is none', () => {
    expect(failing({ ...APPLICATION, environment: { '1ST': 'x' } })).toBe(`[CustomApplicationVariableInvalid] 'customApplications[0].environment' has what is not the name of an environment variable: got "1ST"; expected letters, digits and "_", not starting with a digit; rename the variable (at test/Alice)`);
  });

  test.each(['RSP_LICENSE', 'DB_PASSWORD', 'API_KEY'])('fail with %s in the open', (variable) => {
    expect(failing({ ...APPLICATION, environment: { [variable]: 'abc' } })).toBe(`[CustomApplicationSecret] 'customApplications[0].environment' looks like it has a secret: got "${variable}"; expected secrets in 'secretEnvironment'; move it to 'secretEnvironment', as a SecretValue (at test/Alice)`);
  });

  test('fail with a variable twice', () => {
    expect(problemsOf((stack) => instance(stack, [{ ...APPLICATION, environment: { MODE: 'a' }, secretEnvironment: { MODE: secretOf(stack) } }]))).toBe(`[CustomApplicationVariableTwice] 'customApplications[0].environment' has a variable that 'secretEnvironment' has too: got "MODE"; expected each variable once; leave one out (at test/Alice)`);
  });
});
