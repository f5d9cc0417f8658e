import { ValidationError } from '../../../constructs/core/errors';
import { VmSize } from '../../../constructs/ml/vm-size';

const messageOf = (name: string): string => {
  try {
    return VmSize.of(name).name;
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
};

describe('VmSize', () => {
  test.each([
    ['Standard_DS3_v2', 'DS', 4, false],
    ['Standard_D14_v2', 'D', 16, false],
    ['Standard_D4s_v5', 'D', 4, false],
    ['Standard_E96ads_v5', 'E', 96, false],
    ['Standard_M128-32ms', 'M', 32, false],
    ['Standard_F4s_v2', 'F', 4, false],
    ['Standard_HB120rs_v3', 'HB', 120, false],
    ['Standard_NC6', 'NC', 6, true],
    ['Standard_NC24ads_A100_v4', 'NC', 24, true],
    ['Standard_ND96isr_H100_v5', 'ND', 96, true],
    ['Standard_NV36ads_A10_v5', 'NV', 36, true],
  ])('knows %s by its name', (name, family, cores, hasGpu) => {
    const size = VmSize.of(name);
    expect({ name: size.name, family: size.family, cores: size.cores, hasGpu: size.hasGpu, text: `${size}` }).toEqual({ name, family, cores, hasGpu, text: name });
  });

  test.each(['STANDARD_DS3_V2', 'Standard_D0s_v5', 'Standard_DS99_v2', 'DS3_v2', 'Standard_Q4_v1', 'standard_nc6', ''])('fails for %p, which no size is called', (name) => {
    expect(messageOf(name)).toBe(`[VmSizeUnknown] 'vmSize' is not the name of a VM size: got "${name}"; expected a name like Standard_DS3_v2 or Standard_NC24ads_A100_v4; copy the name from \`az vm list-sizes\`, capitals and all (at VM size)`);
    expect(VmSize.tryOf(name)).toBe(undefined);
  });

  test.each([
    ['Standard_D4s_v5', false, 16], ['Standard_D4pds_v5', true, 16], ['Standard_D4ls_v5', false, 8], ['Standard_E8ds_v5', false, 64], ['Standard_E96s_v5', false, undefined], ['Standard_E16-4s_v5', false, undefined],
    ['Standard_F4s_v2', false, 8], ['Standard_F4s', false, undefined], ['Standard_B4pls_v2', true, undefined], ['Standard_DS3_v2', false, undefined], ['Standard_NC4as_T4_v3', false, undefined],
  ])('%s: whether its processors are ARM, and its memory where the name tells', (name, isArm, memoryGib) => {
    const size = VmSize.of(name);
    expect([size.hasArmProcessor, size.memoryGib]).toEqual([isArm, memoryGib]);
  });
});
