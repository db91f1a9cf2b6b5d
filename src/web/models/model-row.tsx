import { useEffect, useState } from 'preact/hooks';
import type { ModelDetails, ModelLine, ModelStep } from '../../core/models/model-overview.ts';
import type { Formats } from '../design/formats.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { readModel } from './api.ts';
import type { Words } from './language/dictionary.ts';
import { ModelDetailsView } from './model-details.tsx';
import { StateMark } from './state-mark.tsx';
import { stepsOf } from './steps.ts';

export interface RowProps {
  readonly line: ModelLine;
  readonly words: Words;
  readonly formats: Formats;
  readonly administrator: boolean;
  /** Grows with every change: what is open is read again. */
  readonly round: number;
  readonly onStep: (line: ModelLine, step: ModelStep) => void;
}

const nameOf = (model: string) => model.replace(/[^\w-]/g, '-');
/** Of the button that opens the details. */
export const toggleId = (model: string): string => `toggle-${nameOf(model)}`;

/** One version: where it stands in one line, everything else behind it. */
export function ModelRow(props: RowProps) {
  const { line, words, formats, administrator, onStep } = props;
  const [open, setOpen] = useState(false);
  const id = `details-${nameOf(line.model)}`;
  const golden = line.goldenRun === undefined ? 'none' : line.goldenRun.passed ? 'passed' : 'failed';
  return (
    <li class={`model ${line.off ? 'is-off' : ''}`}>
      <div class="model-line">
        <div class="model-name">
          <h2 lang="en">{line.title}</h2>
          <p class="soft">
            <code>{line.model}</code> · {words(`role.${line.role}`)}
          </p>
        </div>
        <div class="model-state">
          <StateMark line={line} words={words} />
          <p class="soft">
            {words(`says.${saidOf(line)}`)},{' '}
            {line.since === undefined
              ? words('since.shipped')
              : words('since.date', { date: formats.date(line.since) })}
          </p>
        </div>
        <div class="model-proof">
          <EvidenceMark evidence={line.evidence}>{words(`evidence.${line.evidence}`)}</EvidenceMark>
          <p class={golden === 'failed' ? 'grave' : 'soft'}>{words(`golden.${golden}`)}</p>
          <p class="soft">{words(line.validated ? 'validation.recorded' : 'validation.missing')}</p>
        </div>
        <div class="model-steps">
          {administrator &&
            stepsOf(line).map((step) => (
              <button key={step} type="button" class={`step ${step}`} onClick={() => onStep(line, step)}>
                {words(`step.${step}`)}
                <span class="visually-hidden">: {line.title}</span>
              </button>
            ))}
          <button
            type="button"
            id={toggleId(line.model)}
            class="disclosure"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen((before) => !before)}
          >
            {words(open ? 'line.less' : 'line.details')}
            <span class="visually-hidden">: {line.title}</span>
          </button>
        </div>
      </div>
      <div id={id}>{open && <Opened {...props} />}</div>
    </li>
  );
}

/** A state says what a model is meant to do; off, or not allowed here, it does not. */
function saidOf({ state, off, takesPart }: ModelLine) {
  const runs = state === 'live' || state === 'silent';
  if (off && runs) return 'off';
  return runs && !takesPart ? 'excluded' : state;
}

function Opened({ line, words, formats, round }: RowProps) {
  const [details, setDetails] = useState<ModelDetails | 'loading' | 'failed'>('loading');
  useEffect(() => {
    let current = true;
    readModel(line.model)
      .then((read) => current && setDetails(read))
      .catch(() => current && setDetails('failed'));
    return () => {
      current = false;
    };
  }, [line.model, round]);
  if (details === 'loading')
    return (
      <p role="status" class="details waiting soft">
        {words('details.loading')}
      </p>
    );
  if (details === 'failed')
    return (
      <p role="alert" class="details">
        {words('details.failed')}
      </p>
    );
  return <ModelDetailsView details={details} words={words} formats={formats} />;
}
