import { Fn, TerraformVariable, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { fail, Problems } from '../core/errors';
import type { IContainerRegistry } from '../registry/container-registry';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const REPOSITORY = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Where an image is. */
export interface ContainerRepository {
  /** The landscape's registry; images come from nowhere else. */
  readonly registry: IContainerRegistry;
  /** The repository in it, for example `scoring/prices`. */
  readonly repository: string;
}

/** An image whose digest a release passes in. */
export interface ContainerImageVariableOptions extends ContainerRepository {
  /** What the release sets: `TF_VAR_<variableName>` or `-var <variableName>=sha256:...`. */
  readonly variableName: string;
  /** What is used while no release says otherwise. @default - none: every plan must be given one */
  readonly defaultDigest?: string;
}

/**
 * A container image by its digest, from the landscape's registry: what was tested is what runs, and no tag can be moved
 * under it.
 */
export class ContainerImage {
  /**
   * An image whose digest is known.
   *
   * @throws ValidationError `ImageRepositoryInvalid`, `ImageDigestInvalid`
   */
  static of({ registry, repository, digest }: ContainerRepository & { readonly digest: string }): ContainerImage {
    const problems = new Problems('container image');
    checkRepository(problems, repository);
    checkDigest(problems, 'digest', digest);
    problems.throwIfAny();
    return new ContainerImage(registry, repository, digest);
  }

  /**
   * An image as other tools write it, for example `crmlops.azurecr.io/scoring/prices@sha256:...`.
   *
   * @throws ValidationError `ImageReferenceInvalid`, `ImageRegistryForeign`, `ImageRepositoryInvalid`, `ImageDigestInvalid`
   */
  static parse(registry: IContainerRegistry, reference: string): ContainerImage {
    const [, server = '', repository = '', digest = ''] = /^([^/@]+)\/([^@]+)@(.+)$/.exec(reference) ?? fail('container image', { code: 'ImageReferenceInvalid', prop: 'reference', rule: 'does not name an image by its digest', got: reference, expected: '<registry>/<repository>@sha256:<64 hexadecimal digits>', fix: 'pass the digest that the push printed; tags can be moved' });
    const { loginServer } = registry;
    if (!Token.isUnresolved(loginServer) && server !== loginServer) {
      fail('container image', { code: 'ImageRegistryForeign', prop: 'reference', rule: "is not in the landscape's registry", got: server, expected: loginServer, fix: 'import the image into the registry first, for example with `az acr import`' });
    }
    return ContainerImage.of({ registry, repository, digest });
  }

  /**
   * An image whose digest a release passes in, so that the plan shows the old and the new one.
   *
   * @throws ValidationError `ImageRepositoryInvalid`, `ImageDigestInvalid`, `ImageVariableInvalid`
   */
  static fromVariable(scope: Construct, id: string, options: ContainerImageVariableOptions): ContainerImage {
    const { registry, repository, variableName, defaultDigest } = options;
    const problems = new Problems(`${scope.node.path}/${id}`);
    checkRepository(problems, repository);
    if (defaultDigest !== undefined) checkDigest(problems, 'defaultDigest', defaultDigest);
    problems.require(/^[a-z_][a-z0-9_]*$/.test(variableName), { code: 'ImageVariableInvalid', prop: 'variableName', rule: 'is not a name for a variable', got: variableName, expected: 'lower-case letters, digits and "_", not starting with a digit', fix: 'rename it' });
    problems.throwIfAny();
    const variable = new TerraformVariable(scope, id, {
      type: 'string',
      nullable: false,
      default: defaultDigest,
      description: `Digest of the image ${repository}, in the registry of the environment.`,
      validation: [{
        condition: `\${can(regex("${DIGEST.source}", var.${variableName}))}`,
        errorMessage: `${variableName} must be the digest of an image in the registry of the environment: sha256: and 64 hexadecimal digits. Tags and whole references are refused.`,
      }],
    });
    variable.overrideLogicalId(variableName);
    return new ContainerImage(registry, repository, variable.stringValue);
  }

  private constructor(
    readonly registry: IContainerRegistry,
    readonly repository: string,
    /** `sha256:` and 64 hexadecimal digits; a reference to a variable where the release passes it in. */
    readonly digest: string,
  ) {}

  /** The first eight digits, for names. */
  get shortDigest(): string {
    return Token.isUnresolved(this.digest) ? Token.asString(Fn.substr(this.digest, 7, 8)) : this.digest.slice(7, 15);
  }

  /** As Kubernetes takes it. */
  get reference(): string {
    return `${this.registry.loginServer}/${this.repository}@${this.digest}`;
  }
}

function checkRepository(problems: Problems, repository: string): void {
  problems.require(repository.length <= 255 && REPOSITORY.test(repository), { code: 'ImageRepositoryInvalid', prop: 'repository', rule: 'is not a repository of a registry', got: repository, expected: 'lower-case letters, digits and single separators, without registry and tag, for example scoring/prices', fix: 'write only the part between the registry and the digest' });
}

function checkDigest(problems: Problems, prop: string, digest: string): void {
  problems.require(Token.isUnresolved(digest) || DIGEST.test(digest), { code: 'ImageDigestInvalid', prop, rule: 'is not the digest of an image', got: digest, expected: 'sha256: and 64 hexadecimal digits', fix: 'pass the digest that the push printed; tags can be moved' });
}
