import { userInfo } from 'node:os';
import { Command } from 'commander';
import { loadFamilies } from '../catalogue.ts';
import { imageReaders } from '../compose/images.ts';
import { declaredHistory, openModelsBeside, openTabularModel, recordedChanges, training } from '../compose/models.ts';
import { openAnalyze } from '../compose/pipeline.ts';
import { openLog } from '../compose/store.ts';
import { readConfig } from '../config.ts';
import { resultTypes } from '../http/fhir-routes.ts';
import { validationPage } from '../http/pages/validation/validation-page.ts';
import { version } from '../version.ts';
import { analyzeCommand } from './analyze.ts';
import { catalogueCommand } from './catalogue.ts';
import { demoCommand } from './demo.ts';
import { exportCommand } from './export.ts';
import { harmoniseCommand } from './harmonise.ts';
import { jobsCommand } from './jobs.ts';
import { modelToValidate } from './model-to-validate.ts';
import { modelsCommand } from './models.ts';
import { predictCommand } from './predict.ts';
import { radiomicsCommand } from './radiomics.ts';
import { readBundle, readChart } from './read-bundle.ts';
import { readJsonFile } from './read-json-file.ts';

import { scoreCommand } from './score.ts';
import { configuredQueue, configuredStore, demoService, serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import { openTerminal } from './terminal.ts';
import { trainCommand } from './train.ts';
import { validateCommand } from './validate.ts';
import { workCommand } from './work.ts';

/** The command line: one command per file. */
export function program(): Command {
  const root = new Command('fibrocast').description('Clinical decision support for liver fibrosis').version(version);
  for (const command of [
    serveCommand(),
    workCommand(),
    jobsCommand({ open: configuredQueue, out: process.stdout }),
    demoCommand(demoService),
    scoreCommand({ readBundle }),
    predictCommand({
      openModel: (id) => openTabularModel(id),
      changes: () => recordedChanges(readConfig({ FIBROCAST_AUTH: 'off', LOG_LEVEL: 'silent', ...process.env })),
      ...(process.env.FIBROCAST_SITE ? { site: process.env.FIBROCAST_SITE } : {}),
    }),
    trainCommand({ ...training, environment: process.env, notices: process.stderr }),
    analyzeCommand({
      open: async () => {
        const config = readConfig({ FIBROCAST_AUTH: 'off', LOG_LEVEL: 'silent', ...process.env });
        return openAnalyze(config, openLog(config), await declaredHistory(config));
      },
      readChart: async (path) => readChart(await readJsonFile('--labs', path), new Date().toISOString()),
      terminal: openTerminal(process.stderr, process.env),
      out: process.stdout,
    }),
    radiomicsCommand({
      ...imageReaders,
      families: async () => (await loadFamilies()).map(({ value }) => value),
      out: process.stdout,
      notices: process.stderr,
    }),
    harmoniseCommand({ out: process.stdout }),
    exportCommand({ open: configuredStore, types: resultTypes, out: process.stdout, progress: process.stderr }),
    simulateCommand({ out: process.stdout, terminal: openTerminal(process.stderr, process.env) }),
    validateCommand({
      openModel: (id) => modelToValidate(id),
      async record(model, sha256, reason) {
        const config = readConfig({ FIBROCAST_AUTH: 'off', LOG_LEVEL: 'silent', ...process.env });
        const models = await openModelsBeside(config, {
          log: openLog(config),
          processes: { light: 0, heavy: 0 },
          changes: true,
        });
        try {
          const what = { kind: 'validation', sha256 } as const;
          const standing = await models.registry.change(model, what, userInfo().username, reason);
          return `${standing.model} is ${standing.state}; its validation report is recorded.`;
        } finally {
          await models.close();
        }
      },
      page: validationPage,
      version,
      now: () => new Date().toISOString(),
      out: process.stdout,
      notices: process.stderr,
    }),
    modelsCommand({
      open: (options) => {
        const config = readConfig({ FIBROCAST_AUTH: 'off', LOG_LEVEL: 'silent', ...process.env });
        return openModelsBeside(config, { log: openLog(config), ...options });
      },
      openModel: (id) => openTabularModel(id),
      ...(process.env.FIBROCAST_SITE ? { site: process.env.FIBROCAST_SITE } : {}),
      now: () => new Date().toISOString(),
      operator: userInfo().username,
      out: process.stdout,
    }),
    catalogueCommand(),
  ]) {
    root.addCommand(command.exitOverride());
  }
  return root.exitOverride();
}
