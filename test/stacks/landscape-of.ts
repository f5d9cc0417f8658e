import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'cdktf';
import { checkedEnvironment } from '../../environments';
import type { Environment, SharedSettings } from '../../environments';
import type { Releases } from '../../environments/schema';
import shared from '../../environments/shared';
import { defineEnvironment, defineShared } from '../../stacks/landscape';
import { synthesiseApp } from '../../stacks/synthesise';
import type { Changes } from '../environments/wrong';
import { changed } from '../environments/wrong';
import type { Block } from '../support/template';
import { Template } from '../support/template';

/** What the owner of a subscription would put in the place of the placeholders. */
const REAL_VALUES: Readonly<Record<string, string>> = {
  '00000000-0000-0000-0000-': '11111111-2222-4333-8444-',
  '@example.com': '@contoso.com',
  '203.0.113.0/24': '20.1.2.0/24',
  'ml.example.com': 'ml.contoso.com',
  '@example.dfs.core.windows.net': '@stcontoso.dfs.core.windows.net',
};

/** An environment of the repository with its placeholders filled in and some settings changed, checked as one from a file is. */
export function variant(base: string, changes: Changes = {}): Environment {
  const text = Object.entries(REAL_VALUES).reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), JSON.stringify(changed(base, changes)));
  return checkedEnvironment(JSON.parse(text), typeof changes['name'] === 'string' ? changes['name'] : base);
}

/** The text of every stack of an app by name; the provider facts have been checked. */
export function texts(define: (app: App) => void): Readonly<Record<string, string>> {
  const outdir = mkdtempSync(join(tmpdir(), 'landscape-test-'));
  try {
    const { stacks } = synthesiseApp(outdir, define);
    return Object.fromEntries(stacks.map(({ name, path }) => [name, readFileSync(join(outdir, path), 'utf8')]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Two images of a service, the first of which is live. */
export const BLUE_DIGEST = `sha256:${'b'.repeat(64)}`;
export const GREEN_DIGEST = `sha256:${'9'.repeat(64)}`;

/** A release of every service of an environment, with a candidate. */
export function releasesOf({ aks }: Environment): Releases {
  return Object.fromEntries(Object.keys(aks?.serving?.services ?? {}).map((service) => [service, { blue: { digest: BLUE_DIGEST, modelVersion: '3' }, green: { digest: GREEN_DIGEST, modelVersion: '4' }, live: 'blue' }]));
}

/** The text of every stack of an environment by name. */
export function textsOf(environment: Environment, settings: SharedSettings = shared, releases: Releases = releasesOf(environment)): Readonly<Record<string, string>> {
  return texts((app) => defineEnvironment(app, { environment, shared: settings, releases }));
}

/** What the stacks of an environment are synthesised to. */
export class Landscape {
  private readonly templates: Readonly<Record<string, Template>>;

  constructor(stacks: Readonly<Record<string, string>>) {
    this.templates = Object.fromEntries(Object.entries(stacks).map(([name, text]) => [name, new Template(JSON.parse(text) as Block)]));
  }

  /** An environment of the repository with some settings changed. */
  static of(base: string, changes: Changes = {}, releases?: Releases): Landscape {
    return new Landscape(textsOf(variant(base, changes), shared, releases));
  }

  /** The stack of the shared scope. */
  static shared(settings: SharedSettings = shared, environments: readonly Environment[] = []): Landscape {
    return new Landscape(texts((app) => defineShared(app, { shared: settings, environments, complete: true })));
  }

  get names(): readonly string[] {
    return Object.keys(this.templates);
  }

  /** A stack by its part, whatever the environment: `ml` is `dev-ml`. */
  stack(part: string): Template {
    const template = Object.entries(this.templates).find(([name]) => name.endsWith(`-${part}`))?.[1];
    if (!template) throw new Error(`there is no stack '${part}' among ${this.names.join(', ')}`);
    return template;
  }

  /** The resources of a type in all stacks, as `<stack>.<name>`. */
  all(type: string): Readonly<Record<string, Block>> {
    return Object.fromEntries(Object.entries(this.templates).flatMap(([stack, template]) => Object.entries(template.resources(type)).map(([name, block]) => [`${stack}.${name}`, block])));
  }

  /** Every resource of every stack. */
  get everything(): readonly { readonly stack: string; readonly type: string; readonly name: string; readonly block: Block }[] {
    return Object.entries(this.templates).flatMap(([stack, template]) =>
      Object.keys(template.counts).flatMap((type) => Object.entries(template.resources(type)).map(([name, block]) => ({ stack, type, name, block }))),
    );
  }
}

/** Some attributes of a block. */
export function pick(block: Block, ...keys: readonly string[]): Block {
  return Object.fromEntries(keys.map((key) => [key, block[key]]));
}
