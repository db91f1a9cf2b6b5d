import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentsOf } from '../../fhir-resources/write/assessment-documents.ts';
import { findingsDocuments } from '../../fhir-resources/write/findings-documents.ts';
import { writeBackPlanner } from '../../fhir-resources/write/write-back-plan.ts';
import type { Assessment } from '../../src/core/assessment.ts';
import { variedAssessments, withSynthetic, withSyntheticStage } from '../support/assessments.ts';
import { aboutDocuments } from '../support/examples.ts';
import { findings, syntheticFindings } from '../support/findings.ts';

/**
 * `npm run validate-fhir [-- FOLDER]`: the official HL7 validator (inside HAPI FHIR, from Maven Central) over our definitions, the
 * examples, everything that varied assessments become, and FOLDER's *.json where one is given. Needs Java 17 and Maven; the jars
 * are kept outside of the repository (FIBROCAST_VALIDATOR_JARS, default ~/.cache/fibrocast/validate-fhir).
 * Exit 0: no errors. 1: errors. 2: Java or Maven is not there.
 */
const here = import.meta.dirname;
const profiles = join(here, '../../fhir-resources/profiles');
const jars = process.env.FIBROCAST_VALIDATOR_JARS ?? join(homedir(), '.cache/fibrocast/validate-fhir');
const given = process.argv[2];

function run(command: string, parameters: readonly string[]): number {
  const done = spawnSync(command, parameters, { stdio: 'inherit' });
  if (done.error) {
    console.error(`${command} cannot be run: validate-fhir needs Java 17 and Maven 3.`);
    process.exit(2);
  }
  return done.status ?? 1;
}

function jsonIn(folder: string): { name: string; text: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

function assessment(name: string): Assessment {
  const found = variedAssessments[name];
  if (!found) throw new Error(`No assessment is called "${name}".`);
  return found;
}

function resolveJars(): void {
  mkdirSync(jars, { recursive: true });
  if (readdirSync(jars).some((name) => name.startsWith('hapi-fhir-validation-resources-r4'))) return;
  console.log(`Resolving the validator through Maven into ${jars} …`);
  const copy = ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  if (run('mvn', [...copy, `-DoutputDirectory=${jars}`]) !== 0) process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'fibrocast-validate-'));
try {
  resolveJars();
  for (const part of ['definitions', 'resources']) mkdirSync(join(work, part));
  for (const { name, text } of jsonIn(profiles)) writeFileSync(join(work, 'definitions', name), text);
  for (const { name, text } of jsonIn(join(profiles, 'examples')))
    writeFileSync(join(work, 'resources', `example-${name}`), text);
  const assessments = [...Object.values(variedAssessments), withSynthetic, withSyntheticStage];
  for (const [name, study] of [
    ['findings', findings()],
    ['synthetic-findings', syntheticFindings()],
  ] as const)
    for (const document of findingsDocuments(study, { ...aboutDocuments, allowSynthetic: true }))
      writeFileSync(
        join(work, 'resources', `${name}-${document.resourceType}-${document.id}.json`),
        JSON.stringify(document),
      );
  for (const [index, assessment] of assessments.entries()) {
    for (const document of documentsOf(assessment, { ...aboutDocuments, allowSynthetic: true }))
      writeFileSync(
        join(work, 'resources', `${index}-${document.resourceType}-${document.id}.json`),
        JSON.stringify(document),
      );
  }
  // One transaction as an EHR would get it, with the references among its entries.
  const sent = documentsOf(assessment('risks at 1, 3 and 5 years with intervals'), aboutDocuments);
  for (const { bundle } of writeBackPlanner({ allowSynthetic: false }).plan(sent, []).transactions)
    writeFileSync(join(work, 'resources', 'write-back.json'), JSON.stringify(bundle));
  if (given) for (const { name, text } of jsonIn(given)) writeFileSync(join(work, 'resources', `given-${name}`), text);
  console.log(`Validating the documents of ${assessments.length} assessments, our definitions and examples …`);
  process.exitCode = run('java', ['-Xmx1g', '-cp', join(jars, '*'), join(here, 'Validate.java'), work]);
} finally {
  rmSync(work, { recursive: true, force: true });
}
