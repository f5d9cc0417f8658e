import type { Problem } from '../core/errors';
import { fail } from '../core/errors';

const PATTERN = /^Standard_(?<family>[A-Z]+)(?<number>\d+)(?:-(?<constrained>\d+))?(?<features>[a-z]*)(?:_(?<accelerator>[A-Z][A-Za-z0-9]*))?(?:_v(?<version>\d+))?$/;

/** The letters that families of sizes start with; what the later letters mean doesn't matter here. */
const FAMILIES: readonly string[] = ['A', 'B', 'D', 'DC', 'DS', 'E', 'EC', 'EB', 'F', 'FX', 'FS', 'G', 'GS', 'H', 'HB', 'HC', 'HX', 'L', 'LS', 'M', 'NC', 'ND', 'NG', 'NP', 'NV'];
const GPU_FAMILIES: readonly string[] = ['NC', 'ND', 'NG', 'NV'];

/** Cores of the old D and DS sizes, whose number counts sizes instead of cores. */
const OLD_D_CORES: Readonly<Record<string, number>> = { 1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20 };

/**
 * A VM size, known by its name: which family it is of, how many cores it has and whether it has GPUs.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
export class VmSize {
  /** 2 cores, 7 GiB: the smallest that image builds and small jobs run well on. */
  static readonly STANDARD_DS2_V2 = VmSize.of('Standard_DS2_v2');
  /** 4 cores, 14 GiB: a common development size. */
  static readonly STANDARD_DS3_V2 = VmSize.of('Standard_DS3_v2');
  /** 4 cores, 16 GiB. */
  static readonly STANDARD_D4S_V5 = VmSize.of('Standard_D4s_v5');
  /** 4 cores, 16 GiB, with a temporary disk, which training likes. */
  static readonly STANDARD_D4DS_V5 = VmSize.of('Standard_D4ds_v5');
  /** 8 cores, 32 GiB, with a temporary disk. */
  static readonly STANDARD_D8DS_V5 = VmSize.of('Standard_D8ds_v5');
  /** 4 cores, 32 GiB, with a temporary disk; serverless Spark has this size too. */
  static readonly STANDARD_E4DS_V5 = VmSize.of('Standard_E4ds_v5');
  /** 8 cores, 64 GiB, with a temporary disk. */
  static readonly STANDARD_E8DS_V5 = VmSize.of('Standard_E8ds_v5');
  /** 4 cores, 8 GiB: the most computing for the money. */
  static readonly STANDARD_F4S_V2 = VmSize.of('Standard_F4s_v2');
  /** One T4 GPU. */
  static readonly STANDARD_NC4AS_T4_V3 = VmSize.of('Standard_NC4as_T4_v3');
  /** One V100 GPU. */
  static readonly STANDARD_NC6S_V3 = VmSize.of('Standard_NC6s_v3');
  /** One A100 GPU. */
  static readonly STANDARD_NC24ADS_A100_V4 = VmSize.of('Standard_NC24ads_A100_v4');
  /** One H100 GPU. */
  static readonly STANDARD_NC40ADS_H100_V5 = VmSize.of('Standard_NC40ads_H100_v5');

  /**
   * A size that is not listed here.
   *
   * @param prop the prop that the user wrote the name in
   * @throws ValidationError `VmSizeUnknown`
   */
  static of(name: string, prop = 'vmSize'): VmSize {
    return VmSize.tryOf(name) ?? fail('VM size', vmSizeProblem(name, prop));
  }

  /** The size of that name, or nothing where no size can have such a name. */
  static tryOf(name: string): VmSize | undefined {
    const { family, number, constrained, version } = PATTERN.exec(name)?.groups ?? {};
    if (family === undefined || number === undefined || !FAMILIES.includes(family) || Number(number) === 0) return undefined;
    const old = /^DS?$/.test(family) && (version === undefined || version === '2');
    const cores = constrained === undefined ? (old ? OLD_D_CORES[number] : Number(number)) : Number(constrained);
    return cores === undefined ? undefined : new VmSize(name, family, cores);
  }

  private constructor(
    /** As Azure's API has it: `Standard_DS3_v2`. */
    readonly name: string,
    /** The letters of the family, for example `NC`. */
    readonly family: string,
    readonly cores: number,
  ) {}

  /** Whether it has GPUs. */
  get hasGpu(): boolean {
    return GPU_FAMILIES.includes(this.family);
  }

  /** Whether its processors are ARM: a `p` among the features of general-purpose and memory sizes. */
  get hasArmProcessor(): boolean {
    return /^Standard_[BDE]\d+(-\d+)?[a-z]*p[a-z]*_v\d+$/.test(this.name);
  }

  /** Gibibytes of memory, where the name tells: those of D, E and F sizes. */
  get memoryGib(): number | undefined {
    const { family, features = '', version } = PATTERN.exec(this.name)?.groups ?? {};
    if (/-\d/.test(this.name) || version === undefined) return undefined;
    if (family === 'D' && Number(version) >= 3) return this.cores * (features.includes('l') ? 2 : 4);
    if (family === 'E' && Number(version) >= 3 && this.cores <= 48) return this.cores * 8;
    return family === 'F' && version === '2' ? this.cores * 2 : undefined;
  }

  toString(): string {
    return this.name;
  }
}

/** What is wrong with a name that is no VM size. */
export function vmSizeProblem(name: string, prop: string): Problem {
  return { code: 'VmSizeUnknown', prop, rule: 'is not the name of a VM size', got: name, expected: 'a name like Standard_DS3_v2 or Standard_NC24ads_A100_v4', fix: 'copy the name from `az vm list-sizes`, capitals and all' };
}
