import { useEffect, useRef, useState } from 'preact/hooks';
import type { ModelLine, ModelStep } from '../../core/models/model-overview.ts';
import { ApiRefusal } from '../design/api.ts';
import { changeModel } from './api.ts';
import type { Words } from './language/dictionary.ts';

export interface AskedChange {
  readonly line: ModelLine;
  readonly step: ModelStep;
}

/** What the step does, and the reason without which it is not done. A refusal keeps what was written. */
export function ChangeDialog({
  asked,
  words,
  onDone,
  onClose,
}: {
  asked: AskedChange;
  words: Words;
  onDone: (now: ModelLine, step: ModelStep) => void;
  onClose: () => void;
}) {
  const { line, step } = asked;
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ readonly title?: string; readonly text: string; readonly lang?: string }>();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async () => {
    if (busy) return;
    if (reason.trim().length < 3) return setProblem({ text: words('change.needsReason') });
    setBusy(true);
    setProblem(undefined);
    try {
      onDone(await changeModel(line.model, step, reason.trim()), step);
    } catch (error) {
      const said = error instanceof ApiRefusal ? error.said : undefined;
      setProblem(
        said === undefined
          ? { text: words('change.failed') }
          : { title: words('change.refused'), text: said, lang: 'en' },
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="change" aria-labelledby="change-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id="change-title">{words('change.question', { step: words(`step.${step}`), model: line.model })}</h2>
        <p class="soft">{line.title}</p>
        <p>{words(`does.${step}`)}</p>
        <label for="change-reason">{words('change.reason')}</label>
        <textarea
          id="change-reason"
          rows={3}
          maxLength={500}
          value={reason}
          aria-required="true"
          aria-invalid={problem !== undefined && problem.title === undefined}
          aria-describedby="change-hint change-problem"
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <p id="change-hint" class="note">
          {words('change.reasonHint')}
        </p>
        <div id="change-problem" class="problem" role="alert">
          {problem && (
            <p>
              {problem.title && <strong>{problem.title}: </strong>}
              <span lang={problem.lang}>{problem.text}</span>
            </p>
          )}
        </div>
        <div class="dialog-buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {words('change.cancel')}
          </button>
          <button type="submit" class="primary" aria-disabled={busy}>
            {busy ? words('change.doing') : words(`step.${step}`)}
          </button>
        </div>
      </form>
    </dialog>
  );
}
