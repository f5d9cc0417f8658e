import { BuiltInRole } from '../../constructs/identity/built-in-role';
import type { Persona, PersonaScope, Stage } from '../../stacks/persona-table';
import { grantsOf, PERSONAS as TABLE } from '../../stacks/persona-table';
import { grantPersonas, grantPersonasOf, groupsOfPersona } from '../../stacks/personas';
import type { Block } from '../support/template';
import { problemsOf, synthesise, testResourceGroup } from '../support/template';
import { Landscape, variant } from './landscape-of';

type Table = Readonly<Record<Persona, Readonly<Partial<Record<PersonaScope, string>>>>>;

const FILES = 'Storage Blob Data Contributor, Storage File Data Privileged Contributor';
const CLUSTER_USER = 'Azure Kubernetes Service Cluster User Role';

const DEVELOPMENT: Table = {
  dataScientist: { workspace: 'AzureML Data Scientist', workspaceStorage: FILES, dataLake: 'Storage Blob Data Reader', containerRegistry: 'AcrPull', logs: 'Log Analytics Reader', modelRegistry: 'AzureML Registry User' },
  dataEngineer: { workspace: 'AzureML Data Scientist', workspaceStorage: FILES, dataLake: 'Storage Blob Data Contributor', modelRegistry: 'Reader' },
  mlEngineer: {
    workspace: 'AzureML Data Scientist, AzureML Compute Operator', workspaceStorage: FILES, dataLake: 'Storage Blob Data Reader', containerRegistry: 'AcrPull', logs: 'Log Analytics Reader', modelRegistry: 'AzureML Registry User',
    cluster: `${CLUSTER_USER}, Azure Kubernetes Service RBAC Writer`,
  },
  solutionArchitect: { platform: 'Reader', workspace: 'Reader', modelRegistry: 'Reader', cluster: 'Reader' },
  projectManager: { workspace: 'Reader', costs: 'Cost Management Reader' },
  projectLead: { workspace: 'AzureML Data Scientist, AzureML Compute Operator', workspaceStorage: FILES, platform: 'Reader', modelRegistry: 'Reader' },
  platformEngineer: { platform: 'Contributor', workspace: 'Contributor', modelRegistry: 'Contributor', keyVault: 'Key Vault Administrator', cluster: CLUSTER_USER },
  auditor: { platform: 'Reader', workspace: 'Reader', modelRegistry: 'Reader', keyVault: 'Key Vault Reader', logs: 'Log Analytics Reader, Monitoring Reader', cluster: `${CLUSTER_USER}, Azure Kubernetes Service RBAC Reader` },
};

/** What is registered in development is only read after it. */
const TEST: Table = {
  ...DEVELOPMENT,
  dataScientist: { ...DEVELOPMENT.dataScientist, modelRegistry: 'Reader' },
  mlEngineer: { ...DEVELOPMENT.mlEngineer, modelRegistry: 'Reader' },
};

const PRODUCTION: Table = {
  ...DEVELOPMENT,
  dataScientist: { workspace: 'Reader', logs: 'Log Analytics Reader', modelRegistry: 'Reader' },
  dataEngineer: { workspace: 'Reader', dataLake: 'Storage Blob Data Reader', modelRegistry: 'Reader' },
  mlEngineer: { workspace: 'Reader, AzureML Compute Operator', logs: 'Log Analytics Reader', modelRegistry: 'Reader', cluster: `${CLUSTER_USER}, Azure Kubernetes Service RBAC Reader` },
  projectLead: { workspace: 'Reader', platform: 'Reader', modelRegistry: 'Reader' },
};

const TABLES = { development: DEVELOPMENT, test: TEST, production: PRODUCTION } as const;

const PERSONAS = Object.keys(DEVELOPMENT) as Persona[];
const CASES = (['development', 'test', 'production'] as const).flatMap((stage) => PERSONAS.map((persona) => [persona, stage] as const));

/** Who may do what with a role that reads: whoever has the key has the value too. */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  Reader: ['AzureML Data Scientist', 'AzureML Registry User', 'Contributor'],
  'Storage Blob Data Reader': ['Storage Blob Data Contributor'],
  'Azure Kubernetes Service RBAC Reader': ['Azure Kubernetes Service RBAC Writer'],
};

