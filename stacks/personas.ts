import type { IAzureResource } from '../constructs/core/azure-resource';
import type { EligibilityOptions } from '../constructs/identity/eligible-role-assignment';
import { EligibleRoleAssignment } from '../constructs/identity/eligible-role-assignment';
import type { IGrantable } from '../constructs/identity/role-assignment';
import { Principal } from '../constructs/identity/role-assignment';
import type { Environment } from '../environments/schema';
import type { Persona, PersonaGrant, PersonaScope } from './persona-table';
import { grantsOf, PERSONA_NAMES, PERSONAS } from './persona-table';

/** Who has to activate roles before use, in Privileged Identity Management. */
export interface PersonaEligibility extends EligibilityOptions {
  readonly personas: readonly Persona[];
}

/** The groups of a persona, named so that their order in the environment doesn't matter. */
export function groupsOfPersona(environment: Environment, persona: Persona): IGrantable[] {
  return environment.personas[persona].map((objectId) => groupPrincipal(persona, objectId));
}

/** An Entra group, under a name that only changes with the group. */
export function groupPrincipal(name: string, objectId: string): IGrantable {
  return Principal.group(`${name.charAt(0).toUpperCase()}${name.slice(1)}-${objectId.slice(-12)}`, objectId);
}

/**
 * Grants what the table of personas says on the given resources; once where a group has the same role as several personas,
 * which Azure refuses twice.
 *
 * @param eligibility whose roles are made eligible instead of active; nobody's by default. What a group has as another persona stays active
 */
export function grantPersonas(environment: Environment, targets: Readonly<Partial<Record<PersonaScope, IAzureResource>>>, eligibility: PersonaEligibility = { personas: [] }): void {
  const granted = new Set<string>();
  const each = (personas: readonly Persona[], add: (target: IAzureResource, grant: PersonaGrant, grantee: IGrantable, persona: Persona) => void): void => {
    for (const persona of personas) {
      for (const [scope, target] of Object.entries(targets)) {
        for (const grant of grantsOf(persona, environment.stage).filter((candidate) => candidate.scope === scope)) {
          for (const grantee of groupsOfPersona(environment, persona)) {
            const key = `${scope} ${grant.role.guid} ${grantee.principalId.toLowerCase()}`;
            if (!granted.has(key)) add(target, grant, grantee, persona);
            granted.add(key);
          }
        }
      }
    }
  };
  const { personas: eligible, ...options } = eligibility;
  each(PERSONA_NAMES.filter((persona) => !eligible.includes(persona)), (target, { role }, grantee) => target.addRoleAssignment({ role, grantee }));
  each(PERSONA_NAMES.filter((persona) => eligible.includes(persona)), (target, { role, reason }, grantee, persona) => {
    new EligibleRoleAssignment(target, `Eligible${role.constructId}To${grantee.grantName}`, { ...options, targetId: target.resourceId, role, grantee, justification: `${PERSONAS[persona].title}: ${reason}` });
  });
}
