import { useRef } from 'preact/hooks';
import {
  movedRange,
  type Range,
  type Reference,
  soundRange,
  type ValueGroup,
  type ValueInput,
  valueInputs,
} from '../../core/value/value-inputs.ts';
import type { Formats } from '../design/formats.ts';
import { Panel } from '../design/panel.tsx';
import { isSame, type Scenario } from './address.ts';
import type { Words } from './language/dictionary.ts';
import { NumberField } from './number-field.tsx';

const groups: readonly ValueGroup[] = ['site', 'effect', 'price', 'service', 'method'];

/** A share is read and typed in percent. */
export const scaleOf = ({ unit }: Pick<ValueInput, 'unit'>): number =>
  unit === 'share' || unit === 'share-per-year' ? 100 : 1;

export interface InputsProps {
  readonly scenario: Scenario;
  readonly words: Words;
  readonly formats: Formats;
  readonly onInput: (id: ValueInput['id'], range: Range) => void;
}

/** Every number of the estimate, with its bounds and where it comes from. */
export function InputsPanel(props: InputsProps) {
  const { words } = props;
  return (
    <Panel id="inputs" title={words('inputs.title')}>
      {groups.map((group) => (
        <fieldset key={group} class="inputs">
          <legend>{words(`group.${group}`)}</legend>
          {valueInputs
            .filter((input) => input.group === group)
            .map((input) => (
              <InputRow key={input.id} input={input} {...props} />
            ))}
        </fieldset>
      ))}
    </Panel>
  );
}

function InputRow({ input, scenario, words, formats, onInput }: InputsProps & { input: ValueInput }) {
  const { id, allowed, chosen, given } = input;
  const range = scenario.inputs[id];
  const scale = scaleOf(input);
  const title = words(`input.${id}`);
  const unit = words(`unit.${input.unit}`, { currency: scenario.currency });
  const start = useRef(range);
  const remember = () => {
    start.current = range;
  };
  const take = (next: Range | undefined) => next && onInput(id, next);
  const bounds = [allowed[0] * scale, allowed[1] * scale] as const;
  const invalid = words('inputs.invalid', { low: formats.number(bounds[0], 2), high: formats.number(bounds[1], 2) });
  const changed = !isSame(range, given);
  const field = (which: 'low' | 'high', label: string) => (
    <NumberField
      id={`${id}-${which}`}
      class="bound"
      label={`${title}: ${label}`}
      value={range[which] * scale}
      bounds={which === 'low' ? [bounds[0], range.likely * scale] : [range.likely * scale, bounds[1]]}
      invalid={words('inputs.invalid', {
        low: formats.number(which === 'low' ? bounds[0] : range.likely * scale, 3),
        high: formats.number(which === 'low' ? range.likely * scale : bounds[1], 3),
      })}
      onValue={(value) => take(soundRange(id, { ...range, [which]: value / scale }))}
    />
  );
  return (
    <div class={`input-row ${changed ? 'changed' : ''}`}>
      <div class="input-name">
        <label for={id}>{title}</label>
        {changed ? (
          <span class="own">
            {words('inputs.changed')}
            <button type="button" class="plain" onClick={() => onInput(id, given)}>
              {words('inputs.reset')}
              <span class="visually-hidden">: {title}</span>
            </button>
          </span>
        ) : (
          <SourceNote input={input} words={words} title={title} />
        )}
      </div>
      <div class="input-fields">
        <NumberField
          id={id}
          value={range.likely * scale}
          bounds={bounds}
          invalid={invalid}
          onStart={remember}
          onValue={(value) => take(movedRange(id, start.current, value / scale))}
        />
        <span class="unit">{unit}</span>
        {!chosen && (
          <span class="bounds">
            <span aria-hidden="true">{words('inputs.between')}</span>
            {field('low', words('inputs.low'))}
            <span aria-hidden="true">{words('inputs.and')}</span>
            {field('high', words('inputs.high'))}
          </span>
        )}
      </div>
    </div>
  );
}

/** Where the given number comes from: an assumption is never dressed as anything else. */
function SourceNote({ input: { source }, words, title }: { input: ValueInput; words: Words; title: string }) {
  const published = source.kind === 'published';
  return (
    <details class={`source ${source.kind}`}>
      <summary>
        {published ? `${words('source.published')}: ${source.label}` : words('source.assumption')}
        <span class="visually-hidden">: {title}</span>
      </summary>
      {published ? (
        <ReferenceText reference={source} />
      ) : (
        <>
          <p>{words('source.none')}</p>
          {source.compare && (
            <>
              <p>{words('source.compare', { label: source.compare.label })}</p>
              <ReferenceText reference={source.compare} />
            </>
          )}
        </>
      )}
    </details>
  );
}

function ReferenceText({ reference: { says, doi, url } }: { reference: Reference }) {
  const address = doi === undefined ? url : `https://doi.org/${doi}`;
  return (
    <p lang="en">
      {says}{' '}
      {address !== undefined && (
        <a href={address} target="_blank" rel="noreferrer">
          {doi ?? address.replace(/^https:\/\/(www\.)?/, '')}
        </a>
      )}
    </p>
  );
}
