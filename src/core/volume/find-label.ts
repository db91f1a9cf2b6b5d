/** A segment or structure that a segmentation offers. */
export interface LabelOffer {
  readonly number: number;
  readonly name: string | undefined;
  /** Coded terms of what it shows. */
  readonly codes: readonly { readonly scheme: string; readonly value: string }[];
  /** The file says that an algorithm drew it and nobody corrected it (AUTOMATIC); absent: drawn or corrected by a person, or not said. */
  readonly automatic?: boolean;
}

export type FoundLabel =
  | { readonly ok: true; readonly number: number; readonly by: 'number' | 'name' | 'code' | 'only one' }
  | { readonly ok: false; readonly sentence: string };

/** Organs that are looked for: in SNOMED CT, in its older DICOM spelling, and in the Foundational Model of Anatomy. */
export type Organ = 'liver' | 'spleen';
const organs: Readonly<Record<Organ, { readonly codes: ReadonlySet<string>; readonly names: RegExp }>> = {
  liver: {
    codes: new Set(['SCT 10200004', 'SNM3 T-62000', 'SRT T-62000', '99SDM T-62000', 'FMA 7197']),
    names: /^(whole[ _-]?)?(liver|leber|foie|higado|hígado|fegato|lever)([ _-]?(whole|total|organ|parenchyma))?$/i,
  },
  spleen: {
    codes: new Set(['SCT 78961009', 'SNM3 T-C3000', 'SRT T-C3000', '99SDM T-C3000', 'FMA 7196']),
    names: /^(whole[ _-]?)?(spleen|milz|rate|bazo|milza|milt)([ _-]?(whole|total|organ|parenchyma))?$/i,
  },
};

/** The label of an organ by coded term, then by name; undefined when none or more than one stands for it. */
export const organLabel = (offers: readonly LabelOffer[], organ: Organ): number | undefined => {
  const { codes, names } = organs[organ];
  const coded = offers.filter((offer) => offer.codes.some(({ scheme, value }) => codes.has(`${scheme} ${value}`)));
  const found = coded.length > 0 ? coded : offers.filter(({ name }) => name !== undefined && names.test(name.trim()));
  return found.length === 1 ? found[0]?.number : undefined;
};

/**
 * Which label is meant: the one asked for by number or name; otherwise the liver by coded term, then by name, then the only
 * one there is. Never the first of several.
 */
export const findLabel = (offers: readonly LabelOffer[], asked?: string): FoundLabel => {
  const [only] = offers;
  if (only === undefined) return { ok: false, sentence: 'The segmentation holds no segment.' };
  const one = (found: readonly LabelOffer[], by: 'number' | 'name' | 'code', what: string): FoundLabel | undefined => {
    const [first, second] = found;
    if (first === undefined) return undefined;
    if (second === undefined) return { ok: true, number: first.number, by };
    return { ok: false, sentence: `${found.length} segments ${what}; give the number of one of them as label.` };
  };
  if (asked !== undefined) {
    const wanted = asked.trim().toLowerCase();
    const byName = one(
      offers.filter(({ name }) => name?.trim().toLowerCase() === wanted),
      'name',
      'have the name asked for',
    );
    const byNumber = /^\d+$/.test(wanted) ? offers.filter(({ number }) => number === Number(wanted)) : [];
    return (
      one(byNumber, 'number', 'have the number asked for') ??
      byName ?? { ok: false, sentence: `None of the ${offers.length} segments has the label asked for.` }
    );
  }
  return (
    one(
      offers.filter(({ codes }) => codes.some(({ scheme, value }) => organs.liver.codes.has(`${scheme} ${value}`))),
      'code',
      'are coded as liver',
    ) ??
    one(
      offers.filter(({ name }) => name !== undefined && organs.liver.names.test(name.trim())),
      'name',
      'are named liver',
    ) ??
    (offers.length === 1
      ? { ok: true, number: only.number, by: 'only one' }
      : { ok: false, sentence: `None of the ${offers.length} segments is the liver; say which one is meant.` })
  );
};
