/** Attributes of a synthesised block, read without trusting that they are there. */
export class Attributes {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.values = isRecord(value) ? value : {};
  }

  has(key: string): boolean {
    return this.values[key] !== undefined;
  }

  /** A text, tokens of Terraform included. */
  text(key: string): string | undefined {
    const value = this.values[key];
    return typeof value === 'string' ? value : undefined;
  }

  number(key: string): number | undefined {
    const value = this.values[key];
    return typeof value === 'number' ? value : undefined;
  }

  flag(key: string): boolean {
    return this.values[key] === true;
  }

  /** A list of texts. */
  texts(key: string): readonly string[] {
    return this.list(key).filter((item) => typeof item === 'string');
  }

  /** A list of numbers. */
  numbers(key: string): readonly number[] {
    return this.list(key).filter((item) => typeof item === 'number');
  }

  /** A block; Terraform JSON has a single one with or without a list around it. */
  child(key: string): Attributes {
    const value = this.values[key];
    return new Attributes(Array.isArray(value) ? value[0] : value);
  }

  /** Blocks, one or several. */
  children(key: string): readonly Attributes[] {
    const value = this.values[key];
    return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((item) => new Attributes(item));
  }

  /** The blocks in this one, by name. */
  entries(): readonly (readonly [string, Attributes])[] {
    return Object.entries(this.values).map(([key, value]) => [key, new Attributes(value)]);
  }

  private list(key: string): readonly unknown[] {
    const value = this.values[key];
    return Array.isArray(value) ? value : [];
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The minutes of a duration like `PT30M`, `PT1H30M` or `PT300S`. */
export function minutesOf(duration: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration ?? '') ?? [];
  if (hours === undefined && minutes === undefined && seconds === undefined) return undefined;
  return Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Number(seconds ?? 0) / 60;
}
