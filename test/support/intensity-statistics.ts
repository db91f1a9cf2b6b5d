/** Statistics of IBSI-2 phase 2, in the order of its reference table here. */
export const statisticNames = [
  'kurtosis',
  'p10',
  'p90',
  'coefficientOfVariation',
  'energy',
  'interquartileRange',
  'maximum',
  'mean',
  'meanAbsoluteDeviation',
  'median',
  'medianAbsoluteDeviation',
  'minimum',
  'quartileCoefficientOfDispersion',
  'range',
  'robustMeanAbsoluteDeviation',
  'rootMeanSquare',
  'skewness',
  'variance',
] as const;

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** First-order statistics by their definitions, for comparing response maps only: the product has a family for these. */
export function intensityStatistics(
  values: Float64Array | Float32Array,
): Record<(typeof statisticNames)[number], number> {
  const sorted = Float64Array.from(values).sort();
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const percentile = (p: number) => {
    const place = (p / 100) * (sorted.length - 1);
    const below = Math.floor(place);
    return at(below) + (place - below) * (at(Math.min(below + 1, sorted.length - 1)) - at(below));
  };
  const mean = meanOf(sorted);
  const moment = (power: number) => meanOf(sorted.map((value) => (value - mean) ** power));
  const [p10, p25, median, p75, p90] = [percentile(10), percentile(25), percentile(50), percentile(75), percentile(90)];
  const robust = sorted.filter((value) => value >= p10 && value <= p90);
  const robustMean = meanOf(robust);
  const variance = moment(2);
  const energy = sorted.reduce((sum, value) => sum + value * value, 0);
  return {
    kurtosis: moment(4) / variance ** 2 - 3,
    p10,
    p90,
    coefficientOfVariation: Math.sqrt(variance) / mean,
    energy,
    interquartileRange: p75 - p25,
    maximum: at(sorted.length - 1),
    mean,
    meanAbsoluteDeviation: meanOf(sorted.map((value) => Math.abs(value - mean))),
    median,
    medianAbsoluteDeviation: meanOf(sorted.map((value) => Math.abs(value - median))),
    minimum: at(0),
    quartileCoefficientOfDispersion: (p75 - p25) / (p75 + p25),
    range: at(sorted.length - 1) - at(0),
    robustMeanAbsoluteDeviation: meanOf(robust.map((value) => Math.abs(value - robustMean))),
    rootMeanSquare: Math.sqrt(energy / sorted.length),
    skewness: moment(3) / variance ** 1.5,
    variance,
  };
}
