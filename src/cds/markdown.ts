/**
 * Text from the chart, made safe to stand anywhere in the Markdown of a card: EHRs render `detail` as GFM, some with raw
 * HTML. No markup, HTML, link, autolink, mention or table cell comes out of it, and no invisible character that reorders
 * or hides text. White space, line breaks included, becomes single spaces.
 * Entities stand in for `|` and `@`, because some renderers look for table cells and addresses after unescaping.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .replace(/[\\`*_~[\]<>&$#!{}^]/g, '\\$&')
    .replaceAll('|', '&#124;')
    .replaceAll('@', '&#64;')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/www\./gi, (match) => `${match.slice(0, -1)}\\.`)
    .replace(/^([-+=:])/, '\\$1')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');
}

/** One line, without control and invisible formatting characters (bidirectional overrides, zero widths), ends trimmed. */
export function plainText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

// The builders take Markdown, so that what comes from the chart has to pass escapeMarkdown first.

/** A GFM table; cells are Markdown in one line. Rows shorter than the heading are filled, longer ones cut. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${heading.map((_, column) => oneLine(cells[column] ?? '').replace(/(?<!\\)\|/g, '&#124;')).join(' | ')} |`;
  return [line(heading), `|${heading.map(() => ' --- ').join('|')}|`, ...rows.map(line)].join('\n');
}

/** A bullet list; items are Markdown in one line, empty ones are left out. */
export function markdownList(items: readonly string[]): string {
  return items
    .map(oneLine)
    .filter((item) => item !== '')
    .map((item) => `- ${item}`)
    .join('\n');
}

/** Paragraphs, lists and tables, one below the other; empty blocks are left out. */
export function markdownBlocks(...blocks: readonly (string | undefined)[]): string {
  return blocks.filter((block) => block !== undefined && block !== '').join('\n\n');
}

/** A link to an address of our own making (never one from the chart). */
export function markdownLink(label: string, url: string): string {
  return `[${oneLine(label)}](<${encodeURI(decodeSafely(url)).replace(/[<>]/g, '')}>)`;
}

const oneLine = (markdown: string) => markdown.replace(/\s+/g, ' ').trim();

/** Keeps an address that is already encoded from being encoded twice. */
function decodeSafely(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
