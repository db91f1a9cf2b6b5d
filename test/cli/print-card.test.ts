import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/cds/card.ts';
import { cardLines, markdownLines } from '../../src/cli/print-card.ts';

const card: Card = {
  uuid: '1',
  summary: 'Ibuprofen with ascites: avoid NSAIDs.',
  indicator: 'critical',
  detail:
    'Creatinine is **108 µmol/L**. See [the guideline](https://example.org).\n\n- *Missing:* ELF\n\n| Drug | Advice |\n|---|---|\n| NSAID | avoid |',
  source: { label: 'EASL 2018', topic: { system: 's', code: 'c', display: 'd' } },
  suggestions: [{ label: 'Replace with paracetamol', uuid: '2', isRecommended: true }],
};

describe('printing a card in a terminal', () => {
  it('says the indicator as a word and takes the marks off the text', () => {
    expect(cardLines(card, { colour: false, width: 80 })).toEqual([
      '  ▌ CRITICAL Ibuprofen with ascites: avoid NSAIDs.',
      '  ▌ Creatinine is 108 µmol/L. See the guideline.',
      '  ▌ • Missing: ELF',
      '  ▌ Drug   Advice',
      '  ▌ NSAID  avoid',
      '  ▌ → Suggested: Replace with paracetamol',
      '  ▌ Source: EASL 2018',
    ]);
  });

  it('never passes the width', () => {
    const long: Card = { ...card, detail: 'word '.repeat(200), summary: 'A summary of many words '.repeat(5) };
    for (const line of cardLines(long, { colour: false, width: 60 })) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('colours only when asked to', () => {
    expect(cardLines(card, { colour: true, width: 80 }).join('\n')).toContain('\u001b[31m');
    expect(cardLines(card, { colour: false, width: 80 }).join('\n')).not.toContain('\u001b');
  });

  it('lets no control sequence of foreign text through', () => {
    const lines = cardLines(
      { ...card, summary: 'a\u001b[2Jb', detail: 'x\u0007\u009b31my' },
      { colour: false, width: 80 },
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the point
    expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('keeps escaped characters and undoes entities', () => {
    expect(markdownLines('FIB\\-4 \\> 2\\.67 and 5 &lt; 6, a\\*b', 80)).toEqual(['FIB-4 > 2.67 and 5 < 6, a*b']);
  });

  it('writes a table that is too wide as one line per row', () => {
    const wide = `| ${'a'.repeat(30)} | ${'b'.repeat(30)} |\n|---|---|\n| c | d |`;
    expect(markdownLines(wide, 40).at(-1)).toBe('• c · d');
  });
});
