/** How to write on this terminal. Colour only on a TTY, never with NO_COLOR (https://no-color.org), always with FORCE_COLOR. */
export interface Terminal {
  readonly width: number;
  readonly colour: boolean;
  /** A terminal that can rewrite its last line; elsewhere progress is plain lines. */
  readonly rewrites: boolean;
  write(text: string): void;
}

export function openTerminal(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const isTty = stream.isTTY === true;
  const forced = (environment.FORCE_COLOR ?? '') !== '' && environment.FORCE_COLOR !== '0';
  return {
    width: Math.max(48, Math.min(stream.columns ?? 100, 110)),
    colour: (environment.NO_COLOR ?? '') === '' && (forced || (isTty && environment.TERM !== 'dumb')),
    rewrites: isTty && environment.TERM !== 'dumb',
    write: (text) => void stream.write(text),
  };
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green' | 'cyan';
const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };

export function styled(terminal: Pick<Terminal, 'colour'>, text: string, ...styles: readonly Style[]): string {
  if (!terminal.colour || text === '') return text;
  return `${styles.map((style) => `\u001b[${codes[style]}m`).join('')}${text}\u001b[0m`;
}

/** Text from elsewhere, without the control characters that could drive a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** Breaks at spaces so that no line is longer than `width`; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A progress line: rewritten in place on a terminal; elsewhere a plain line at each quarter. */
export function openProgress(terminal: Terminal, label: string, total: number) {
  let quarter = 0;
  return (done: number): void => {
    const share = total === 0 ? 1 : done / total;
    if (terminal.rewrites) {
      const filled = Math.round(share * 20);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`;
      terminal.write(`\r  ${label} ${bar} ${done}/${total}${done >= total ? '\n' : ''}`);
    } else if (Math.floor(share * 4) > quarter) {
      quarter = Math.floor(share * 4);
      terminal.write(`  ${label} ${done}/${total}\n`);
    }
  };
}
