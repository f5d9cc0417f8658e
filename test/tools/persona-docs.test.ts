import { readFileSync } from 'node:fs';
import { personaMatrix } from '../../stacks/persona-matrix';
import { grantsOf, PERSONA_NAMES } from '../../stacks/persona-table';
import { PERSONAS_FILE } from '../../tools/persona-docs';

describe('docs/personas.md', () => {
  const page = personaMatrix();

  test('is what the table says: run `npm run docs:personas` after changing it', () => {
    expect(readFileSync(PERSONAS_FILE, 'utf8')).toBe(page);
  });

  test('may show development and test as one, since no persona has other roles in either', () => {
    for (const persona of PERSONA_NAMES) expect(grantsOf(persona, 'test')).toEqual(grantsOf(persona, 'development'));
  });

  test('has a row for every persona in both matrices', () => {
    expect(page.split('\n').filter((line) => line.startsWith('| Auditor ') || line.startsWith('| Project manager '))).toEqual([
      '| Project manager \\* | Reader | – | – | – | – | – | – | – |',
      '| Auditor | Reader | – | – | – | Key Vault Reader | Log Analytics Reader<br>Monitoring Reader | Reader | Azure Kubernetes Service Cluster User Role<br>Azure Kubernetes Service RBAC Reader |',
      '| Project manager \\* | Reader | – | – | – | – | – |',
      '| Auditor | Reader | – | Key Vault Reader | Log Analytics Reader<br>Monitoring Reader | Reader | Azure Kubernetes Service Cluster User Role<br>Azure Kubernetes Service RBAC Reader |',
    ]);
  });

  test('says why a persona has a role', () => {
    expect(page).toContain('| Workspace | AzureML Compute Operator | yes | – | stops compute that nobody uses any more |\n');
  });
});
