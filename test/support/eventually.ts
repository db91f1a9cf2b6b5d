/** Asks again until the check passes; its last failure after `patienceMs`. */
export async function eventually(check: () => unknown, patienceMs = 15_000): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
