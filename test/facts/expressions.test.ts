import { parseExpression, parseTemplate } from '../../facts/expressions';

describe('parseTemplate', () => {
  it.each([
    ['plain text', 'literal', []],
    ['$${a.b} and %%{c.d}', 'literal', []],
    ['${a.b.c}', 'expression', ['a.b.c']],
    ['x${a.b}y${c.d}', 'mixed', ['a.b', 'c.d']],
    ['${a.b}${c.d}', 'mixed', ['a.b', 'c.d']],
    ['${data.t.n[*].id}', 'expression', ['data.t.n[*].id']],
    ['${t.n[var.i].x["k"].0.y}', 'expression', ['var.i', 't.n[var.i].x["k"].0.y']],
    ['${f(a.b, "text ${c.d} \\" }")}', 'expression', ['a.b', 'c.d']],
    ['${{ key = a.b, "x" = c.d }}', 'expression', ['a.b', 'c.d']],
    ['${a.b ? c.d : e.f}', 'expression', ['a.b', 'c.d', 'e.f']],
    ['${provider::azurerm::parse(a.b).name}', 'expression', ['a.b']],
    ['${t.cross-stack-name.outputs.x-y}', 'expression', ['t.cross-stack-name.outputs.x-y']],
    ['${f(a.b...)}', 'expression', ['a.b']],
    ['%{ for x in a.b }${x.c}%{ endfor }', 'mixed', ['a.b', 'x.c']],
    ['${1.5 + 2}', 'expression', []],
  ])('%s', (text, kind, references) => {
    const template = parseTemplate(text);
    expect([template.kind, template.references.map((reference) => reference.text)]).toEqual([kind, references]);
  });

  it('knows the names that the expression defines', () => {
    expect([...parseTemplate('${{ for key, value in var.map : key => value.id }}').locals]).toEqual(['key', 'value']);
  });
});

describe('parseExpression', () => {
  it('splits a reference into steps', () => {
    expect(parseExpression('a.b[0].c["d"][*]').references).toEqual([
      {
        text: 'a.b[0].c["d"][*]',
        root: 'a',
        steps: [{ kind: 'attribute', name: 'b' }, { kind: 'index', key: 0 }, { kind: 'attribute', name: 'c' }, { kind: 'index', key: 'd' }, { kind: 'splat' }],
      },
    ]);
  });
});
