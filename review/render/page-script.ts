import { createHash } from 'node:crypto';

/**
 * The one script of the report: filters what is shown, and sorts tables. It makes its own controls, so that without it nothing is
 * there that doesn't work. It only reads and writes text, and has no less-than sign in it, so that nothing in it is taken for a tag.
 */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const bodyRows = (table) => [...table.tBodies[0].rows];
  const main = document.querySelector('main');
  const tables = all(main, 'table').filter((table) => !table.closest('details'));

  const items = [...tables.flatMap(bodyRows), ...all(main, 'section > details')];
  if (items.length > 1) {
    const box = make('input', { type: 'search', id: 'filter', autocomplete: 'off', spellcheck: false });
    const status = make('span', { id: 'shown' });
    status.setAttribute('role', 'status');
    const label = make('label', { htmlFor: 'filter', textContent: 'Filter rows and changes ' });
    const form = make('div', { className: 'filter' });
    form.setAttribute('role', 'search');
    form.append(label, box, status);
    main.querySelector('nav').after(form);
    let texts;
    box.addEventListener('input', () => {
      texts ??= items.map((item) => item.textContent.toLowerCase());
      const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      items.forEach((item, index) => {
        item.hidden = !words.every((word) => texts[index].includes(word));
        if (!item.hidden) shown += 1;
      });
      status.textContent = words.length === 0 ? '' : shown + ' of ' + items.length + ' shown';
    });
  }

  const order = new Intl.Collator('en', { numeric: true });
  for (const table of tables) {
    const rows = bodyRows(table);
    const heads = all(table.tHead, 'th');
    if (rows.length === 1) continue;
    for (const head of heads) {
      const button = make('button', { type: 'button', textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const now = head.getAttribute('aria-sort');
        const next = now === null ? 'ascending' : now === 'ascending' ? 'descending' : undefined;
        heads.forEach((each) => each.removeAttribute('aria-sort'));
        const cell = (row) => row.cells[head.cellIndex].textContent;
        const sorted = next === undefined ? rows : [...rows].sort((a, b) => order.compare(cell(a), cell(b)) * (next === 'ascending' ? 1 : -1));
        if (next !== undefined) head.setAttribute('aria-sort', next);
        table.tBodies[0].append(...sorted);
      });
    }
  }
})();
`;

/** What lets a browser run this script, and no other. */
export const PAGE_SCRIPT_HASH = `sha256-${createHash('sha256').update(PAGE_SCRIPT).digest('base64')}`;
