import type { Card } from '../cds/card.ts';
import { printable, type Style, styled, type Terminal, wrap } from './terminal.ts';

const look: Readonly<Record<Card['indicator'], { word: string; style: Style }>> = {
  info: { word: 'INFO', style: 'blue' },
  warning: { word: 'WARNING', style: 'yellow' },
  critical: { word: 'CRITICAL', style: 'red' },
};

/** One card as lines of text: the indicator as a word (and, with colour, a coloured bar), summary, detail, suggestions, source. */
export function cardLines(card: Card, terminal: Pick<Terminal, 'colour' | 'width'>): string[] {
  const { word, style } = look[card.indicator];
  const bar = `  ${styled(terminal, '▌', style)} `;
  const width = terminal.width - 4;
  const head = wrap(`${word}  ${printable(card.summary)}`, width);
  const lines = head.map((line, index) =>
    index === 0 && line.startsWith(word)
      ? `${styled(terminal, word, style, 'bold')}${styled(terminal, line.slice(word.length), 'bold')}`
      : styled(terminal, line, 'bold'),
  );
  lines.push(...markdownLines(card.detail ?? '', width));
  for (const suggestion of card.suggestions ?? []) {
    const label = `${suggestion.isRecommended ? 'Suggested' : 'Possible'}: ${printable(suggestion.label)}`;
    lines.push(...hanging('→ ', label, width).map((line) => styled(terminal, line, 'green')));
  }
  for (const link of card.links ?? []) {
    lines.push(...hanging('↗ ', printable(link.label), width).map((line) => styled(terminal, line, 'cyan')));
  }
  lines.push(...wrap(`Source: ${printable(card.source.label)}`, width).map((line) => styled(terminal, line, 'dim')));
  return lines.map((line) => `${bar}${line}`.trimEnd());
}

function hanging(mark: string, text: string, width: number): string[] {
  return wrap(text, width - mark.length).map((line, index) => `${index === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

/** GitHub Flavored Markdown as plain lines: marks taken off, lists kept, tables aligned. */
export function markdownLines(markdown: string, width: number): string[] {
  const lines: string[] = [];
  let table: string[][] = [];
  const closeTable = () => {
    lines.push(...tableLines(table, width));
    table = [];
  };
  for (const raw of printable(markdown).split('\n')) {
    const line = raw.trim();
    if (line.startsWith('|')) {
      if (!/^\|[\s:|-]+\|$/.test(line)) table.push(cellsOf(line));
      continue;
    }
    closeTable();
    const item = /^([-*+]|\d+\.)\s+(.*)$/.exec(line);
    if (item?.[2] !== undefined) lines.push(...hanging('• ', plain(item[2]), width));
    else if (line !== '') lines.push(...wrap(plain(line.replace(/^(#{1,6}|>)\s*/, '')), width));
  }
  closeTable();
  return lines;
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plain(cell.trim()));
}

/** Columns aligned when they fit; otherwise each row as one wrapped line. */
function tableLines(rows: readonly (readonly string[])[], width: number): string[] {
  if (rows.length === 0) return [];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  if (widths.reduce((sum, each) => sum + each + 2, 0) <= width) {
    return rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
  return rows.flatMap((row) => hanging('• ', row.filter((cell) => cell !== '').join(' · '), width));
}

/** Emphasis, code marks, links, HTML entities and backslash escapes removed, the words kept. */
function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/(?<!\\)(\*\*|__|`)/g, '')
    .replace(/(?<![\\\w])[*_](?=\S)([^*_]*?)(?<=\S)[*_](?!\w)/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~&:@])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(\d+);/g, (_match, code: string) => printable(String.fromCodePoint(Number(code) % 0x110000)))
    .replace(/&amp;/g, '&');
}
