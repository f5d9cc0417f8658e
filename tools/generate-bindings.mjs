/**
 * Generate typed bindings into `.gen/providers` for the providers that have no prebuilt package.
 *
 * It runs after `npm install`, from the facts in this repository: no network and no Terraform.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { factsToSchema } from './facts-to-schema.mjs';

const PROVIDERS = ['azapi', 'azuredevops'];

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = join(root, '.gen');

function factsFile(provider) {
  const file = readdirSync(join(root, 'facts')).find((name) => name.startsWith(`${provider}-`) && name.endsWith('.json'));
  if (file === undefined) throw new RangeError(`No facts for the provider '${provider}' in facts/`);
  return join(root, 'facts', file);
}

/** Changes when the facts, the generator or this tool do. */
function fingerprint(facts, generatorVersion) {
  const tool = ['generate-bindings.mjs', 'facts-to-schema.mjs'].map((name) => readFileSync(join(root, 'tools', name), 'utf8'));
  return createHash('sha256').update([generatorVersion, facts, ...tool].join('\n')).digest('hex');
}

async function generate(provider, facts) {
  // The generator reports its use over the network when loaded, unless told not to.
  process.env.CHECKPOINT_DISABLE ??= '1';
  const { TerraformProviderGenerator } = require('@cdktf/provider-generator');
  const { CodeMaker } = require('codemaker');
  const code = new CodeMaker();
  const generator = new TerraformProviderGenerator(code, factsToSchema(facts));
  generator.generate({ name: provider, source: facts.source, version: facts.version, fqn: facts.source, isModule: false, isProvider: true });
  const target = join(outdir, 'providers', provider);
  rmSync(target, { recursive: true, force: true });
  await generator.save(outdir);
  finish(target);
}

/**
 * The generator writes for looser compiler options than ours: its files are not checked, what imports them is. They are
 * compiled here, once, so that a synth doesn't compile them each time.
 */
function finish(folder) {
  const { transformSync } = require('@swc/core');
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const file = join(folder, name);
    const source = readFileSync(file, 'utf8');
    const { code } = transformSync(source, { filename: file, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
    writeFileSync(file.replace(/ts$/, 'js'), code);
    writeFileSync(file, `// @ts-nocheck\n${source}`);
  }
}

/** The generator's version, or `undefined` where dev dependencies are left out. */
function generatorVersion() {
  try {
    return require('@cdktf/provider-generator/package.json').version;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function main() {
  const version = generatorVersion();
  if (version === undefined) {
    console.log(`Bindings for ${PROVIDERS.join(' and ')} not generated: @cdktf/provider-generator, a dev dependency, is not installed`);
    return;
  }
  for (const provider of PROVIDERS) {
    const text = readFileSync(factsFile(provider), 'utf8');
    const stamp = join(outdir, 'providers', provider, '.facts');
    const current = fingerprint(text, version);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) continue;
    const started = Date.now();
    await generate(provider, JSON.parse(text));
    writeFileSync(stamp, current);
    console.log(`Generated .gen/providers/${provider} in ${Date.now() - started} ms`);
  }
}

await main();
