import { type ComponentChildren, h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/**
 * The frame of the server-rendered pages. Everything is escaped by the renderer; there is no script and no inline style,
 * so that the strictest content security policy holds.
 */
export function page(title: string, ...body: readonly ComponentChildren[]): string {
  const document = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, `${title} · Fibrocast`),
      h('link', { rel: 'icon', href: '/assets/icon.svg', type: 'image/svg+xml' }),
      h('link', { rel: 'stylesheet', href: '/assets/pages.css' }),
    ),
    h(
      'body',
      null,
      h(
        'header',
        null,
        h('a', { href: '/models', class: 'brand' }, 'Fibrocast'),
        h(
          'nav',
          { 'aria-label': 'Pages' },
          link('/models', 'Scores and models'),
          link('/guidelines', 'Guideline rules'),
        ),
      ),
      h('main', null, ...body),
    ),
  );
  return `<!doctype html>${renderToString(document)}`;
}

export const link = (href: string, text: string): VNode => h('a', { href }, text);

/** A table with a header row; each cell is text or a node. `caption` is what a screen reader announces. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly ComponentChildren[])[],
): VNode {
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      null,
      h('caption', null, caption),
      h('thead', null, h('tr', null, ...head.map((text) => h('th', { scope: 'col' }, text)))),
      h(
        'tbody',
        null,
        ...rows.map((cells) =>
          h(
            'tr',
            null,
            ...cells.map((cell, index) => (index === 0 ? h('th', { scope: 'row' }, cell) : h('td', null, cell))),
          ),
        ),
      ),
    ),
  );
}

/** A mark for the tab: without one, browsers ask for /favicon.ico and log a 404. */
export const pagesIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><title>Fibrocast</title><rect width="32" height="32" rx="7" fill="#0b5e8a"/><path d="M7 23V9h11M7 16h8M22 23V13" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>';

export const pagesCss = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #52606d; --line: #d5dce3; --ground: #fbfcfd; --panel: #fff; --accent: #0b5e8a; --warn: #8a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #a5b1bd; --line: #33404d; --ground: #12181f; --panel: #1a222b; --accent: #7cc4ec; --warn: #f0b35f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header { display: flex; gap: 2rem; align-items: baseline; padding: 1rem 2rem; border-bottom: 1px solid var(--line); background: var(--panel); }
header nav { display: flex; gap: 1.25rem; }
.brand { font-weight: 650; letter-spacing: -0.01em; text-decoration: none; color: var(--ink); }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main { max-width: 66rem; margin: 0 auto; padding: 2rem; }
h1 { font-size: 1.7rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 0.4rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 0.6rem; }
p.lead { color: var(--soft); margin: 0 0 1.2rem; max-width: 46rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: var(--panel); border: 1px solid var(--line); font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: 0.875rem; padding: 0 0 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem; border-top: 1px solid var(--line); font-weight: 400; }
thead th { font-size: 0.8rem; color: var(--soft); border-top: 0; }
tbody th { font-weight: 550; }
td, th { overflow-wrap: break-word; }
td ul { margin: 0; padding-left: 1.1rem; min-width: 13rem; }
td a { overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.4rem 0 0.4rem; }
code { font-size: 0.875em; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); padding: 0.75rem 1rem; }
article.card { border-left: 3px solid var(--line); padding-left: 1.25rem; }
article.card h2 { font-size: 1.05rem; } article.card h3 { font-size: 0.95rem; }
small { color: var(--soft); }
li:target { outline: 2px solid var(--accent); outline-offset: 4px; }
ul.sources li { margin: 0.35rem 0; scroll-margin-top: 2rem; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 0.6rem; font-size: 0.8rem; color: var(--soft); }
.tag.verify { color: var(--warn); border-color: currentColor; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: 0.35rem 1.5rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; }
@media (max-width: 40rem) { header { padding: 1rem; flex-wrap: wrap; gap: 0.5rem 1.5rem; } main { padding: 1rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
`;
