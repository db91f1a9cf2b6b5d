import type { Estimated, ValueEstimate } from '../../core/value/estimate-value.ts';
import type { Formats } from '../design/formats.ts';
import type { Words } from './language/dictionary.ts';
import type { Money } from './money.ts';
import { intervalOf } from './parts.ts';

export interface ResultProps {
  readonly estimate: ValueEstimate;
  readonly words: Words;
  readonly formats: Formats;
  readonly money: Money;
}

/** The four figures, each with what it could as well be. */
export function ResultTiles({ estimate, words, formats, money, netShown }: ResultProps & { netShown: number }) {
  const { overHorizon, perYear } = estimate;
  const { returnOnCost } = overHorizon;
  const percent = formats.wholePercent;
  return (
    <dl class="tiles">
      <Tile
        title={words('result.net')}
        value={money.whole(netShown)}
        interval={intervalOf(perYear.net, words, money)}
      />
      <Tile
        title={words.counted('result.horizon', overHorizon.years)}
        value={money.whole(overHorizon.net.value)}
        interval={intervalOf(overHorizon.net, words, money)}
      />
      <Tile title={words('result.breakEven')} {...breakEvenText(estimate, words)} />
      <Tile
        title={words('result.return')}
        value={returnOnCost ? percent(returnOnCost.value) : '–'}
        interval={returnOnCost ? rangeOf(returnOnCost, percent, words) : words('result.noCost')}
      />
    </dl>
  );
}

function Tile({ title, value, interval }: { title: string; value: string; interval: string }) {
  return (
    <div class="tile">
      <dt>{title}</dt>
      <dd>{value}</dd>
      <dd class="interval">{interval}</dd>
    </div>
  );
}

const rangeOf = ({ low, high }: Estimated, format: (value: number) => string, words: Words) =>
  words('result.interval', { low: format(low), high: format(high) });

export function breakEvenText({ breakEven, overHorizon }: ValueEstimate, words: Words) {
  const { month, earliest, latest } = breakEven;
  const never = words('result.never', { month: overHorizon.years * 12 });
  return {
    value: month === undefined ? never : words('result.month', { month }),
    interval:
      earliest === undefined
        ? never
        : latest === undefined
          ? words('result.monthFrom', { from: earliest })
          : words('result.monthRange', { from: earliest, to: latest }),
  };
}
