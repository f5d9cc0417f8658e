import type { Environment } from '../environments/schema';
import { isEligiblePersona } from './personas';
import type { Persona, PersonaGrant, PersonaScope, Stage } from './persona-table';
import { grantsOf, PERSONA_NAMES, PERSONAS } from './persona-table';

/** The scopes of roles, in the order of the matrix, and what they are. */
const SCOPES: Readonly<Record<PersonaScope, { readonly title: string; readonly what: string }>> = {
  workspace: { title: 'Workspace', what: 'the workspace, and the feature store where there is one' },
  workspaceStorage: { title: 'Workspace storage', what: 'the storage account of the workspace' },
  dataLake: { title: 'Data lake', what: 'the storage account of the data lake' },
  containerRegistry: { title: 'Container registry', what: 'the container registry' },
  keyVault: { title: 'Key Vault', what: 'the key vault' },
  logs: { title: 'Logs', what: 'the Log Analytics workspace' },
  modelRegistry: { title: 'Model registry', what: 'the ML registry that all environments share, where there is one; whoever has a role in it by one environment has it for all' },
  platform: { title: 'Platform', what: 'the resource group of the platform, with all that is in it' },
  cluster: { title: 'AKS cluster', what: 'the cluster that models are served from, where there is one' },
  costs: { title: 'Costs', what: 'the resource groups of the environment; not the one that Azure keeps the nodes of the cluster in' },
};

const SCOPE_NAMES = Object.keys(SCOPES) as readonly PersonaScope[];

/** A matrix for each stage. */
const MATRICES: readonly { readonly title: string; readonly stage: Stage }[] = [
  { title: 'Development', stage: 'development' },
  { title: 'Test', stage: 'test' },
  { title: 'Production', stage: 'production' },
];

/**
 * The table of personas as a Markdown page.
 *
 * @param environments those whose personas are shown as active or eligible
 */
export function personaMatrix(environments: readonly Environment[]): string {
  return [
    '# Personas',
    '',
    'Who may do what in which environment, generated from [stacks/persona-table.ts](../stacks/persona-table.ts) by `npm run docs:personas`.',
    '`*` marks the six roles of the Team Data Science Process. A persona is one or more Entra groups, named in `personas` of an environment;',
    'no single user has a role, and no role gives the right to give roles. A test compares the table with every role assignment that is',
    'synthesised. Apart from it, the groups in `aks.adminGroupIds` administer the cluster from within.',
    '',
    ...MATRICES.flatMap(matrix),
    ...activation(environments),
    '## Scopes',
    '',
    ...SCOPE_NAMES.map((scope) => `- **${SCOPES[scope].title}**: ${SCOPES[scope].what}.`),
    '',
    '## Reasons',
    '',
    ...PERSONA_NAMES.flatMap(reasons),
  ].join('\n');
}

function matrix({ title, stage }: { readonly title: string; readonly stage: Stage }): string[] {
  const used = SCOPE_NAMES.filter((scope) => PERSONA_NAMES.some((persona) => grantsOf(persona, stage).some((grant) => grant.scope === scope)));
  const cell = (persona: Persona, scope: PersonaScope): string => grantsOf(persona, stage).filter((grant) => grant.scope === scope).map(({ role }) => role.name).join('<br>') || '–';
  return [
    `## ${title}`,
    '',
    row(['Persona', ...used.map((scope) => SCOPES[scope].title)]),
    row(['---', ...used.map(() => '---')]),
    ...PERSONA_NAMES.map((persona) => row([label(persona), ...used.map((scope) => cell(persona, scope))])),
    '',
  ];
}

/** Which personas of which environments have to activate their roles first. */
function activation(environments: readonly Environment[]): string[] {
  const cell = (environment: Environment, persona: Persona): string => {
    if (environment.personas[persona].length === 0) return '–';
    return isEligiblePersona(environment, persona) ? 'eligible' : 'active';
  };
  return [
    '## Activation',
    '',
    'Roles are active all the time, or eligible: to be activated before use in Privileged Identity Management, by `eligibility` of an environment.',
    '',
    row(['Persona', ...environments.map(({ name }) => name)]),
    row(['---', ...environments.map(() => '---')]),
    ...PERSONA_NAMES.map((persona) => row([label(persona), ...environments.map((environment) => cell(environment, persona))])),
    '',
  ];
}

function reasons(persona: Persona): string[] {
  const { purpose, grants } = PERSONAS[persona];
  const inMatrix = ({ stages }: PersonaGrant): string[] => MATRICES.map(({ stage }) => (stages.includes(stage) ? 'yes' : '–'));
  return [
    `### ${label(persona)}`,
    '',
    `${purpose} In environments: \`personas.${persona}\`.`,
    '',
    row(['Scope', 'Role', ...MATRICES.map(({ title }) => title), 'Why']),
    row(['---', '---', ...MATRICES.map(() => '---'), '---']),
    ...SCOPE_NAMES.flatMap((scope) => grants.filter((grant) => grant.scope === scope).map((grant) => row([SCOPES[scope].title, grant.role.name, ...inMatrix(grant), grant.reason]))),
    '',
  ];
}

function label(persona: Persona): string {
  const { title, ofTdsp } = PERSONAS[persona];
  return ofTdsp ? `${title} \\*` : title;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