/** Roles that give roles, or give everything. */
const FORBIDDEN = [BuiltInRole.OWNER, BuiltInRole.RBAC_ADMINISTRATOR, BuiltInRole.of('User Access Administrator', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9')];

function named(persona: Persona, stage: Stage): Record<string, string> {
  const byScope: Record<string, string> = {};
  for (const { scope, role } of grantsOf(persona, stage)) byScope[scope] = [...(byScope[scope] === undefined ? [] : [byScope[scope]]), role.name].join(', ');
  return byScope;
}

describe('the table of personas', () => {
  test.each(CASES)('gives a %s in %s exactly these roles', (persona, stage) => {
    expect(named(persona, stage)).toEqual(TABLES[stage][persona]);
  });

  test.each(PERSONAS)('gives a %s nothing in production that development does not include', (persona) => {
    const development = named(persona, 'development');
    const more = Object.entries(named(persona, 'production')).flatMap(([scope, roles]) => {
      const had = development[scope]?.split(', ') ?? [];
      return roles.split(', ').filter((role) => !had.includes(role) && !INCLUDED[role]?.some((wider) => had.includes(wider)));
    });
    expect(more).toEqual([]);
  });

  test.each(['dataScientist', 'dataEngineer', 'projectLead', 'projectManager', 'solutionArchitect', 'auditor'] as const)('has a %s only read in production', (persona) => {
    const roles = Object.values(named(persona, 'production')).flatMap((names) => names.split(', '));
    expect(roles.filter((role) => !/Reader$|^Azure Kubernetes Service Cluster User Role$/.test(role))).toEqual([]);
  });
});

describe('a row of the table', () => {
  const grants = Object.entries(TABLE).flatMap(([persona, { grants: all }]) => all.map((grant) => ({ persona, ...grant })));

  test('says each role on a scope once in a stage', () => {
    const keys = grants.flatMap(({ persona, scope, role, stages }) => stages.map((stage) => `${persona} ${scope} ${role.name} ${stage}`));
    expect(keys.filter((key, index) => keys.indexOf(key) < index)).toEqual([]);
  });

  test('has a reason for each role, and a stage where it applies', () => {
    expect(grants.filter(({ reason, stages }) => reason.split(' ').length < 3 || stages.length === 0)).toEqual([]);
  });

  test('is one of the six roles of the Team Data Science Process, or runs or audits the landscape', () => {
    expect(Object.entries(TABLE).filter(([, { ofTdsp }]) => ofTdsp).map(([persona]) => persona)).toEqual(['dataScientist', 'dataEngineer', 'mlEngineer', 'solutionArchitect', 'projectManager', 'projectLead']);
    expect(Object.entries(TABLE).filter(([, { ofTdsp }]) => !ofTdsp).map(([persona]) => persona)).toEqual(['platformEngineer', 'auditor']);
  });
});

describe.each(['dev', 'test', 'prod'])('the role assignments of %s', (base) => {
  const assignments = Object.values(Landscape.of(base).all('azurerm_role_assignment'));

  test('give nobody the right to give rights', () => {
    const forbidden = FORBIDDEN.map(({ guid }) => guid);
    expect(assignments.filter(({ role_definition_id: role }) => forbidden.includes(String(role).split('/').at(-1) ?? ''))).toEqual([]);
  });

  test('are to groups where they are of people, and never to single users', () => {
    const people = assignments.filter(({ principal_id: id }) => !String(id).startsWith('${'));
    expect([...new Set(people.map(({ principal_type: type }) => type))]).toEqual(['Group']);
  });

  test('have names of their own', () => {
    expect(new Set(assignments.map(({ name }) => name)).size).toBe(assignments.length);
  });
});

describe('the groups of a persona', () => {
  const [first, second] = ['11111111-2222-4333-8444-00000000000a', '11111111-2222-4333-8444-00000000000b'];
  const grants = (groups: readonly string[]): Record<string, Block> =>
    Object.fromEntries(Object.entries(Landscape.of('dev', { 'personas.dataScientist': groups }).all('azurerm_role_assignment')).sort(([a], [b]) => (a < b ? -1 : 1)));

  test('each get the roles', () => {
    const ofScientists = Object.entries(grants([first, second])).filter(([name]) => name.includes('ToDataScientist-'));
    expect(ofScientists.map(([name, { principal_id: id }]) => [name.replace(/_[0-9A-F]{8}$/, ''), id]).sort()).toEqual(
      [
        'dev-ml.Workspace_AzureMLDataScientist', 'dev-platform.ContainerRegistry_AcrPull', 'dev-platform.DataLake_StorageBlobDataReader', 'dev-platform.LogAnalyticsWorkspace_LogAnalyticsReader',
        'dev-platform.WorkspaceStorage_StorageBlobDataContributor', 'dev-platform.WorkspaceStorage_StorageFileDataPrivilegedContributor',
      ].flatMap((name) => [first, second].map((id) => [`${name}ToDataScientist-${id.slice(-12)}`, id])),
    );
  });

  test('have the same assignments in whatever order they are listed', () => {
    expect(grants([first, second])).toEqual(grants([second, first]));
  });

  test('leave the assignments of the others alone when one is added', () => {
    expect(grants([first, second])).toMatchObject(grants([second]));
  });

  test('are named by the end of their id', () => {
    expect(groupsOfPersona(variant('dev', { 'personas.mlEngineer': [first] }), 'mlEngineer').map(({ grantName, principalId }) => [grantName, principalId])).toEqual([['MlEngineer-00000000000a', first]]);
  });

  test('are granted a role once where they have it as several personas, which Azure refuses twice', () => {
    const everybody = Object.fromEntries(PERSONAS.map((persona) => [`personas.${persona}`, [persona === 'auditor' ? first.toUpperCase() : first]]));
    const landscape = Landscape.of('dev', everybody);
    const ofGroup = Object.entries(landscape.all('azurerm_role_assignment')).filter(([, { principal_id: id }]) => String(id).toLowerCase() === first);
    // The address of a scope means something in its own stack only.
    const grants = ofGroup.map(([key, { scope, role_definition_id: role }]) => `${key.split('.')[0]} ${scope} ${role}`);
    expect([...new Set(grants)]).toEqual(grants);
    expect(Object.keys(landscape.stack('ml').resources('azurerm_role_assignment')).filter((name) => name.startsWith('Workspace_')).map((name) => name.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
      'Workspace_AzureMLComputeOperatorToMlEngineer-00000000000a', 'Workspace_AzureMLDataScientistToDataScientist-00000000000a', 'Workspace_ContributorToPlatformEngineer-00000000000a', 'Workspace_ReaderToSolutionArchitect-00000000000a',
    ]);
  });

  test('grant nothing where there is none', () => {
    expect(Object.keys(grants([])).filter((name) => name.includes('DataScientist-'))).toEqual([]);
  });
});

describe('eligible personas', () => {
  const environment = variant('dev');
  const both = { ...environment.personas, auditor: [...environment.personas.auditor, ...environment.personas.projectLead] };
  const rolesOn = (template: { resources(type: string): Readonly<Record<string, Block>> }, type: string) =>
    Object.values(template.resources(type)).map(({ principal_id: group, role_definition_id: role }) => `${String(role).split('/').at(-1)} ${group}`).sort();

  test('may activate their roles, for the reasons of the table; the others have theirs', () => {
    const template = synthesise((stack) => grantPersonas({ ...environment, eligibility: { personas: ['platformEngineer'], durationDays: 90 } }, { platform: testResourceGroup(stack) }));
    expect(template.resource('azurerm_pim_eligible_role_assignment')).toEqual({
      justification: 'Platform engineer: operates the platform; gives no roles',
      principal_id: environment.personas.platformEngineer[0],
      role_definition_id: '/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c',
      schedule: { expiration: { duration_days: 90 } },
      scope: '${azurerm_resource_group.ResourceGroup_FFF1A175.id}',
    });
    const readers = (['solutionArchitect', 'projectLead', 'auditor'] as const).map((persona) => `${BuiltInRole.READER.guid} ${environment.personas[persona][0]}`);
    expect(rolesOn(template, 'azurerm_role_assignment')).toEqual(readers);
  });

  test('keep a role that their group has as another persona', () => {
    const template = synthesise((stack) => grantPersonas({ ...environment, personas: both, eligibility: { personas: ['auditor', 'platformEngineer'] } }, { platform: testResourceGroup(stack) }));
    expect(rolesOn(template, 'azurerm_role_assignment')).toEqual((['solutionArchitect', 'projectLead'] as const).map((persona) => `${BuiltInRole.READER.guid} ${environment.personas[persona][0]}`));
    expect(rolesOn(template, 'azurerm_pim_eligible_role_assignment')).toEqual([`${BuiltInRole.READER.guid} ${environment.personas.auditor[0]}`, `${BuiltInRole.CONTRIBUTOR.guid} ${environment.personas.platformEngineer[0]}`]);
  });

  test('never end where that is said', () => {
    const template = synthesise((stack) => grantPersonas({ ...environment, eligibility: { personas: ['platformEngineer'], permanentEnabled: true } }, { platform: testResourceGroup(stack) }));
    expect(template.resource('azurerm_pim_eligible_role_assignment')['schedule']).toEqual(undefined);
  });

  test('keep a role on what environments share that their group has for good in another one', () => {
    const open = { ...variant('test'), personas: { ...environment.personas, platformEngineer: [] } };
    const strict = { ...variant('prod'), eligibility: { personas: ['dataScientist', 'platformEngineer'] as const } };
    const template = synthesise((stack) => grantPersonasOf([{ ...strict, eligibility: { personas: [...strict.eligibility.personas] } }, open], { modelRegistry: testResourceGroup(stack) }));
    expect(rolesOn(template, 'azurerm_pim_eligible_role_assignment')).toEqual([`${BuiltInRole.CONTRIBUTOR.guid} ${environment.personas.platformEngineer[0]}`]);
    expect(rolesOn(template, 'azurerm_role_assignment')).toContain(`${BuiltInRole.READER.guid} ${environment.personas.dataScientist[0]}`);
  });

  test('fail with an end that is none, like the construct', () => {
    expect(problemsOf((stack) => grantPersonas({ ...environment, personas: { ...environment.personas, platformEngineer: [] }, eligibility: { personas: ['projectLead'], durationDays: 0 } }, { platform: testResourceGroup(stack) }))).toMatch(/^\[EligibilityDurationInvalid\] 'durationDays' /);
  });
});
