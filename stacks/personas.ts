import type { IAzureResource } from '../constructs/core/azure-resource';
import { EligibleRoleAssignment } from '../constructs/identity/eligible-role-assignment';
import type { IGrantable } from '../constructs/identity/role-assignment';
import { Principal } from '../constructs/identity/role-assignment';
import type { Environment } from '../environments/schema';
import type { Persona, PersonaGrant, PersonaScope } from './persona-table';
import { grantsOf, PERSONA_NAMES, PERSONAS } from './persona-table';

/** What roles of people apply to, as constructs. */
export type PersonaTargets = Readonly<Partial<Record<PersonaScope, IAzureResource>>>;

/** The groups of a persona, named so that their order in the environment doesn't matter. */
export function groupsOfPersona(environment: Environment, persona: Persona): IGrantable[] {
  return environment.personas[persona].map((objectId) => groupPrincipal(persona, objectId));
}

/** An Entra group, under a name that only changes with the group. */
export function groupPrincipal(name: string, objectId: string): IGrantable {
  return Principal.group(`${name.charAt(0).toUpperCase()}${name.slice(1)}-${objectId.slice(-12)}`, objectId);
}

/** Grants what the table of personas says on resources of an environment; eligible where the environment says so. */
export function grantPersonas(environment: Environment, targets: PersonaTargets): void {
  grantPersonasOf([environment], targets);
}

/**
 * Grants what the table of personas says on resources that environments share; once where a group has the same role as
 * several personas or in several environments, which Azure refuses twice. What a group has for good anywhere is not made eligible.
 */
export function grantPersonasOf(environments: readonly Environment[], targets: PersonaTargets): void {
  const granted = new Set<string>();
  const each = (isEligible: boolean, add: (target: IAzureResource, grant: PersonaGrant, grantee: IGrantable, persona: Persona, environment: Environment) => void): void => {
    for (const environment of environments) {
      for (const persona of PERSONA_NAMES.filter((name) => isEligiblePersona(environment, name) === isEligible)) {
        for (const [scope, target] of Object.entries(targets)) {
          for (const grant of grantsOf(persona, environment.stage).filter((candidate) => candidate.scope === scope)) {
            for (const grantee of groupsOfPersona(environment, persona)) {
              const key = `${scope} ${grant.role.guid} ${grantee.principalId.toLowerCase()}`;
              if (!granted.has(key)) add(target, grant, grantee, persona, environment);
              granted.add(key);
            }
          }
        }
      }
    }
  };
  each(false, (target, { role }, grantee) => target.addRoleAssignment({ role, grantee }));
  each(true, (target, grant, grantee, persona, { eligibility }) => addEligible(target, grant, grantee, persona, eligibility));
}

/** Whether a persona of an environment has to activate its roles before use, in Privileged Identity Management. */
export function isEligiblePersona({ eligibility }: Environment, persona: Persona): boolean {
  return eligibility?.personas.includes(persona) ?? false;
}

/** Lets a group of a persona activate a role of the table. */
function addEligible(target: IAzureResource, { role, reason }: PersonaGrant, grantee: IGrantable, persona: Persona, eligibility: Environment['eligibility']): void {
  const { durationDays, permanentEnabled } = eligibility ?? {};
  new EligibleRoleAssignment(target, `Eligible${role.constructId}To${grantee.grantName}`, { durationDays, permanentEnabled, targetId: target.resourceId, role, grantee, justification: `${PERSONAS[persona].title}: ${reason}` });
}
