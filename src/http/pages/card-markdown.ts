import { lexer, type Token, type Tokens } from 'marked';
import { type ComponentChildren, h } from 'preact';

/**
 * Markdown of a model card as nodes. Everything is a text node or one of a few elements, so nothing in a card can become markup: HTML in
 * it is shown as text, pictures as their description, and only https and in-page links are links.
 */
export function markdownNodes(text: string): ComponentChildren[] {
  return lexer(text).map(block);
}

/** Headings of a card start below the title of the page. */
const lowered = (depth: number) => `h${Math.min(6, depth + 1)}`;

function block(token: Token): ComponentChildren {
  switch (token.type) {
    case 'heading': {
      const heading = token as Tokens.Heading;
      return h(lowered(heading.depth), null, ...inlines(heading.tokens));
    }
    case 'paragraph':
      return h('p', null, ...inlines((token as Tokens.Paragraph).tokens));
    case 'list': {
      const list = token as Tokens.List;
      const items = list.items.map((item) => h('li', null, ...item.tokens.map(block)));
      return h(list.ordered ? 'ol' : 'ul', null, ...items);
    }
    case 'table':
      return tableOf(token as Tokens.Table);
    case 'code':
      return h('pre', null, h('code', null, (token as Tokens.Code).text));
    case 'blockquote':
      return h('blockquote', null, ...((token as Tokens.Blockquote).tokens ?? []).map(block));
    case 'hr':
      return h('hr', null);
    case 'space':
      return null;
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens ? h('span', null, ...inlines(tokens)) : text;
    }
    default:
      return h('p', null, token.raw.trim());
  }
}

function tableOf(token: Tokens.Table): ComponentChildren {
  const cells = (row: readonly Tokens.TableCell[], tag: 'th' | 'td') =>
    row.map((cell) => h(tag, null, ...inlines(cell.tokens)));
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': token.header.map(({ text }) => text).join(', ') },
    h(
      'table',
      null,
      h('thead', null, h('tr', null, ...cells(token.header, 'th'))),
      h('tbody', null, ...token.rows.map((row) => h('tr', null, ...cells(row, 'td')))),
    ),
  );
}

const inlines = (tokens: readonly Token[] = []): ComponentChildren[] => tokens.map(inline);

function inline(token: Token): ComponentChildren {
  switch (token.type) {
    case 'strong':
      return h('strong', null, ...inlines((token as Tokens.Strong).tokens));
    case 'em':
      return h('em', null, ...inlines((token as Tokens.Em).tokens));
    case 'codespan':
      return h('code', null, (token as Tokens.Codespan).text);
    case 'br':
      return h('br', null);
    case 'link': {
      const { href, tokens } = token as Tokens.Link;
      return /^(https:\/\/|#)/.test(href) ? h('a', { href }, ...inlines(tokens)) : h('span', null, ...inlines(tokens));
    }
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens ? h('span', null, ...inlines(tokens)) : text;
    }
    default:
      return token.raw;
  }
}
