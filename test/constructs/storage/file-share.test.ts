import type { TerraformStack } from 'cdktf';
import { TerraformOutput } from 'cdktf';
import { FileShareTier } from '../../../constructs/storage/file-share';
import { StorageAccount } from '../../../constructs/storage/storage-account';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const account = (stack: TerraformStack) => new StorageAccount(stack, 'Storage', { resourceGroup: testResourceGroup(stack) });

describe('FileShare', () => {
  test('takes all values', () => {
    const template = synthesise((stack) => account(stack).addFileShare('code', { quotaGb: 5120, tier: FileShareTier.HOT, deletionProtectionEnabled: true }));
    expect(template.resource('azurerm_storage_share')).toEqual({
      access_tier: 'Hot',
      enabled_protocol: 'SMB',
      lifecycle: { prevent_destroy: true },
      name: 'code',
      quota: 5120,
      storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.Storage_\w+\.id\}$/),
    });
  });

  test('has the id that Azure knows it by, not the one of the provider', () => {
    const template = synthesise((stack) => new TerraformOutput(stack, 'Share', { value: account(stack).addFileShare('code').resourceId }));
    expect(template.json['output']).toEqual({ Share: { value: expect.stringMatching(/^\$\{replace\(azurerm_storage_share\.Storage_FileShare-code_\w+\.id, "default\/shares\/", "default\/fileshares\/"\)\}$/) } });
  });

  test('fails with a wrong name and quota', () => {
    expect(problemsOf((stack) => account(stack).addFileShare('Code', { quotaGb: 0 }))).toBe(
      `2 problems (at test/Storage/FileShare-Code):
  - [NameInvalid] 'name' has characters that a file share can't have: got "Code"; expected 3 to 63 characters: lower-case letters, digits and single hyphens; use only what is allowed
  - [FileShareQuotaOutOfRange] 'quotaGb' is out of range: got 0; expected whole GiB from 1 to 102400; choose a number in the range`,
    );
  });
});
