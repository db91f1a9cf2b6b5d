import { useEffect, useRef, useState } from 'preact/hooks';
import type { NewMark } from './api.ts';
import { isComing, reminderDays } from './reminder-days.ts';
import type { Reading } from './row-sentences.ts';

/** What is to be said about the chosen patients. Resolves nothing by itself: `onSave` says whether it was stored. */
export function MarkDialog({
  kind,
  count,
  today,
  reading,
  onSave,
  onClose,
}: {
  kind: NewMark['kind'];
  count: number;
  today: string;
  reading: Reading;
  /** @returns whether it was stored */
  onSave: (mark: NewMark) => Promise<boolean>;
  onClose: () => void;
}) {
  const { words, formats } = reading;
  const dialog = useRef<HTMLDialogElement>(null);
  const days = reminderDays(today);
  const [until, setUntil] = useState(days.month);
  const [note, setNote] = useState('');
  const [state, setState] = useState<'open' | 'saving' | 'failed'>('open');
  useEffect(() => dialog.current?.showModal(), []);
  const coming = kind === 'reviewed' || isComing(until, today);

  async function save(event: Event) {
    event.preventDefault();
    if (!coming || state === 'saving') return;
    setState('saving');
    const text = note.trim();
    const about = text === '' ? {} : { note: text };
    const stored = await onSave(kind === 'reviewed' ? { kind, ...about } : { kind, until, ...about });
    if (stored) dialog.current?.close();
    else setState('failed');
  }
  const family = kind === 'reviewed' ? 'dialog.review' : 'dialog.snooze';
  return (
    <dialog ref={dialog} class="mark-dialog" aria-labelledby="mark-title" onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <h2 id="mark-title">{words.counted(family, count)}</h2>
        {kind === 'snoozed' && (
          <div class="field">
            <div class="quick-days">
              {(['weeks', 'month', 'quarter', 'half'] as const).map((span) => (
                <button
                  key={span}
                  type="button"
                  aria-pressed={until === days[span]}
                  title={formats.date(days[span])}
                  onClick={() => setUntil(days[span])}
                >
                  {words(`dialog.${span}`)}
                </button>
              ))}
            </div>
            <label>
              <span>{words('dialog.until')}</span>
              <input
                type="date"
                required
                value={until}
                aria-invalid={!coming}
                aria-describedby="mark-day"
                onInput={(event) => setUntil(event.currentTarget.value)}
              />
              <span id="mark-day" class={coming ? 'soft' : 'wrong'}>
                {coming ? formats.date(until) : words('dialog.coming')}
              </span>
            </label>
          </div>
        )}
        <label class="field">
          <span>{words('dialog.note')}</span>
          <textarea rows={3} maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <p class="note">{words('dialog.ends')}</p>
        <p class="wrong" role="alert">
          {state === 'failed' && words('action.failed')}
        </p>
        <div class="dialog-actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {words('dialog.cancel')}
          </button>
          <button type="submit" class="primary" aria-disabled={!coming || state === 'saving'}>
            {words(state === 'saving' ? 'dialog.saving' : 'dialog.save')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
