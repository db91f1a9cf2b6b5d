import type { Source } from './evidence.ts';

export const drugClasses = [
  'nsaid',
  'benzodiazepine',
  'z-drug',
  'opioid',
  'sedating-antihistamine',
  'vitamin-k-antagonist',
  'doac',
  'heparin',
  'antiplatelet',
  'statin',
  'metformin',
  'sulfonylurea',
  'acetaminophen',
  'aminoglycoside',
  'ace-inhibitor',
  'arb',
  'nsbb',
  'loop-diuretic',
  'aldosterone-antagonist',
  'thiazide',
  'ppi',
  'hbv-nucleoside',
  'hcv-protease-inhibitor',
  'hcv-direct-acting',
  'udca',
  'obeticholic-acid',
  'fibrate',
  'corticosteroid',
  'methotrexate',
  'azole',
  'antituberculous',
  'lactulose',
  'rifaximin',
  'glp-1-agonist',
  'resmetirom',
  'iodinated-contrast',
  'gadolinium-contrast',
  'immunosuppressant',
] as const;
export type DrugClass = (typeof drugClasses)[number];

/** One ingredient this service has something to say about. */
export interface Drug {
  /** INN, lower case, hyphenated: the ingredient id. */
  readonly id: string;
  /** Further names under which orders carry it, lower case. */
  readonly names: readonly string[];
  readonly atc: readonly string[];
  readonly rxnorm?: readonly string[];
  readonly classes: readonly DrugClass[];
}

export type { Source };
