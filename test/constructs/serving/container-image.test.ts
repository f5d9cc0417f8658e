import { TerraformLocal } from 'cdktf';
import { ContainerImage } from '../../../constructs/serving/container-image';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { DIGEST, registry } from './serving-fixtures';

const REFERENCE = `crshared.azurecr.io/scoring/prices@${DIGEST}`;

describe('ContainerImage', () => {
  test('is a digest of a repository of the registry', () => {
    synthesise((stack) => {
      const image = ContainerImage.of({ registry: registry(stack), repository: 'scoring/prices', digest: DIGEST });
      expect({ reference: image.reference, shortDigest: image.shortDigest }).toEqual({ reference: REFERENCE, shortDigest: '01234567' });
    });
  });

  test('is read as other tools write it', () => {
    const template = synthesise((stack) => {
      const owned = new ContainerRegistry(stack, 'Owned', { resourceGroup: testResourceGroup(stack) });
      new TerraformLocal(stack, 'references', [ContainerImage.parse(registry(stack), REFERENCE).reference, ContainerImage.parse(owned, REFERENCE).reference]);
    });
    expect(template.json['locals']).toEqual({ references: [REFERENCE, expect.stringMatching(new RegExp(`^\\$\\{azurerm_container_registry\\.\\w+\\.login_server\\}/scoring/prices@${DIGEST}$`))] });
  });

  test('is passed in by a release, which can pass nothing but a digest', () => {
    const template = synthesise((stack) => {
      const image = ContainerImage.fromVariable(stack, 'StableDigest', { registry: registry(stack), repository: 'scoring/prices', variableName: 'stable_digest', defaultDigest: DIGEST });
      new TerraformLocal(stack, 'image', [image.reference, image.shortDigest]);
    });
    expect(template.json['locals']).toEqual({ image: ['crshared.azurecr.io/scoring/prices@${var.stable_digest}', '${substr(var.stable_digest, 7, 8)}'] });
    expect(template.json['variable']).toEqual({
      stable_digest: {
        default: DIGEST,
        description: 'Digest of the image scoring/prices, in the registry of the environment.',
        nullable: false,
        type: 'string',
        validation: [{ condition: '${can(regex("^sha256:[0-9a-f]{64}$", var.stable_digest))}', error_message: 'stable_digest must be the digest of an image in the registry of the environment: sha256: and 64 hexadecimal digits. Tags and whole references are refused.' }],
      },
    });
  });

  test.each<[string, string, string]>([
    ['a tag', 'crshared.azurecr.io/scoring/prices:latest', `[ImageReferenceInvalid] 'reference' does not name an image by its digest: got "crshared.azurecr.io/scoring/prices:latest"; expected <registry>/<repository>@sha256:<64 hexadecimal digits>; pass the digest that the push printed; tags can be moved (at container image)`],
    ['another registry', `docker.io/scoring/prices@${DIGEST}`, `[ImageRegistryForeign] 'reference' is not in the landscape's registry: got "docker.io"; expected crshared.azurecr.io; import the image into the registry first, for example with \`az acr import\` (at container image)`],
    ['a digest that is none', 'crshared.azurecr.io/scoring/prices@sha256:12', `[ImageDigestInvalid] 'digest' is not the digest of an image: got "sha256:12"; expected sha256: and 64 hexadecimal digits; pass the digest that the push printed; tags can be moved (at container image)`],
    ['a tag before the digest', `crshared.azurecr.io/scoring/prices:1@${DIGEST}`, `[ImageRepositoryInvalid] 'repository' is not a repository of a registry: got "scoring/prices:1"; expected lower-case letters, digits and single separators, without registry and tag, for example scoring/prices; write only the part between the registry and the digest (at container image)`],
  ])('fails for %s', (_, reference, message) => {
    expect(problemsOf((stack) => { ContainerImage.parse(registry(stack), reference); })).toBe(message);
  });

  test('fails for a variable that is none', () => {
    expect(problemsOf((stack) => { ContainerImage.fromVariable(stack, 'Digest', { registry: registry(stack), repository: 'scoring/prices', variableName: 'Stable-Digest', defaultDigest: 'latest' }); })).toBe(
      `2 problems (at test/Digest):
  - [ImageDigestInvalid] 'defaultDigest' is not the digest of an image: got "latest"; expected sha256: and 64 hexadecimal digits; pass the digest that the push printed; tags can be moved
  - [ImageVariableInvalid] 'variableName' is not a name for a variable: got "Stable-Digest"; expected lower-case letters, digits and "_", not starting with a digit; rename it`,
    );
  });
});
