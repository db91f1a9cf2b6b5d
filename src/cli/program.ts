import { Command } from 'commander';
import { loadFamilies } from '../catalogue.ts';
import { imageReaders, openTabularModel, training } from '../compose.ts';
import { resultTypes } from '../http/fhir-routes.ts';
import { version } from '../version.ts';
import { catalogueCommand } from './catalogue.ts';
import { demoCommand } from './demo.ts';
import { exportCommand } from './export.ts';
import { predictCommand } from './predict.ts';
import { radiomicsCommand } from './radiomics.ts';
import { readBundle } from './read-bundle.ts';

import { scoreCommand } from './score.ts';
import { configuredStore, demoService, serveCommand } from './serve.ts';
import { trainCommand } from './train.ts';

/** The command line: one command per file. */
export function program(): Command {
  const root = new Command('fibrocast').description('Clinical decision support for liver fibrosis').version(version);
  for (const command of [
    serveCommand(),
    demoCommand(demoService),
    scoreCommand({ readBundle }),
    predictCommand({ openModel: (id) => openTabularModel(id) }),
    trainCommand({ ...training, environment: process.env, notices: process.stderr }),
    radiomicsCommand({
      ...imageReaders,
      families: async () => (await loadFamilies()).map(({ value }) => value),
      out: process.stdout,
      notices: process.stderr,
    }),
    exportCommand({ open: configuredStore, types: resultTypes, out: process.stdout, progress: process.stderr }),
    catalogueCommand(),
  ]) {
    root.addCommand(command.exitOverride());
  }
  return root.exitOverride();
}
