// The words of an item, whatever its kind: all of them as one text, the part that is the message, and a change made to
// every one of them. One place knows which members of a content are words.

import type { ItemContent } from './item.ts';

/** The words as one text, for history, search and reading time. */
export function wordsOf(content: ItemContent): string {
  return partsOf(content).join('\n');
}

/** What has to be read, without heading; null for a picture that carries its own, and a clock needs none. */
export function messageOf(content: ItemContent): string | null {
  switch (content.kind) {
    case 'slogan':
    case 'ticker':
      return content.text;
    case 'service':
      return wordsOf(content);
    case 'image':
    case 'video':
      return null;
    case 'data':
      return content.data === 'countdown' ? content.event : null;
  }
}

/** Two texts that differ only in case, spaces, punctuation and the way accents are stored say the same. */
export function comparable(text: string): string {
  return text
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replaceAll(/[\s.,;:!“”"-]+/g, ' ')
    .trim();
}

function partsOf(content: ItemContent): string[] {
  switch (content.kind) {
    case 'slogan':
      return [content.heading, content.text].filter((part) => part !== undefined);
    case 'service':
      return [content.name, ...content.steps, content.address, content.hotline?.number].filter(
        (part) => part !== undefined,
      );
    case 'image':
    case 'video':
      return [content.description];
    case 'ticker':
      return [content.text];
    case 'data':
      return dataPartsOf(content);
  }
}

type DataContent = Extract<ItemContent, { kind: 'data' }>;

function dataPartsOf(content: DataContent): string[] {
  switch (content.data) {
    case 'clock':
      return content.caption === undefined ? [] : [content.caption];
    case 'countdown':
      return [content.event];
    case 'figures':
      return [content.title, ...content.rows.map(({ label, value }) => `${label}: ${value}`), content.source];
  }
}

/** The same content with `change` made to each of its words; addresses for machines and file names stay. */
export function withWords(content: ItemContent, change: (text: string) => string): ItemContent {
  switch (content.kind) {
    case 'slogan':
      return {
        ...content,
        text: change(content.text),
        ...(content.heading === undefined ? {} : { heading: change(content.heading) }),
      };
    case 'service':
      return {
        ...content,
        name: change(content.name),
        steps: content.steps.map(change),
        address: change(content.address),
      };
    case 'image':
    case 'video':
      return { ...content, description: change(content.description) };
    case 'ticker':
      return { ...content, text: change(content.text) };
    case 'data':
      return withDataWords(content, change);
  }
}

function withDataWords(content: DataContent, change: (text: string) => string): DataContent {
  switch (content.data) {
    case 'clock':
      return content.caption === undefined ? content : { ...content, caption: change(content.caption) };
    case 'countdown':
      return { ...content, event: change(content.event) };
    case 'figures':
      return {
        ...content,
        title: change(content.title),
        rows: content.rows.map(({ label, value }) => ({ label: change(label), value: change(value) })),
        source: change(content.source),
      };
  }
}
