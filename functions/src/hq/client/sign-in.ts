type Answer = { state: 'waiting' | 'expired' } | { state: 'signed_in'; next: string };

/** Asks every few seconds whether the QR was approved, and goes on as soon as it was. */
export function waitForScan(box: HTMLElement): void {
  const url = box.dataset.signIn as string;
  const everyMs = Math.max(1, Number(box.dataset.signInSeconds)) * 1000;
  const status = box.querySelector<HTMLElement>('.sign-in-state');

  async function ask(): Promise<void> {
    const answer = await look();
    if (answer?.state === 'signed_in') {
      location.assign(answer.next);
      return;
    }
    if (answer?.state === 'expired') {
      box.classList.add('is-expired');
      if (status) status.textContent = status.dataset.expired ?? '';
      return;
    }
    setTimeout(ask, everyMs);
  }

  async function look(): Promise<Answer | null> {
    try {
      const response = await fetch(url, { headers: { accept: 'application/json' }, cache: 'no-store' });
      return response.ok ? ((await response.json()) as Answer) : null;
    } catch {
      return null;
    }
  }

  setTimeout(ask, everyMs);
}
