import { readFileSync } from 'node:fs';
import { personaMatrix } from '../../stacks/persona-matrix';
import { loadEnvironments } from '../../environments';
import { PERSONAS_FILE } from '../../tools/persona-docs';

describe('docs/personas.md', () => {
  const page = personaMatrix(loadEnvironments({ variables: {} }));

  test('is what the table says: run `npm run docs:personas` after changing it', () => {
    expect(readFileSync(PERSONAS_FILE, 'utf8')).toBe(page);
  });

  test('has a row for every persona in every matrix', () => {
    expect(page.split('\n').filter((line) => line.startsWith('| Project manager '))).toEqual([
      '| Project manager \\* | Reader | – | – | – | – | – | – | – | – | Cost Management Reader |',
      '| Project manager \\* | Reader | – | – | – | – | – | – | – | – | Cost Management Reader |',
      '| Project manager \\* | Reader | – | – | – | – | – | – | Cost Management Reader |',
      '| Project manager \\* | active | active | active |',
    ]);
  });

  test('shows who has to activate roles, and who is not there', () => {
    const [dev, test] = loadEnvironments({ variables: {} });
    const environments = dev && test ? [dev, { ...test, personas: { ...test.personas, auditor: [] }, eligibility: { personas: ['platformEngineer' as const] } }] : [];
    expect(personaMatrix(environments).split('\n').filter((line) => /^\| [^|]* \| (active|eligible|–) \| (active|eligible|–) \|$/.test(line)).slice(-2)).toEqual(['| Platform engineer | active | eligible |', '| Auditor | active | – |']);
  });

  test('says why a persona has a role', () => {
    expect(page).toContain('| Workspace | AzureML Compute Operator | yes | yes | – | stops compute that nobody uses any more |\n');
  });
});
