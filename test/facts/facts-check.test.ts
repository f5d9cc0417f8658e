import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { KEY_VAULT, stackWith } from './support';

const ROOT = join(__dirname, '..', '..');

/** Run the command on an output folder with the given stacks. */
function factsCheck(stacks: Record<string, object>): { status: number | null; stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'facts-check-'));
  try {
    for (const [name, stack] of Object.entries(stacks)) {
      mkdirSync(join(folder, 'stacks', name), { recursive: true });
      writeFileSync(join(folder, 'stacks', name, 'cdk.tf.json'), JSON.stringify(stack));
    }
    const { status, stdout, stderr } = spawnSync('node', ['--require', 'ts-node/register', 'tools/facts-check.ts', folder], { cwd: ROOT, encoding: 'utf8' });
    return { status, stdout: stdout.replaceAll(folder, 'DIR'), stderr: stderr.replaceAll(folder, 'DIR') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('npm run facts:check', () => {
  it('passes clean stacks and says what it looked at', () => {
    expect(factsCheck({ a: stackWith('azurerm_key_vault', KEY_VAULT), b: {} })).toEqual({
      status: 0,
      stdout: '2 stacks, 3 resources, 1 data sources, 11 attributes checked against the provider facts: no findings\n',
      stderr: '',
    });
  });

  it('fails on a finding', () => {
    expect(factsCheck({ a: stackWith('azurerm_key_vault', { ...KEY_VAULT, sku_name: 'gold' }) })).toEqual({
      status: 1,
      stdout: '1 stacks, 3 resources, 1 data sources, 11 attributes checked against the provider facts: 1 findings\n',
      stderr:
        `[ValueNotAllowed] 'sku_name' has a value that the provider refuses: got "gold"; expected one of 'standard', 'premium'; ` +
        'use one of these (at dev-platform/Main/Resource, azurerm_key_vault.main)\n',
    });
  });

  it('fails when nothing is synthesised', () => {
    expect(factsCheck({})).toEqual({ status: 1, stdout: '', stderr: "facts:check found no synthesised stack in 'DIR/stacks'; run 'npm run synth' first\n" });
  });
});
