import fc from 'fast-check';
import { Lexer, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import {
  escapeMarkdown,
  markdownBlocks,
  markdownLink,
  markdownList,
  markdownTable,
  plainText,
} from '../../src/cds/markdown.ts';

/** Kinds of the leaves of a rendered text, and what they show. */
function leaves(tokens: readonly Token[]): { kinds: string[]; text: string } {
  const kinds: string[] = [];
  let text = '';
  for (const token of tokens) {
    kinds.push(token.type);
    if (token.type === 'text' || token.type === 'escape') text += decode(token.text as string);
  }
  return { kinds, text };
}
// marked leaves entities in text tokens to the browser
const decode = (html: string) =>
  html
    .replaceAll('&#124;', '|')
    .replaceAll('&#64;', '@')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

function shown(markdown: string): { blocks: string[]; kinds: string[]; text: string } {
  const tokens = new Lexer({ gfm: true }).lex(markdown);
  const inline = tokens.flatMap((token) => (token.type === 'paragraph' ? (token.tokens ?? []) : [token]));
  return { blocks: tokens.map((token) => token.type), ...leaves(inline) };
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '[x](y)',
        '![a](b)',
        '`',
        '```',
        '**',
        '_',
        '~~',
        '|',
        '---',
        '# ',
        '- ',
        '1. ',
        '1) ',
        '+ ',
        '\n',
        '\n\n',
        '    ',
        'http://a.b',
        'https://x.y/z?q=1',
        'www.a.com',
        'a@b.co',
        '<script>',
        '<!--',
        '&amp;',
        '&#60;',
        '\\',
        '|--|',
        '===',
        '[^1]: ',
        '[x]: /u',
        '- [ ] ',
        '$x$',
        ':',
        '\t',
        ' ',
        '(',
        ')',
        '!',
        'ftp://a.b',
        'mailto:a@b.c',
        '@',
        'w',
        'a',
        '1',
        '.',
        '=',
        '"',
        "'",
      ),
    )
    .map((parts) => parts.join('')),
);

describe('escapeMarkdown', () => {
  it('gives plain text back for whatever the chart says', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const result = shown(escapeMarkdown(text));
        expect(result.kinds.filter((kind) => kind !== 'text' && kind !== 'escape')).toEqual([]);
        expect(result.text).toBe(plainText(text));
        expect(result.blocks.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 5000 },
    );
  });

  it('stays in its table cell, list item and sentence', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const safe = escapeMarkdown(text);
        const [table] = new Lexer({ gfm: true }).lex(markdownTable(['a', 'b'], [[safe, 'end']]));
        expect(table?.type).toBe('table');
        const row = (table as { rows: { tokens: Token[] }[][] }).rows[0];
        expect(row).toHaveLength(2);
        expect(leaves(row?.[0]?.tokens ?? []).text).toBe(plainText(text));
        expect(leaves(row?.[1]?.tokens ?? []).text).toBe('end');
        const sentence = shown(`Found: ${safe} (result)`);
        expect(sentence.kinds.filter((kind) => kind !== 'text' && kind !== 'escape')).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves ordinary clinical text readable as it is', () => {
    for (const text of [
      'Hepatitis C, genotype 1a (treated 2019)',
      'AST 45 U/L; ALT 60 U/L',
      'F3-F4',
      'Müller-Lüdenscheidt, 肝硬変',
    ]) {
      expect(escapeMarkdown(text)).toBe(text);
    }
  });

  it('takes invisible characters out that hide or reorder text', () => {
    expect(escapeMarkdown('safe\u202Eevil\u200B\u0000')).toBe('safeevil');
  });
});

describe('the Markdown builders', () => {
  it('make a table of even rows', () => {
    expect(markdownTable(['Score', 'Value'], [['FIB-4', '2.1', 'extra'], ['APRI']])).toBe(
      '| Score | Value |\n| --- | --- |\n| FIB-4 | 2.1 |\n| APRI |  |',
    );
  });

  it('make lists and blocks without empty parts', () => {
    expect(markdownList(['one', '', 'two\nlines'])).toBe('- one\n- two lines');
    expect(markdownBlocks('a', undefined, '', 'b')).toBe('a\n\nb');
  });

  it('make a link that holds even for spaces and brackets', () => {
    const [paragraph] = new Lexer({ gfm: true }).lex(markdownLink('FIB-4', 'https://x.org/a b(c)?d=%20e'));
    const link = (paragraph as { tokens: Token[] }).tokens[0];
    expect(link).toMatchObject({ type: 'link', href: 'https://x.org/a%20b(c)?d=%20e' });
  });
});
