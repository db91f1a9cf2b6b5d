/** Short titles of the 31 source attributes of 45 CFR 170.315(b)(11)(iv), in order, with the group each belongs to. */
export const sourceAttributeTitles: readonly { readonly group: string; readonly title: string }[] = [
  ['Details and output', ['Developer and contact', 'Funding of development', 'Output', 'Type of output']],
  ['Purpose', ['Intended use', 'Intended patients', 'Intended users', 'Role in the decision']],
  [
    'Cautioned out-of-scope use',
    ['Tasks, situations and populations to avoid', 'Known risks, inappropriate settings and uses, limits'],
  ],
  [
    'Development and inputs',
    [
      'Inclusion and exclusion of training data',
      'Use of race, ethnicity, language, sexual orientation, gender identity, sex, date of birth, social needs, health status as inputs',
      'Demographic representativeness of the training data',
      'Relevance of the training data to the deployment setting',
    ],
  ],
  ['Fairness in development', ['Approach to fair output', 'How bias was managed or reduced']],
  [
    'External validation',
    [
      'Source and setting of the external data',
      'Who tested on external data',
      'Demographics of the external data',
      'Process of external validation',
    ],
  ],
  [
    'Performance',
    [
      'Validity, same source',
      'Fairness, same source',
      'Validity, external',
      'Fairness, external',
      'References on outcomes of use',
    ],
  ],
  [
    'Maintenance',
    [
      'How and how often validity is monitored',
      'Local validity',
      'How and how often fairness is monitored',
      'Local fairness',
    ],
  ],
  [
    'Update',
    [
      'How and how often the model is updated',
      'How often it is corrected when a risk to validity or fairness is found',
    ],
  ],
].flatMap(([group, titles]) => (titles as string[]).map((title) => ({ group: group as string, title })));
