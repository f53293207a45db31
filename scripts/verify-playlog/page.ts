// kiem-tra.html: drop a bundle, read the verdict. Everything stays on this computer.

import { pagePlatform, sourceOf } from './page-platform.ts';
import type { Verdict } from './verdict.ts';
import { verifyBundle } from './verify-bundle.ts';

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return found;
};

const file = element('file') as HTMLInputElement;
const keys = element('keys') as HTMLInputElement;
const drop = element('drop');

async function check(bundle: File): Promise<void> {
  const answer = element('answer');
  answer.className = 'busy';
  answer.textContent = `${bundle.name}: đang kiểm tra… / checking…`;
  element('lines').replaceChildren();
  const verdict = await verifyBundle(sourceOf(bundle), pagePlatform, {
    trustedKeys: keys.value.split(/[\s,;]+/).filter((key) => key !== ''),
    everySignature: false,
    onProgress: (done, total) => {
      answer.textContent = `${bundle.name}: ${Math.floor((done / Math.max(1, total)) * 100)} %`;
    },
  });
  show(bundle.name, verdict);
}

function show(name: string, verdict: Verdict): void {
  const [first, ...rest] = verdict.lines;
  const answer = element('answer');
  answer.className = verdict.ok ? 'good' : 'bad';
  answer.replaceChildren(...[first?.vi ?? '', first?.en ?? ''].map((text) => paragraph(text)));
  const head = paragraph(name);
  head.className = 'name';
  answer.prepend(head);
  const faults = verdict.faults.slice(0, 20).map(({ place, said }) => ({
    vi: `${place}: ${said.vi}`,
    en: `${place}: ${said.en}`,
  }));
  element('lines').replaceChildren(
    ...(['vi', 'en'] as const).map((language) => {
      const list = document.createElement('ul');
      list.lang = language;
      for (const line of [...(verdict.ok ? [] : faults), ...rest]) {
        const item = document.createElement('li');
        item.textContent = line[language];
        list.append(item);
      }
      return list;
    }),
  );
}

function paragraph(text: string): HTMLParagraphElement {
  const made = document.createElement('p');
  made.textContent = text;
  return made;
}

function take(files: FileList | null | undefined): void {
  const bundle = files?.[0];
  if (bundle !== undefined) void check(bundle);
}

file.addEventListener('change', () => take(file.files));
drop.addEventListener('dragover', (event) => event.preventDefault());
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  take(event.dataTransfer?.files);
});
