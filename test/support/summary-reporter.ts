import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with one line that scripts can read, and names every skipped test with the reason its suite gives. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skipped = new Map<string, number>();
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'pending') continue;
        count[state] += 1;
        if (state === 'skipped') {
          const suite = test.parent.type === 'suite' ? test.parent.name : module.relativeModuleId;
          skipped.set(suite, (skipped.get(suite) ?? 0) + 1);
        }
      }
      if (module.state() === 'failed' && count.failed === before) count.failed += 1;
    }
    for (const [suite, number] of skipped) console.log(`skipped: ${suite} (${number})`);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
