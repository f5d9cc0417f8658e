/** One step after the root of a reference: `.name`, `[0]`, `["key"]`, `[expression]` or `[*]`. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly key?: string | number }
  | { readonly kind: 'splat' };

/** A traversal such as `azurerm_subnet.main.id`, found inside an expression. */
export interface Reference {
  readonly text: string;
  readonly root: string;
  readonly steps: readonly Step[];
}

/** What a string of the Terraform JSON syntax holds. */
export interface Template {
  /** `literal` has no expression, `expression` is one interpolation and nothing else, `mixed` yields a string. */
  readonly kind: 'literal' | 'expression' | 'mixed';
  readonly references: readonly Reference[];
  /** Names that the expression itself defines, as in `for name in …`. */
  readonly locals: ReadonlySet<string>;
}

const LITERAL: Template = { kind: 'literal', references: [], locals: new Set() };
const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const FOR = /\s+([\p{L}_][\p{L}\p{N}_-]*)\s*(?:,\s*([\p{L}_][\p{L}\p{N}_-]*)\s*)?in\b/uy;
const CALL = /(?:::[\p{L}_][\p{L}\p{N}_-]*)*\s*\(/uy;

/** Read a string as Terraform does: literal text with `${…}` and `%{…}` in it. */
export function parseTemplate(text: string): Template {
  if (!text.includes('${') && !text.includes('%{')) return LITERAL;
  return new Parser(text).parse();
}

/** Read a bare expression, as in `depends_on` or `replace_triggered_by`. */
export function parseExpression(text: string): Template {
  return parseTemplate(`\${${text}}`);
}

class Parser {
  private position = 0;
  private readonly references: Reference[] = [];
  private readonly locals = new Set<string>();

  constructor(private readonly text: string) {}

  parse(): Template {
    const interpolations = this.template('');
    const whole = interpolations === 1 && this.text.startsWith('${') && this.firstEnd === this.text.length;
    const kind = interpolations === 0 ? 'literal' : whole ? 'expression' : 'mixed';
    return { kind, references: this.references, locals: this.locals };
  }

  /** Where the first outermost interpolation ends. */
  private firstEnd = -1;

  /** Literal text up to `end` (a quote, or the end of the string); returns the number of interpolations. */
  private template(end: string): number {
    let interpolations = 0;
    while (this.position < this.text.length) {
      const char = this.text[this.position];
      if (char === end) break;
      if (end === '"' && char === '\\') {
        this.position += 2;
      } else if (this.at('$${') || this.at('%%{')) {
        this.position += 3;
      } else if (this.at('${') || this.at('%{')) {
        this.position += 2;
        this.expression('}');
        this.position += 1;
        interpolations += 1;
        if (end === '' && interpolations === 1) this.firstEnd = this.position;
      } else {
        this.position += 1;
      }
    }
    return interpolations;
  }

  private expression(end: string): void {
    while (this.position < this.text.length) {
      const char = this.text[this.position] ?? '';
      if (char === end) return;
      if (char === '"') {
        this.position += 1;
        this.template('"');
        this.position += 1;
      } else if ('([{'.includes(char)) {
        this.position += 1;
        this.expression(char === '(' ? ')' : char === '[' ? ']' : '}');
        this.position += 1;
      } else if (char === '.') {
        this.position += 1;
        this.match(IDENTIFIER);
      } else if (this.match(NUMBER) === undefined && !this.identifier()) {
        this.position += 1;
      }
    }
  }

  private identifier(): boolean {
    const start = this.position;
    const root = this.match(IDENTIFIER)?.[0];
    if (root === undefined) return false;
    if (root === 'for') {
      const names = this.match(FOR);
      for (const name of names?.slice(1) ?? []) if (name !== undefined) this.locals.add(name);
      if (names !== undefined) return true;
    }
    if (this.match(CALL) !== undefined) {
      this.position -= 1;
      return true;
    }
    const steps = this.steps();
    if (steps.length > 0) this.references.push({ text: this.text.slice(start, this.position), root, steps });
    return true;
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.at('.*') || this.at('[*]')) {
        this.position += this.at('.*') ? 2 : 3;
        steps.push({ kind: 'splat' });
      } else if (this.at('.')) {
        this.position += 1;
        const name = this.match(IDENTIFIER)?.[0];
        const index = name === undefined ? this.match(/\d+/y)?.[0] : undefined;
        if (name !== undefined) steps.push({ kind: 'attribute', name });
        else if (index !== undefined) steps.push({ kind: 'index', key: Number(index) });
        else {
          this.position -= 1;
          return steps;
        }
      } else if (this.at('[')) {
        steps.push({ kind: 'index', key: this.indexKey() });
      } else {
        return steps;
      }
    }
  }

  private indexKey(): string | number | undefined {
    this.position += 1;
    const start = this.position;
    this.expression(']');
    const inside = this.text.slice(start, this.position).trim();
    this.position += 1;
    if (/^\d+$/.test(inside)) return Number(inside);
    return /^"[^"$%\\]*"$/.test(inside) ? inside.slice(1, -1) : undefined;
  }

  private at(prefix: string): boolean {
    return this.text.startsWith(prefix, this.position);
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.position = pattern.lastIndex;
    return found;
  }
}
